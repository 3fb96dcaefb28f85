import structlog
from django.utils import timezone

from tariffs.calculator import fee_for
from tariffs.repository import tariff_for_zone

from .models import ParkingSession

log = structlog.get_logger(__name__)


class ClosingError(Exception):
    pass


def quote_session(session, now=None):
    now = now or timezone.now()
    tariff = tariff_for_zone(session.zone_code)
    return fee_for(tariff, session.vehicle_class, session.started_at, now)


def close(session_id):
    session = ParkingSession.objects.get(pk=session_id)
    if session.ended_at:
        return session
    now = timezone.now()
    try:
        fee = quote_session(session, now)
    except Exception as exc:
        log.error("session.close_failed", session_id=session_id, zone=session.zone_code, exc_info=True)
        raise ClosingError(f"cannot close session {session_id}") from exc
    session.ended_at = now
    session.fee_cents = fee
    session.save(update_fields=["ended_at", "fee_cents"])
    log.info("session.closed", session_id=session_id, fee_cents=fee)
    return session
