import logging

from celery import shared_task
from django.utils import timezone

from appointments import selectors, sms
from appointments.messages import render

log = logging.getLogger(__name__)


@shared_task
def send_reminders():
    sent = 0
    for appointment in selectors.upcoming(hours=24).filter(reminded_at=None):
        if not appointment.patient.phone:
            continue
        sms.send(appointment.patient.phone, render(appointment))
        appointment.reminded_at = timezone.now()
        appointment.save(update_fields=["reminded_at"])
        sent += 1
    log.info("reminders sent=%d", sent)


@shared_task
def build_daysheets():
    rows = [
        (a.practitioner.name, a.patient.name, a.starts_at)
        for a in selectors.of_day(timezone.now().date())
    ]
    log.info("daysheet rows=%d", len(rows))
    return len(rows)
