from datetime import date

from django.http import HttpResponse
from rest_framework.response import Response
from rest_framework.views import APIView

from . import selectors
from .serializers import AgendaSerializer


def healthz(request):
    return HttpResponse("ok")


class AgendaView(APIView):
    def get(self, request, site):
        day = date.fromisoformat(request.GET.get("day", date.today().isoformat()))
        rows = selectors.agenda(site, day)
        return Response(AgendaSerializer(rows, many=True).data)
