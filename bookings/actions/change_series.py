from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._carrying_out import (
    ChangeCostsOther,
    Changed,
    carried_out,
    demand_changeable,
    demand_may,
    leaves_looked_at,
)
from bookings.actions._changing import hold_many_with_what_lapsed
from bookings.actions._telling import SERIES_CHANGED, tell_series
from bookings.models import Booking, Line
from bookings.models.series_reads import dates_of
from bookings.permissions import series_for
from bookings.rules.changing import Change
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from members.models import User

__all__ = ["ChangeCostsOther", "NotOfThisSeries", "change_series"]


class NotOfThisSeries(Refusal):
    code = "not_of_this_series"
    status = 400
    message = _("One of these bookings is not of this series. Nothing was changed.")


@verb
def change_series(*, number: str, changes: Sequence[Change], actor: User, now: datetime) -> list[Changed]:
    """Change several dates of one series, in the order of `changes`, as `change` does each: all of them or none, and
    both sides are told once. What has begun, and what is not named, stays as it is.

    Raises `NotOfThisSeries` and, of any of them, what `change` refuses; `Forbidden` for who sees it but may not change
    it, Http404 for a stranger.
    """
    series = series_for(actor, number)
    found = {each.number: each for each in dates_of(series)}
    if not changes or not found.keys() >= {each.number for each in changes}:
        raise NotOfThisSeries()
    for request in changes:
        demand_may(request, found[request.number], actor)
        demand_changeable(found[request.number], now)
    locked = _locked(changes, found, now)
    held = hold_many_with_what_lapsed(
        pks=[found[each.number].pk for each in changes], facility_ids=locked, actor=actor, now=now
    )
    lines, done = _lines_of(held), []
    for request in changes:
        booking = held[found[request.number].pk]
        its = lines[booking.pk]
        done.append(
            carried_out(request=request, booking=booking, lines=its, locked=locked, actor=actor, now=now)
        )
    if told := [each.booking for each in done if not each.again]:
        why = next((each.reason.strip() for each in changes if each.reason.strip()), "")
        tell_series(kind=SERIES_CHANGED, series=series, bookings=told, now=now, why=why)
    return done


def _locked(changes: Sequence[Change], found: dict[str, Booking], now: datetime) -> frozenset[int]:
    leaves: set[int] = set()
    for request in changes:
        booking = found[request.number]
        lines = sorted(booking.lines.all(), key=lambda line: line.position)
        leaves |= leaves_looked_at(request, booking, lines, now)
    keys = [(LockKind.FACILITY, id_) for id_ in leaves]
    organisations = {each.organisation_id for each in found.values()}
    lock([*keys, *((LockKind.ORGANISATION, id_) for id_ in organisations)])
    return frozenset(leaves)


def _lines_of(held: Mapping[int, Booking]) -> dict[int, list[Line]]:
    """By booking, in order, as they are now that the rows are held."""
    out: dict[int, list[Line]] = {pk: [] for pk in held}
    for line in Line.objects.filter(booking__in=held).order_by("position"):
        out[line.booking_id].append(line)
    return out
