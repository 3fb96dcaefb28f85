broker_url = "redis://redis:6379/1"
task_default_queue = "default"
task_soft_time_limit = 300
task_time_limit = 330
worker_prefetch_multiplier = 1
beat_schedule = {
    "reminders": {"task": "appointments.tasks.send_reminders", "schedule": 900.0},
    "daysheet": {"task": "appointments.tasks.build_daysheets", "schedule": 3600.0},
}
