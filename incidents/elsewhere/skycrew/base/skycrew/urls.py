from django.urls import include, path
from rest_framework.routers import DefaultRouter

from bookings.views import BookingViewSet, ManifestView

router = DefaultRouter()
router.register("bookings", BookingViewSet)

urlpatterns = [
    path("api/", include(router.urls)),
    path("api/flights/<str:number>/manifest/", ManifestView.as_view()),
]
