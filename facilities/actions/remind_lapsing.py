from datetime import datetime

from facilities.models.inducting import about_to_lapse
from hub.kit.batches import each_alone
from hub.kit.outbox import emit, queued
from hub.kit.refs import Ref
from hub.kit.transactions import verb

LAPSES = "induction.lapses"


def remind_lapsing(*, now: datetime) -> int:
    """At night: who holds an induction that lapses within `LAPSES_IN` gets a mail, once, unless they hold it for longer
    by another grant. Returns how many."""
    due = {f"{LAPSES}:{grant.uuid}": grant for grant in about_to_lapse(now)}
    known = queued(due)
    new = [key for key in due if key not in known]
    return each_alone("remind_lapsing", lambda key: _queue(key=key, about=due[key].ref, now=now), new)


@verb
def _queue(*, key: str, about: Ref, now: datetime) -> bool:
    emit(kind=LAPSES, about=about, key=key, now=now)
    return True
