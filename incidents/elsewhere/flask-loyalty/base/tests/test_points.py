from app.members import multiplier


def test_gold():
    assert multiplier({"tier": "gold", "birthday": None}) == 1.5
