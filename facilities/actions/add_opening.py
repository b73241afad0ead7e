from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from facilities.actions._calendars import enter
from facilities.actions._projection import DAYS_AHEAD, lock_hubs, project
from facilities.models import CalendarEntry, EntryMeaning, Facility, Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.periods import Period, instant
from hub.kit.transactions import verb

LONGEST = timedelta(days=31)


class OpeningIsOver(Refusal):
    code = "opening_is_over"
    status = 400
    message = _("That is over already. An opening ends after now.")


class OpeningTooLong(Refusal):
    code = "opening_too_long"
    status = 400
    message = _("An extra opening lasts a month at most. Set the opening hours instead.")


class OpeningTooFar(Refusal):
    code = "opening_too_far"
    status = 400
    message = _("That is too far ahead: at most %(days)s days.")


class OpensNothing(Refusal):
    code = "opens_nothing"
    status = 409
    message = _(
        "That opens nothing more: it is open then already, a closure or a holiday lies over it, or what is there keeps"
        " hours of its own."
    )


@verb
def add_opening(
    *,
    hub: Hub,
    starts: datetime,
    ends: datetime,
    reason: str = "",
    facility: Facility | None = None,
    actor: Actor,
    now: datetime,
) -> CalendarEntry:
    """Open the hub, or one facility of it, once between two naive times on the hub's clock, beside its weekly hours.

    A facility with weekly hours of its own opens only when it is named. A time that exists twice is read so that the
    opening is the longer one. Raises `Forbidden`, `EndBeforeStart`, `NoSuchTime`, `OpeningIsOver`, `OpeningTooLong`,
    `OpeningTooFar`, `OpensNothing`.
    """
    demand_manager(actor, hub)
    what = _once(Period(instant(starts, hub.zone, fold=0), instant(ends, hub.zone, fold=1)), now)
    lock_hubs([hub.pk], now)
    # What had not been brought up to date yet would else be counted as opened by this.
    project(hub_ids=[hub.pk], now=now)
    entry = enter(
        calendar_id=facility.calendar_id if facility else hub.calendar_id,
        what=what,
        zone=hub.zone,
        meaning=EntryMeaning.OPENING,
        reason=reason,
    )
    if not project(hub_ids=[hub.pk], now=now).added and hub.facilities.exists():
        raise OpensNothing()
    record(
        action="facilities.add_opening",
        about=facility.ref if facility else hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        reason=reason,
        facts={"entry": entry.pk, "starts": f"{starts}", "ends": f"{ends}"},
    )
    return entry


def _once(what: Period, now: datetime) -> Period:
    if what.end <= now:
        raise OpeningIsOver()
    if what.length > LONGEST:
        raise OpeningTooLong()
    if what.end > now + timedelta(days=DAYS_AHEAD - 1):
        raise OpeningTooFar(days=DAYS_AHEAD - 1)
    return what
