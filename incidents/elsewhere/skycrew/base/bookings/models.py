from django.db import models


class Booking(models.Model):
    locator = models.CharField(max_length=6, unique=True)
    flight_number = models.CharField(max_length=8, db_index=True)
    departs_on = models.DateField()
    channel = models.CharField(max_length=16, default="web")
    created_at = models.DateTimeField(auto_now_add=True)


class Passenger(models.Model):
    booking = models.ForeignKey(Booking, related_name="passengers", on_delete=models.CASCADE)
    surname = models.CharField(max_length=64)
    given_name = models.CharField(max_length=64)
    ptc = models.CharField(max_length=3, default="ADT")
    seat = models.CharField(max_length=4, blank=True)
