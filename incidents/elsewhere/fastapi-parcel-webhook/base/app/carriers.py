"""Translate carrier payloads into our event shape."""

STATUS = {
    "PU": "picked_up",
    "IT": "in_transit",
    "OD": "out_for_delivery",
    "DL": "delivered",
    "EX": "exception",
}


def normalise(carrier: str, payload: dict) -> dict:
    location = payload.get("location") or {}
    return {
        "carrier": carrier,
        "parcel_id": payload["tracking_no"],
        "status": STATUS.get(payload["code"], "in_transit"),
        "city": location.get("city"),
        "at": payload["timestamp"],
    }
