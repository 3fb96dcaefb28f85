import os

SECRET_KEY = os.environ.get("SECRET_KEY", "dev")
INSTALLED_APPS = ["rest_framework", "appointments"]
ROOT_URLCONF = "clinic.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "clinic",
        "HOST": os.environ.get("DB_HOST", "localhost"),
        "CONN_MAX_AGE": 60,
    }
}
REST_FRAMEWORK = {"PAGE_SIZE": 200}
SLOW_REQUEST_MS = 1000
