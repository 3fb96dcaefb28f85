"""Querysets shared by the tasks and the views."""
from datetime import timedelta

from django.utils import timezone

from appointments.models import Appointment


def upcoming(hours):
    now = timezone.now()
    return (
        Appointment.objects
        .filter(cancelled=False, starts_at__gt=now, starts_at__lt=now + timedelta(hours=hours))
        .select_related("patient", "practitioner__clinic")
    )


def of_day(day):
    return Appointment.objects.filter(starts_at__date=day).select_related("patient", "practitioner")
