from rest_framework import serializers


class AgendaSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    status = serializers.CharField()
    patient = serializers.CharField(source="patient.name")
    practitioner = serializers.CharField(source="practitioner.name")
