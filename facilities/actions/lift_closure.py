from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._projection import Projected, lock_hubs, project
from facilities.models import CalendarEntry, EntryMeaning, Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class NoClosure(Refusal):
    code = "no_closure"
    status = 404
    message = _("This hub has no such closure.")


@verb
def lift_closure(*, hub: Hub, entry_id: int, lifted: bool = True, actor: Actor, now: datetime) -> Projected:
    """Take back a closure of the hub or of one of its facilities, or open on a public holiday all the same; with
    `lifted=False` close again.

    A closure of every year is lifted for good. Safe to repeat. Raises `Forbidden`, `NoClosure`.
    """
    demand_manager(actor, hub)
    lock_hubs([hub.pk], now)
    entry = (
        CalendarEntry.objects.of_hub(hub)
        .filter(pk=entry_id)
        .exclude(meaning=EntryMeaning.OPENING)
        .select_related("event")
        .first()
    )
    if entry is None:
        raise NoClosure()
    if (entry.lifted_at is not None) != lifted:
        entry.lifted_at = now if lifted else None
        entry.save(update_fields=["lifted_at"])
        record(
            action="facilities.lift_closure",
            about=hub.ref,
            actor=actor,
            now=now,
            hub_id=hub.pk,
            reason=entry.reason,
            facts={"entry": entry.pk, "lifted": lifted},
        )
    return project(hub_ids=[hub.pk], now=now)
