from .models import Appointment


def agenda(site, day):
    return (
        Appointment.objects.filter(practitioner__site=site, starts_at__date=day)
        .select_related("patient", "practitioner")
        .order_by("starts_at")
    )
