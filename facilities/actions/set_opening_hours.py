from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from schedule.models import Event

from facilities.actions._calendars import anchored, enter, week_before
from facilities.actions._projection import Projected, lock_hubs, project
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
    *, hub: Hub, week: Sequence[Hours], facility: Facility | None = None, actor: Actor, now: datetime
) -> Projected:
    """Open the hub in these hours of every week, on its own clock, from today on; or one facility of it, whose hours
    then stand instead of the hub's.

    An empty week closes the hub; a facility without hours of its own follows the hub again. Bookings that lie outside
    the new hours stay what they are: a promise. Raises `Forbidden`, `HoursOverlap`.
    """
    demand_manager(actor, hub)
    if found := clash(week):
        first, second = (f"{each.opens:%H:%M}–{each.closes:%H:%M}" for each in found)
        raise HoursOverlap(first=first, second=second, weekdays=[each.weekday for each in found])
    lock_hubs([hub.pk], now)
    calendar_id = facility.calendar_id if facility else hub.calendar_id
    before = week_of(definitions({calendar_id: hub.zone})[calendar_id].openings)
    Event.objects.filter(calendar=calendar_id, entry__meaning=EntryMeaning.OPENING).delete()
    for hours, weekdays in together(week).items():
        weekly = anchored(recurring(hours, weekdays, week_before(now, hub.zone)), hub.zone)
        enter(calendar_id=calendar_id, what=weekly, zone=hub.zone, meaning=EntryMeaning.OPENING)
    record(
        action="facilities.set_opening_hours",
        about=facility.ref if facility else hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"before": _said(before), "after": _said(week)},
    )
    return project(hub_ids=[hub.pk], now=now)


def _said(week: Sequence[Hours]) -> list[str]:
    return [f"{each.weekday} {each.opens:%H:%M}-{each.closes:%H:%M}" for each in sorted(week)]
