import math

DEFAULT_CLASS = "car"


def hourly_rate(tariff, vehicle_class):
    rates = tariff["rates"]
    return rates.get(vehicle_class, rates[DEFAULT_CLASS])


def fee_for(tariff, vehicle_class, start, end):
    minutes = max(0, math.ceil((end - start).total_seconds() / 60))
    minutes = max(0, minutes - tariff["free_minutes"])
    fee = math.ceil(minutes * hourly_rate(tariff, vehicle_class) / 60)
    cap = tariff["day_cap_cents"]
    return min(fee, cap) if cap else fee
