import numpy as np

from .series import as_series
from .spot import hourly_prices

STANDING_CHARGE = 7.9


def price(meter_id, series):
    kwh = as_series(series)
    prices = np.repeat(hourly_prices(len(kwh) // 4), 4)
    peak = peak_demand(kwh)
    return float(np.dot(kwh[: len(prices)], prices)) + STANDING_CHARGE + peak * 0.31


def peak_demand(kwh):
    if len(kwh) < 4:
        return 0.0
    return float(np.convolve(kwh, np.ones(4), mode="valid").max())
