from . import db

TIERS = {"basic": 1.0, "silver": 1.25, "gold": 1.5}


def find_member(card_no):
    return db.fetch_one(
        "SELECT card_no, name, tier, birthday FROM members WHERE card_no = %s",
        (card_no,),
    )


def multiplier(member):
    if member is None:
        return 1.0
    return TIERS.get(member["tier"], 1.0)
