from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._projection import Projected, lock_hubs, project
from facilities.actions._promises import keeping_promises
from facilities.models import CalendarEntry, EntryMeaning, Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class NoOpening(Refusal):
    code = "no_opening"
    status = 404
    message = _("This hub has no such extra opening; perhaps it was taken back already.")


@verb
def withdraw_opening(
    *, hub: Hub, entry_id: int, knowing: Collection[str] = (), actor: Actor, now: datetime
) -> Projected:
    """Take back an opening that was added for once. Weekly hours are changed by `set_opening_hours`.

    Raises `Forbidden`, `NoOpening`; `BookingsAreHit` when bookings rely on it that are not among `knowing`, their
    numbers.
    """
    demand_manager(actor, hub)
    with keeping_promises(hub=hub, knowing=knowing, now=now):
        lock_hubs([hub.pk], now)
        entry = _entry(hub, entry_id)
        said = f"{entry.event.start.astimezone(hub.zone)}", f"{entry.event.end.astimezone(hub.zone)}"
        entry.event.delete()
        projected = project(hub_ids=[hub.pk], now=now)
    record(
        action="facilities.withdraw_opening",
        about=hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        reason=entry.reason,
        facts={"entry": entry_id, "starts": said[0], "ends": said[1]},
    )
    return projected


def _entry(hub: Hub, entry_id: int) -> CalendarEntry:
    once = CalendarEntry.objects.of_hub(hub).filter(meaning=EntryMeaning.OPENING, event__rule=None)
    entry = once.select_related("event").filter(pk=entry_id).first()
    if entry is None:
        raise NoOpening()
    return entry
