from django.urls import path

from appointments import views

urlpatterns = [
    path("healthz", views.healthz),
    path("api/agenda/<slug:site>", views.AgendaView.as_view()),
]
