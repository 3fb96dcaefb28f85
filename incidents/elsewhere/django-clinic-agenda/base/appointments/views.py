from django.http import JsonResponse

from appointments import selectors


def agenda(request):
    items = [
        {"id": a.id, "patient": a.patient.name, "at": a.starts_at.isoformat(),
         "clinic": a.practitioner.clinic.name}
        for a in selectors.upcoming(hours=72)
    ]
    return JsonResponse({"items": items})
