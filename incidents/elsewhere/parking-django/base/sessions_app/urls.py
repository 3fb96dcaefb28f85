from django.urls import path

from . import views

urlpatterns = [
    path("", views.open_session),
    path("<int:pk>/quote/", views.quote),
    path("<int:pk>/close/", views.close_session),
]
