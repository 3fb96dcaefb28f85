from rest_framework import serializers

from .models import Booking, Passenger


class PassengerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Passenger
        fields = ["id", "surname", "given_name", "ptc", "seat"]


class BookingSerializer(serializers.ModelSerializer):
    passengers = PassengerSerializer(many=True, read_only=True)

    class Meta:
        model = Booking
        fields = ["locator", "flight_number", "departs_on", "channel", "passengers"]
