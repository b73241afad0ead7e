from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._projection import lock_hubs
from facilities.models import Hub
from facilities.permissions import demand_manager
from facilities.rules.dayparts import MOST_DAYPARTS, DaypartTime
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class TooManyDayparts(Refusal):
    code = "too_many_dayparts"
    status = 400
    message = _("A day has at most %(most)d dayparts.")


class DaypartsCollide(Refusal):
    code = "dayparts_collide"
    status = 400
    message = _("%(one)s and %(other)s begin at the same time. Give each daypart a beginning of its own.")


@verb
def set_dayparts(*, hub: Hub, dayparts: Iterable[DaypartTime], actor: Actor, now: datetime) -> Hub:
    """Say which stretches of the day the house sells as dayparts; none means any four hours (docs/pricing.md).

    A daypart's price covers one of them, from now on; what is booked keeps its price. For the hub's managers. Raises
    `Forbidden`, `TooManyDayparts`, `DaypartsCollide`.
    """
    demand_manager(actor, hub)
    ordered = sorted(dayparts, key=lambda each: each.starts)
    if len(ordered) > MOST_DAYPARTS:
        raise TooManyDayparts(most=MOST_DAYPARTS)
    for one, other in zip(ordered, ordered[1:], strict=False):
        if one.starts == other.starts:
            raise DaypartsCollide(one=one.name_nl, other=other.name_nl)
    lock_hubs([hub.pk], now)
    fresh = Hub.objects.get(pk=hub.pk)
    before, after = fresh.dayparts, [each.to_json() for each in ordered]
    if before == after:
        return fresh
    fresh.dayparts = after
    fresh.save(update_fields=["dayparts"])
    record(
        action="facilities.set_dayparts",
        about=fresh.ref,
        actor=actor,
        now=now,
        hub_id=fresh.pk,
        facts={"before": before, "after": after},
    )
    return fresh
