from rest_framework import viewsets
from rest_framework.response import Response
from rest_framework.views import APIView

from .manifest import manifest_rows
from .models import Booking
from .serializers import BookingSerializer


class BookingViewSet(viewsets.ModelViewSet):
    queryset = Booking.objects.prefetch_related("passengers").order_by("-created_at")
    serializer_class = BookingSerializer
    lookup_field = "locator"


class ManifestView(APIView):
    def get(self, request, number):
        day = request.query_params["date"]
        return Response({"flight": number, "rows": manifest_rows(number, day)})
