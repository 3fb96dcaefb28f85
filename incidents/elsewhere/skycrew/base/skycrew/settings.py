import os

SECRET_KEY = os.environ.get("SECRET_KEY", "dev")
INSTALLED_APPS = ["django.contrib.contenttypes", "rest_framework", "django_filters", "bookings"]
ROOT_URLCONF = "skycrew.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "skycrew",
        "HOST": os.environ.get("DATABASE_HOST", "localhost"),
        "CONN_MAX_AGE": int(os.environ.get("CONN_MAX_AGE", "0")),
    }
}
REST_FRAMEWORK = {"PAGE_SIZE": 50, "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
