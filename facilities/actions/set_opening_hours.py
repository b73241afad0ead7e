from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from schedule.models import Event

from facilities.actions._calendars import anchored, enter, week_before
from facilities.actions._projection import Projected, lock_hubs, project
from facilities.actions._promises import keeping_promises
from facilities.models import EntryMeaning, Facility, Hub
from facilities.models.definitions import definitions
from facilities.permissions import demand_manager
from facilities.rules.week import Hours, clash, recurring, together, week_of
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class HoursOverlap(Refusal):
    code = "hours_overlap"
    status = 400
    message = _("%(first)s and %(second)s overlap. Give each hour of the week once.")


@verb
def set_opening_hours(
    *,
    hub: Hub,
    week: Sequence[Hours],
    facility: Facility | None = None,
    knowing: Collection[str] = (),
    actor: Actor,
    now: datetime,
) -> Projected:
    """Open the hub in these hours of every week, on its own clock, from today on; or one facility of it, whose hours
    then stand instead of the hub's.

    An empty week closes the hub; a facility without hours of its own follows the hub again. Bookings that lie outside
    the new hours stay what they are: a promise. Whoever sets them has been shown those bookings: `knowing` are their
    numbers. Raises `Forbidden`, `HoursOverlap`, `BookingsAreHit`.
    """
    demand_manager(actor, hub)
    if found := clash(week):
        first, second = (f"{each.opens:%H:%M}–{each.closes:%H:%M}" for each in found)
        raise HoursOverlap(first=first, second=second, weekdays=[each.weekday for each in found])
    with keeping_promises(hub=hub, facility=facility, knowing=knowing, now=now):
        lock_hubs([hub.pk], now)
        calendar_id = facility.calendar_id if facility else hub.calendar_id
        before = week_of(definitions({calendar_id: hub.zone})[calendar_id].openings)
        Event.objects.filter(
            calendar=calendar_id, entry__meaning=EntryMeaning.OPENING, rule__isnull=False
        ).delete()
        for hours, weekdays in together(week).items():
            weekly = anchored(recurring(hours, weekdays, week_before(now, hub.zone)), hub.zone)
            enter(calendar_id=calendar_id, what=weekly, zone=hub.zone, meaning=EntryMeaning.OPENING)
        projected = project(hub_ids=[hub.pk], now=now)
    record(
        action="facilities.set_opening_hours",
        about=facility.ref if facility else hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"before": _said(before), "after": _said(week)},
    )
    return projected


def _said(week: Sequence[Hours]) -> list[str]:
    return [f"{each.weekday} {each.opens:%H:%M}-{each.closes:%H:%M}" for each in sorted(week)]
