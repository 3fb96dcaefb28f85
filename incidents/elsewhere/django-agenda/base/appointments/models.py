from django.db import models


class Practitioner(models.Model):
    name = models.CharField(max_length=120)
    site = models.SlugField()


class Patient(models.Model):
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, blank=True)


class Appointment(models.Model):
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT)
    starts_at = models.DateTimeField(db_index=True)
    status = models.CharField(max_length=12, default="booked")
