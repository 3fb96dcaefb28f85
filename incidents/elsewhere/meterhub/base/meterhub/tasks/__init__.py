from celery import Celery

from .. import settings

app = Celery("meterhub", broker=settings.BROKER_URL, include=["meterhub.tasks.profiles", "meterhub.tasks.billing"])
app.conf.task_routes = {
    "meterhub.tasks.profiles.*": {"queue": "profiles"},
    "meterhub.tasks.billing.*": {"queue": "billing"},
}
app.conf.task_acks_late = True
