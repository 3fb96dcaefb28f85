import os

INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "appointments"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("DB_HOST", "localhost"),
        "NAME": "clinic",
        "CONN_MAX_AGE": 60,
    }
}
USE_TZ = True
