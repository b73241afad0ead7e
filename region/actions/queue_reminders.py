from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from hub.kit.outbox import emit_about_each, queued
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from region.models.desk import quartermasters_with_old_entries
from region.rules.ageing import month_of

REMINDER_KIND = "atlas.reminder"


@verb
def queue_reminders(*, now: datetime) -> int:
    """From the first of the month on, seven in the morning on the site's clock, and however often it runs: one message
    for each quartermaster in whose regions something is to be checked again; none for the others. Answers how many
    were queued now."""
    month = month_of(now, ZoneInfo(settings.TIME_ZONE))
    if month is None:
        return 0
    keys = {
        f"{REMINDER_KIND}:{person}:{month}": Ref("person", str(person))
        for person in quartermasters_with_old_entries()
    }
    known = queued(keys)
    new = {key: about for key, about in keys.items() if key not in known}
    emit_about_each(kind=REMINDER_KIND, abouts=new, now=now)
    return len(new)
