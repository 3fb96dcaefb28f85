from django.test import TestCase

from .models import Booking, Passenger


class BookingApiTest(TestCase):
    def test_detail(self):
        b = Booking.objects.create(locator="ABC123", flight_number="AC10", departs_on="2026-07-01")
        Passenger.objects.create(booking=b, surname="Doe", given_name="Jo")
        self.assertEqual(self.client.get("/api/bookings/ABC123/").json()["passengers"][0]["surname"], "Doe")
