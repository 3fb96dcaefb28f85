from django.conf import settings
from django.core.cache import cache

from .models import Tariff


def tariff_for_zone(zone_code):
    key = f"tariff:{zone_code}"
    tariff = cache.get(key)
    if tariff is None:
        row = Tariff.objects.get(zone_code=zone_code)
        tariff = {
            "zone": row.zone_code,
            "rates": row.rates,
            "free_minutes": row.free_minutes,
            "day_cap_cents": row.day_cap_cents,
        }
        cache.set(key, tariff, settings.TARIFF_CACHE_SECONDS)
    return tariff
