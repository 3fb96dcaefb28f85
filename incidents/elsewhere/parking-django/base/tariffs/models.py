from django.db import models


class Tariff(models.Model):
    zone_code = models.CharField(max_length=8, unique=True)
    rates = models.JSONField()
    free_minutes = models.IntegerField(default=0)
    day_cap_cents = models.IntegerField(null=True)
