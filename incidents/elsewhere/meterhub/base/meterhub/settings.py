import os

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql+psycopg://meterhub@db/meterhub")
BROKER_URL = os.environ.get("BROKER_URL", "redis://redis:6379/0")
SPOT_PRICE_URL = os.environ.get("SPOT_PRICE_URL", "https://spot.gridex.example/v2")
SPOT_PRICE_TIMEOUT = float(os.environ.get("SPOT_PRICE_TIMEOUT", "4"))
MAX_GAP_SLOTS = int(os.environ.get("MAX_GAP_SLOTS", "8"))
