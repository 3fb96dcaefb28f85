from django.urls import include, path

urlpatterns = [
    path("api/v1/sessions/", include("sessions_app.urls")),
]
