"""Celery: the clock and the nudge. What must not be lost is in the outbox table, so a broker may lose anything."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from hub.kit import folder_broker  # noqa: F401 - makes the address folder:// known

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.production")

app = Celery("vliegwiel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["hub"])

# The folder of a site on one machine expects its folders to be there.
for key in ("data_folder_in", "data_folder_out", "control_folder"):
    if folder := settings.CELERY_BROKER_TRANSPORT_OPTIONS.get(key):
        Path(folder).mkdir(parents=True, exist_ok=True)


def _every(seconds: float, task: str) -> dict[str, Any]:
    # Dropped when nobody took it before the next one, so that a stopped worker finds no heap of them.
    return {"task": f"hub.tasks.{task}", "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_schedule = {
    "work the outbox": _every(5, "work_outbox"),
    "index what has changed": _every(5, "index_changes"),
    "let go of lapsed holds": _every(30, "expire_holds"),
    "read other calendars": _every(60, "read_calendars"),
    "close what is over": _every(300, "complete_ended"),
    "give what sessions gave": _every(300, "settle_sessions"),
    "keep inductions": {"task": "hub.tasks.keep_inductions", "schedule": crontab(hour=7, minute=10)},
    "read mails that came back": _every(300, "read_returned_mails"),
    "remind by the hubs' clocks": _every(300, "remind_due"),
    "forget what was said": {"task": "hub.tasks.forget_talk", "schedule": crontab(hour=3, minute=30)},
    "forget who suggested": {"task": "hub.tasks.forget_senders", "schedule": crontab(hour=3, minute=35)},
    "leave old files": {"task": "hub.tasks.leave_old_files", "schedule": crontab(hour=3, minute=45)},
    "invoice what is due": {"task": "hub.tasks.bill_due", "schedule": crontab(hour=4, minute=10)},
    "ask again": _every(600, "ask_again"),
    "send overdue refunds": _every(600, "send_overdue_refunds"),
    "reconcile": {"task": "hub.tasks.reconcile", "schedule": crontab(hour=4, minute=40)},
    "delete evidence": {"task": "hub.tasks.delete_evidence", "schedule": crontab(hour=3, minute=20)},
    "queue the week's digests": _every(900, "queue_digests"),
    "let the atlas age": {"task": "hub.tasks.age_entries", "schedule": crontab(hour=3, minute=50)},
    "remind quartermasters": _every(3600, "remind_quartermasters"),
    "close what nobody may answer": {"task": "hub.tasks.close_needs", "schedule": crontab(hour=0, minute=15)},
    "propose open doors": {"task": "hub.tasks.propose_open_doors", "schedule": crontab(hour=6, minute=40)},
    "look 18 months ahead": {"task": "hub.tasks.project_openings", "schedule": crontab(hour=3, minute=40)},
}
