import os

REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
PARCEL_TTL_DAYS = int(os.environ.get("PARCEL_TTL_DAYS", "45"))
NOTIFY_URL = os.environ.get("NOTIFY_URL", "http://notifier:8080/events")
