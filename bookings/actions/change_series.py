from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._carrying_out import (
    Among,
    ChangeCostsOther,
    Changed,
    carried_out,
    demand_changeable,
    demand_may,
    finished,
    is_so_already,
    leaves_looked_at,
)
from bookings.actions._changing import hold_many_with_what_lapsed
from bookings.actions._telling_of_changes import tell_of_changed_dates, was_of
from bookings.actions._waitlist import let_the_line_go_first
from bookings.actions.freeze_contract import contracts_frozen
from bookings.models import Booking, Line
from bookings.models.changing import plan_of
from bookings.models.changing_many import Seen, ToBe, seen_together
from bookings.models.series_reads import dates_of
from bookings.permissions import series_for
from bookings.rules.changing import Change
from funding.rules.in_a_row import Before
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
    as_guest = _demand_may_each(changes, found, actor)
    for request in changes:
        demand_changeable(found[request.number], now)
    locked = _locked(changes, found, now)
    held = hold_many_with_what_lapsed(
        pks=[found[each.number].pk for each in changes], facility_ids=locked, actor=actor, now=now
    )
    its, was = _lines_of(held), {each.number: was_of(each, now) for each in held.values()}
    to_do = [(each, held[found[each.number].pk]) for each in changes]
    read = _read_together(to_do, its, now)
    before, done = Before(), []
    for request, booking in to_do:
        change = carried_out(
            request=request,
            booking=booking,
            lines=its[booking.pk],
            locked=locked,
            as_guest=as_guest[request.number],
            actor=actor,
            now=now,
            among=Among(read[booking.pk], before),
        )
        done.append((request, change))
    finished(done=done, actor=actor, now=now)
    if told := [each.booking for _request, each in done if not each.again]:
        why = next((each.reason.strip() for each in changes if each.reason.strip()), "")
        tell_of_changed_dates(series=series, bookings=told, now=now, why=why, was=was)
    return [each for _request, each in done]


def _demand_may_each(changes: Sequence[Change], found: Mapping[str, Booking], actor: User) -> dict[str, bool]:
    """By number whether it is the organisation that changes it; asked once for all that are alike in what decides."""
    known: dict[tuple[object, ...], bool] = {}
    out = {}
    for request in changes:
        booking = found[request.number]
        alike = (
            booking.organisation_id,
            booking.hub_id,
            booking.placed_by_id,
            request.for_hub,
            bool(request.reason.strip()),
        )
        if alike not in known:
            known[alike] = demand_may(request, booking, actor)
        out[request.number] = known[alike]
    return out


def _locked(changes: Sequence[Change], found: Mapping[str, Booking], now: datetime) -> frozenset[int]:
    lines = {
        each.pk: sorted(each.lines.all(), key=lambda line: line.position)
        for each in (found[request.number] for request in changes)
    }
    to_be = [_to_be(request, found[request.number], lines) for request in changes]
    seen = seen_together(to_be, now=now, priced=False)
    leaves: set[int] = set()
    for request in changes:
        booking = found[request.number]
        leaves |= leaves_looked_at(request, booking, lines[booking.pk], now, seen[booking.pk])
    keys = [(LockKind.FACILITY, id_) for id_ in leaves]
    organisations = {each.organisation_id for each in found.values()}
    lock([*keys, *((LockKind.ORGANISATION, id_) for id_ in organisations)])
    return frozenset(leaves)


def _read_together(
    to_do: Sequence[tuple[Change, Booking]], lines: Mapping[int, list[Line]], now: datetime
) -> dict[int, Seen]:
    """Under the locks, for all at once; and what was agreed until now is written down where the worker has not come to
    it."""
    read = seen_together([_to_be(request, booking, lines) for request, booking in to_do], now=now)
    real = [booking for request, booking in to_do if not is_so_already(request, booking, lines[booking.pk])]
    contracts_frozen(bookings=real, now=now)
    for organisation_id in {booking.organisation_id for booking in real}:
        wishes = [
            wish
            for request, booking in to_do
            if booking.organisation_id == organisation_id and read[booking.pk].is_apart
            for wish in plan_of(lines[booking.pk], request.lines).added
        ]
        if wishes:
            let_the_line_go_first(wishes=wishes, organisation_id=organisation_id, now=now)
    return read


def _to_be(request: Change, booking: Booking, lines: Mapping[int, list[Line]]) -> ToBe:
    return ToBe(booking, lines[booking.pk], request.lines, request.visit)


def _lines_of(held: Mapping[int, Booking]) -> dict[int, list[Line]]:
    """By booking, in order, as they are now that the rows are held."""
    out: dict[int, list[Line]] = {pk: [] for pk in held}
    for line in Line.objects.filter(booking__in=held).order_by("position"):
        out[line.booking_id].append(line)
    return out
