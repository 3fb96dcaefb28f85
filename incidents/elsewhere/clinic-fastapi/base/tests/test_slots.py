from app.settings import Settings


def test_defaults():
    assert Settings().slot_horizon_days == 28
