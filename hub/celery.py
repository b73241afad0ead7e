"""Celery: the clock and the nudge. What must not be lost is in the outbox table, so a broker may lose anything."""

import os
from pathlib import Path

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.production")

app = Celery("vliegwiel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["hub"])

# The filesystem transport of the embedded set-up expects its folders to be there.
for key in ("data_folder_in", "data_folder_out", "control_folder"):
    if folder := settings.CELERY_BROKER_TRANSPORT_OPTIONS.get(key):
        Path(folder).mkdir(parents=True, exist_ok=True)

# A beat that nobody took before the next one is dropped (`expires`), so that a stopped worker finds no heap of them.
app.conf.beat_schedule = {
    "work the outbox": {"task": "hub.tasks.work_outbox", "schedule": 5.0, "options": {"expires": 5}},
}
