from datetime import datetime

from flask import Blueprint, abort, request

from ..db import Session
from ..models import Meter, Reading
from ..tasks.profiles import build_profile

bp = Blueprint("readings", __name__)


@bp.post("/meters/<serial>/readings")
def push(serial):
    payload = request.get_json()
    with Session() as session:
        meter = session.query(Meter).filter_by(serial=serial).one_or_none()
        if meter is None:
            abort(404)
        for row in payload["readings"]:
            session.add(Reading(meter_id=meter.id, slot=datetime.fromisoformat(row["slot"]), kwh=row["kwh"]))
        session.commit()
        build_profile.delay(meter.id, payload["day"])
    return {"accepted": len(payload["readings"])}, 202
