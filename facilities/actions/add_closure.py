from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from facilities.actions._calendars import enter, reads_back
from facilities.actions._projection import Projected, lock_hubs, project
from facilities.actions._promises import keeping_promises
from facilities.models import CalendarEntry, EntryMeaning, Facility, Hub
from facilities.permissions import demand_staff
from facilities.rules.recurrence import Definition, Recurrence
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.periods import EndBeforeStart, NoSuchTime, Period, instant
from hub.kit.transactions import verb

LONGEST = timedelta(days=366)


class ClosureIsOver(Refusal):
    code = "closure_is_over"
    status = 400
    message = _("That is over already. A closure ends after now.")


class ClosureTooLong(Refusal):
    code = "closure_too_long"
    status = 400
    message = _("A closure lasts a year at most. Retire the facility if it does not open again.")


class NotEveryYear(Refusal):
    code = "not_every_year"
    status = 400
    message = _("29 February does not come every year. Begin on 28 February or on 1 March.")


@dataclass(frozen=True, slots=True)
class Closed:
    entry: CalendarEntry
    projected: Projected


@verb
def add_closure(
    *,
    hub: Hub,
    starts: datetime,
    ends: datetime,
    reason: str = "",
    yearly: bool = False,
    facility: Facility | None = None,
    knowing: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> Closed:
    """Close the hub, or one facility of it, between two naive times on the hub's clock; every year anew if `yearly`.

    Existing bookings stay, and whoever closes has been shown them: `knowing` are their numbers. A time that exists
    twice is read so that the closure is the longer one. Raises `Forbidden`, `EndBeforeStart`, `NoSuchTime`,
    `ClosureIsOver`, `ClosureTooLong`, `NotEveryYear`, `BookingsAreHit`.
    """
    demand_staff(actor, hub)
    what = _closure(hub, starts, ends, yearly, now)
    with keeping_promises(hub=hub, facility=facility, knowing=knowing, now=now):
        lock_hubs([hub.pk], now)
        entry = enter(
            calendar_id=facility.calendar_id if facility else hub.calendar_id,
            what=what,
            zone=hub.zone,
            meaning=EntryMeaning.CLOSURE,
            reason=reason,
        )
        projected = project(hub_ids=[hub.pk], now=now)
    record(
        action="facilities.add_closure",
        about=facility.ref if facility else hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        reason=reason,
        facts={"entry": entry.pk, "starts": f"{starts}", "ends": f"{ends}", "yearly": yearly},
    )
    return Closed(entry, projected)


def _closure(hub: Hub, starts: datetime, ends: datetime, yearly: bool, now: datetime) -> Definition | Period:
    if ends <= starts:
        raise EndBeforeStart()
    if ends - starts > LONGEST:
        raise ClosureTooLong()
    if not yearly:
        once = Period(instant(starts, hub.zone, fold=0), instant(ends, hub.zone, fold=1))
        if once.end <= now:
            raise ClosureIsOver()
        return once
    if (starts.month, starts.day) == (2, 29):
        raise NotEveryYear()
    for at in (starts, ends):
        if not reads_back(at, hub.zone):
            raise NoSuchTime(local=f"{at:%Y-%m-%d %H:%M}")
    return Definition(starts, ends, Recurrence("YEARLY"))
