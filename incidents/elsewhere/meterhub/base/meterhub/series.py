import numpy as np

from . import settings
from .models import Reading


def _rows(session, meter_id, prefix):
    q = session.query(Reading.kwh).filter(Reading.meter_id == meter_id, Reading.slot.like(prefix + "%"))
    return [r.kwh for r in q.order_by(Reading.slot)]


def as_series(values):
    """Float view on the slots; no copy, the monthly arrays are big."""
    return np.array(values, dtype=float, copy=False)


def fill_gaps(values):
    run = 0
    out = []
    for v in values:
        run = run + 1 if v is None else 0
        if run > settings.MAX_GAP_SLOTS:
            raise ValueError("gap too long")
        out.append(out[-1] if v is None and out else (v or 0.0))
    return out


def daily_series(session, meter_id, day):
    return fill_gaps(_rows(session, meter_id, day))


def monthly_series(session, meter_id, month):
    return fill_gaps(_rows(session, meter_id, month))
