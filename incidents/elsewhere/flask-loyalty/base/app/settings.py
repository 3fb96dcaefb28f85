import os

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://localhost/loyalty")
POINTS_PER_EURO = int(os.environ.get("POINTS_PER_EURO", "10"))
CACHE_TTL_SECONDS = 60
