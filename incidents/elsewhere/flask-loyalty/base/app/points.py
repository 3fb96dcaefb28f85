from flask import current_app

from .members import find_member, multiplier


def earn(basket):
    member = find_member(basket.get("card_no"))
    per_euro = current_app.config["POINTS_PER_EURO"]
    total = sum(item["price_cents"] * item["qty"] for item in basket["items"])
    return int(total / 100 * per_euro * multiplier(member))


def preview(basket):
    return {"points": earn(basket), "currency": "EUR"}
