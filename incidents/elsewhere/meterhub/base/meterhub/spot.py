import requests

from . import settings


def hourly_prices(hours):
    resp = requests.get(f"{settings.SPOT_PRICE_URL}/prices", params={"hours": hours}, timeout=settings.SPOT_PRICE_TIMEOUT)
    resp.raise_for_status()
    return [p["eur_kwh"] for p in resp.json()["prices"]]
