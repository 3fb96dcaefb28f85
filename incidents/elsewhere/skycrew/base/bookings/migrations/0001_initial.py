import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("locator", models.CharField(max_length=6, unique=True)),
                ("flight_number", models.CharField(db_index=True, max_length=8)),
                ("departs_on", models.DateField()),
                ("channel", models.CharField(default="web", max_length=16)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Passenger",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("surname", models.CharField(max_length=64)),
                ("given_name", models.CharField(max_length=64)),
                ("ptc", models.CharField(default="ADT", max_length=3)),
                ("seat", models.CharField(blank=True, max_length=4)),
                ("booking", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="passengers", to="bookings.booking")),
            ],
        ),
    ]
