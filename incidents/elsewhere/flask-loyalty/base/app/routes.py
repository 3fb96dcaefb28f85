from flask import Blueprint, jsonify, request

from . import members, points

bp = Blueprint("loyalty", __name__)


@bp.get("/healthz")
def healthz():
    return "ok"


@bp.get("/members/<card_no>")
def member(card_no):
    found = members.find_member(card_no)
    if found is None:
        return jsonify(error="not found"), 404
    return jsonify(found)


@bp.post("/baskets/preview")
def preview():
    return jsonify(points.preview(request.get_json()))
