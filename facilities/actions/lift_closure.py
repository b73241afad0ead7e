from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._projection import Projected, lock_hubs, project
from facilities.actions._promises import keeping_promises
from facilities.models import CalendarEntry, EntryMeaning, Hub
from facilities.permissions import demand_staff
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class NoClosure(Refusal):
    code = "no_closure"
    status = 404
    message = _("This hub has no such closure.")


@verb
def lift_closure(
    *,
    hub: Hub,
    entry_id: int,
    lifted: bool = True,
    knowing: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> Projected:
    """Take back a closure of the hub or of one of its facilities, or open on a public holiday all the same; with
    `lifted=False` close again.

    A closure of every year is lifted for good. Safe to repeat. Raises `Forbidden`, `NoClosure`;
    `BookingsAreHit` when it closes again over bookings that are not among `knowing`, their numbers.
    """
    demand_staff(actor, hub)
    with keeping_promises(hub=hub, knowing=knowing, now=now):
        lock_hubs([hub.pk], now)
        entry = _entry(hub, entry_id)
        changed = (entry.lifted_at is not None) != lifted
        if changed:
            entry.lifted_at = now if lifted else None
            entry.save(update_fields=["lifted_at"])
        projected = project(hub_ids=[hub.pk], now=now)
    if changed:
        record(
            action="facilities.lift_closure",
            about=hub.ref,
            actor=actor,
            now=now,
            hub_id=hub.pk,
            reason=entry.reason,
            facts={"entry": entry.pk, "lifted": lifted},
        )
    return projected


def _entry(hub: Hub, entry_id: int) -> CalendarEntry:
    entries = CalendarEntry.objects.of_hub(hub).exclude(meaning=EntryMeaning.OPENING).select_related("event")
    entry = entries.filter(pk=entry_id).first()
    if entry is None:
        raise NoClosure()
    return entry
