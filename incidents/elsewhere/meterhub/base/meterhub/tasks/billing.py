import structlog

from . import app
from ..db import Session
from ..series import monthly_series
from ..tariffs import price

log = structlog.get_logger()


@app.task(name="meterhub.tasks.billing.invoice_meter", bind=True, max_retries=3)
def invoice_meter(self, meter_id, month):
    with Session() as session:
        series = monthly_series(session, meter_id, month)
        try:
            total = price(meter_id, series)
        except Exception as exc:
            log.error("invoice.failed", meter_id=meter_id, month=month, error=type(exc).__name__)
            raise self.retry(exc=exc, countdown=60)
    log.info("invoice.done", meter_id=meter_id, month=month, total=round(float(total), 2))
