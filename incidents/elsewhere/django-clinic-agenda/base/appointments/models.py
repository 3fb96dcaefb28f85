from django.db import models


class Clinic(models.Model):
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=40, default="Europe/Berlin")


class Practitioner(models.Model):
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)


class Patient(models.Model):
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, default="de")


class Appointment(models.Model):
    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    starts_at = models.DateTimeField(db_index=True)
    reminded_at = models.DateTimeField(null=True)
    cancelled = models.BooleanField(default=False)
