import json

import redis

from app.settings import PARCEL_TTL_DAYS, REDIS_URL

_client = redis.Redis.from_url(REDIS_URL)


def load(parcel_id: str):
    raw = _client.get(f"parcel:{parcel_id}")
    return json.loads(raw) if raw else None


def save(parcel_id: str, doc: dict) -> None:
    _client.set(f"parcel:{parcel_id}", json.dumps(doc), ex=PARCEL_TTL_DAYS * 86400)
