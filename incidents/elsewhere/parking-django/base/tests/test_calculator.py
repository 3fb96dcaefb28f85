from datetime import datetime, timedelta

from tariffs.calculator import fee_for

TARIFF = {"zone": "A1", "rates": {"car": 240, "van": 360}, "free_minutes": 10, "day_cap_cents": 2400}
START = datetime(2026, 5, 4, 9, 0)


def test_free_minutes():
    assert fee_for(TARIFF, "car", START, START + timedelta(minutes=10)) == 0


def test_hour():
    assert fee_for(TARIFF, "car", START, START + timedelta(minutes=70)) == 240


def test_cap():
    assert fee_for(TARIFF, "van", START, START + timedelta(hours=23)) == 2400
