from celery import Celery

app = Celery("clinic")
app.config_from_object("clinic.celeryconfig")
app.autodiscover_tasks(["appointments"])
