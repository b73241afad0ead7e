from datetime import datetime

from bookings.actions._part_of import NotPartOf, demand_part, say_part_of
from bookings.actions.put_under import ItIsOver
from bookings.models import Booking
from bookings.models.bookings import LIVE_STATES, lapsed
from bookings.permissions import may_change, series_for
from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import User

__all__ = ["ItIsOver", "NotPartOf", "put_series_under"]


@verb
def put_series_under(*, number: str, part_of: Ref | None, actor: User, now: datetime) -> list[Booking]:
    """Say of all dates of a series at once what `put_under` says of one; those that were let go stay as they are.
    Returns those that it changed: the same again changes nothing.

    Raises `NotPartOf`, `ItIsOver` where no date lives; `Forbidden` for who sees it but may not change it, Http404 for a
    stranger.
    """
    series = series_for(actor, number)
    if not may_change(actor, series):
        raise Forbidden()
    held = Booking.objects.select_for_update(no_key=True).filter(series=series).order_by("pk")
    rows = list(held)
    gone = set(Booking.objects.filter(lapsed(now), series=series).values_list("pk", flat=True))
    living = [each for each in rows if each.state in LIVE_STATES and each.pk not in gone]
    # What was let go is put under nothing any more, but it is taken off what it was part of.
    wanted = living if part_of else rows
    if part_of and not living:
        raise ItIsOver()
    changed = [each for each in wanted if (each.part_of or None) != part_of]
    if changed:
        demand_part(part_of, series.organisation_id)
        say_part_of(changed, part_of, actor=actor, now=now)
    return changed
