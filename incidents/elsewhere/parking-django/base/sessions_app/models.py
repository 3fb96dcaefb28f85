from django.db import models


class ParkingSession(models.Model):
    plate = models.CharField(max_length=12, db_index=True)
    zone_code = models.CharField(max_length=8)
    vehicle_class = models.CharField(max_length=16, default="car")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    fee_cents = models.IntegerField(null=True)
    channel = models.CharField(max_length=16, default="app")
