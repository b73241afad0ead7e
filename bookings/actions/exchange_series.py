from collections.abc import Mapping, Sequence
from datetime import datetime

from bookings.actions._changing import leaves_of
from bookings.actions._judging import SayWhy
from bookings.actions._telling_of_changes import tell_of_changed_dates
from bookings.actions._unchanged import demand_unchanged
from bookings.actions.change_series import NotOfThisSeries
from bookings.actions.exchange_units import demand_to_come, exchanged
from bookings.models import Booking, Line
from bookings.models.series_reads import dates_of
from bookings.permissions import series_for
from hub.kit.errors import Busy, Forbidden
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from members.models import User
from members.permissions import works_at


@verb
def exchange_series(
    *,
    number: str,
    seen: Mapping[str, str],
    reason: str,
    actor: User,
    now: datetime,
    prefer: Sequence[int] = (),
) -> list[Booking]:
    """Give several dates of one series other units, as `exchange_units` does each: all of them or none, and both sides
    are told once. `seen`: by number what each date was when it was looked at. The first of `prefer` that is free goes
    to each, so that it is the same unit as far as can be.

    For the hub's staff. Raises `SayWhy`, `NotOfThisSeries` and, of any of them, what `exchange_units` refuses;
    `Forbidden` for who sees the series but does not work there, Http404 for a stranger.
    """
    series = series_for(actor, number)
    if not works_at(actor, series.hub):
        raise Forbidden()
    if not reason.strip():
        raise SayWhy()
    ids = dict(dates_of(series).filter(number__in=seen).values_list("number", "pk"))
    if not seen or ids.keys() != seen.keys():
        raise NotOfThisSeries()
    lines = Line.objects.filter(booking__in=ids.values())
    locked = leaves_of(lines)
    lock((LockKind.FACILITY, id_) for id_ in locked)
    rows = Booking.objects.select_for_update(no_key=True, of=("self",)).select_related("hub", "organisation")
    held = list(rows.filter(pk__in=ids.values()).order_by("pk"))
    if not locked >= leaves_of(lines.all()):
        raise Busy()  # it is made of something else since we looked; trying again is safe
    for booking in held:
        demand_unchanged(booking, seen[booking.number])
        demand_to_come(booking, now)
        exchanged(booking=booking, reason=reason.strip(), actor=actor, now=now, prefer=prefer, tells=False)
    told = sorted(held, key=lambda each: (each.period.start, each.pk))
    tell_of_changed_dates(series=series, bookings=told, now=now, why=reason.strip())
    return told
