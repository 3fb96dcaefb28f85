import logging

import httpx

from .settings import settings

log = logging.getLogger(__name__)


async def schedule_reminder(appointment_id, starts_at):
    try:
        async with httpx.AsyncClient(timeout=3) as client:
            await client.post(f"{settings.reminder_url}/v1/reminders", json={"id": appointment_id, "at": starts_at.isoformat()})
    except httpx.HTTPError as exc:
        log.warning("reminder not scheduled: %s", exc)
