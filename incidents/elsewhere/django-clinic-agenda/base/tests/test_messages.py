from types import SimpleNamespace as N
from datetime import datetime

from appointments.messages import render


def test_render():
    a = N(patient=N(language="en"), practitioner=N(name="Dr. Ada", clinic=N(name="West")),
          starts_at=datetime(2026, 11, 3, 9, 30))
    assert render(a) == "Your appointment with Dr. Ada (West) is on 03.11. 09:30."
