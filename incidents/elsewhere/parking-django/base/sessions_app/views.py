from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from . import services
from .models import ParkingSession


@api_view(["POST"])
def open_session(request):
    session = ParkingSession.objects.create(
        plate=request.data["plate"].upper(),
        zone_code=request.data["zone"],
        vehicle_class=request.data.get("vehicle_class", "car"),
        started_at=timezone.now(),
    )
    return Response({"id": session.pk}, status=201)


@api_view(["GET"])
def quote(request, pk):
    session = get_object_or_404(ParkingSession, pk=pk)
    return Response({"fee_cents": services.quote_session(session)})


@api_view(["POST"])
def close_session(request, pk):
    session = services.close(pk)
    return Response({"id": session.pk, "fee_cents": session.fee_cents})
