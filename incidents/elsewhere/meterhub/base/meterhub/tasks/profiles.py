import structlog

from . import app
from ..db import Session
from ..series import daily_series
from ..store import save_profile

log = structlog.get_logger()


@app.task(name="meterhub.tasks.profiles.build_profile")
def build_profile(meter_id, day):
    with Session() as session:
        series = daily_series(session, meter_id, day)
        save_profile(session, meter_id, day, series)
    log.info("profile.built", meter_id=meter_id, day=day, slots=len(series))
