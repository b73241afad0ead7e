"""How a change is carried out: the rows and the units, one after the other, under locks that the verb holds."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import F

from bookings.actions._ending import lapsed_on, lock_all_funds_and_pledges, release_lapsed
from bookings.actions._fees import next_number, noted
from bookings.actions._filling import fill_for_blocks, give_up
from bookings.actions._giving_back import hold_what_was_paid_for
from bookings.actions._lines import line_of, units_for
from bookings.actions._waitlist import let_the_line_go_first
from bookings.models import Booking, Fee, FeeKind, Line, Occupancy
from bookings.models.admission import Look, look
from bookings.models.changing import Reckoned, who_of, wishes_of
from bookings.permissions import seen
from bookings.rules import admission
from bookings.rules.changing import Change, Stays
from bookings.rules.facts import Facts
from funding.actions.rearrange import rearrange
from funding.rules.lines import LineWish
from hub.kit import audit
from hub.kit.errors import Busy
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from hub.kit.transactions import savepoint, step, violated
from members.models import User

# Further than any booking has lines: where they wait while they are put in order.
ASIDE = 10_000


def leaves_of(lines: Iterable[Line]) -> frozenset[int]:
    """The facilities whose units these lines hold."""
    return frozenset(int(leaf) for line in lines for leaf in (line.leaves or {line.facility_id: 1}))


def leaves_wanted(facts: Facts) -> frozenset[int]:
    return frozenset(leaf.id for wish in facts.wishes for leaf in wish.leaves)


@step
def hold_with_what_lapsed(*, pk: int, facility_ids: Collection[int], actor: User, now: datetime) -> Booking:
    """The booking's row together with those of what has lapsed on these facilities, by id, then all funds and pledges;
    and what has lapsed is let go. The caller holds the facilities' keys."""
    return hold_many_with_what_lapsed(pks=[pk], facility_ids=facility_ids, actor=actor, now=now)[pk]


@step
def hold_many_with_what_lapsed(
    *, pks: Collection[int], facility_ids: Collection[int], actor: User, now: datetime
) -> dict[int, Booking]:
    """The same of several bookings, by id. Raises Http404 for one that is not there, or not for this actor."""
    rows = Booking.objects.select_for_update(no_key=True, of=("self",))
    rows = rows.select_related(
        "hub__municipality", "hub__operator", "organisation__municipality", "placed_by", "house_rules"
    )
    held = list(rows.filter(pk__in={*pks, *lapsed_on(facility_ids, now)}).order_by("pk"))
    by_pk = {each.pk: each for each in held}
    hold_what_was_paid_for(bookings=held)
    lock_all_funds_and_pledges()
    release_lapsed(facility_ids=facility_ids, now=now)
    return _seen_each(actor, {pk: by_pk.get(pk) for pk in pks})


def _seen_each(actor: User, found: Mapping[int, Booking | None]) -> dict[int, Booking]:
    """Of one organisation at one hub it is asked once whether the actor may know of them."""
    out: dict[int, Booking] = {}
    known: set[tuple[int, int]] = set()
    for pk, booking in found.items():
        if booking is None or (booking.organisation_id, booking.hub_id) not in known:
            booking = seen(actor, booking)
            known.add((booking.organisation_id, booking.hub_id))
        out[pk] = booking
    return out


def look_at(booking: Booking, wishes: tuple[LineWish, ...], now: datetime) -> Look:
    return look(
        wishes=wishes,
        hub_id=booking.hub_id,
        organisation_id=0,  # nothing is held, so holds are not counted
        person_id=0,
        now=now,
        who=who_of(booking),
    )


@step
def put_lines(
    *, booking: Booking, lines: list[Line], reckoned: Reckoned, now: datetime, there: Look | None = None
) -> None:
    """Give back the units of what goes, keep those of what stays, and take some for what comes. `there`: how what comes
    stands as if what goes held nothing, where the caller has looked under these locks and let the line go first. Raises
    `SlotTaken`."""
    planned = reckoned.plan
    if planned.added and there is None:
        # Before anything is given back: what this booking makes room for itself is not what others wait for yet.
        let_the_line_go_first(wishes=planned.added, organisation_id=booking.organisation_id, now=now)
    gone = [line.pk for line in lines if not planned.stays[line.position]]
    freed = give_up(Occupancy.objects.live().filter(line__in=gone), now) if gone else []
    Line.objects.filter(pk__in=gone).delete()
    for line in lines:
        if 0 < planned.stays[line.position] < line.quantity:
            freed += _let_go_of_some(line, planned.stays[line.position], now)
    new = _in_order(booking, lines, reckoned)
    if planned.added:
        found = there or look_at(booking, planned.added, now)
        admission.check_free(found.facts)
        by_place = dict(_written(booking, new, found, reckoned))
        _take_units([by_place[place] for place in range(len(planned.added))], found)
    # Last, so that the booking may keep what it has of the time that a block wants.
    fill_for_blocks(freed)


def _let_go_of_some(line: Line, stays: int, now: datetime) -> list[tuple[int, Period]]:
    """Of each leaf those with the highest ids; the others stay the same units."""
    its: dict[int, list[Occupancy]] = {}
    live = Occupancy.objects.live().filter(line=line).select_related("unit").order_by("unit_id")
    for each in live:
        its.setdefault(each.unit.facility_id, []).append(each)
    gone = [each.pk for units in its.values() for each in units[len(units) * stays // line.quantity :]]
    return give_up(Occupancy.objects.filter(pk__in=gone), now)


def _in_order(booking: Booking, lines: list[Line], reckoned: Reckoned) -> list[tuple[int, int]]:
    """The lines that stay where they belong; returns (position, place among what is added) of the new ones."""
    by_position = {line.position: line for line in lines}
    stay, new = [], []
    for position, (each, priced) in enumerate(zip(reckoned.plan.order, reckoned.price.lines, strict=True)):
        if isinstance(each, Stays):
            line = by_position[each.position]
            line.quantity, line.list_cents = priced.quantity, priced.list_cents
            stay.append((line, position))
        else:
            new.append((position, each))
    if stay:
        # A position is a line's own: all of them step aside, and come back in order.
        Line.objects.filter(booking=booking).update(position=F("position") + ASIDE)
        for line, position in stay:
            line.position = position
        Line.objects.bulk_update([line for line, _position in stay], ["position", "quantity", "list_cents"])
    return new


def _written(
    booking: Booking, new: list[tuple[int, int]], found: Look, reckoned: Reckoned
) -> Iterator[tuple[int, Line]]:
    """The new lines, by their place among what is added."""
    made = Line.objects.bulk_create(
        [
            line_of(booking, position, reckoned.price.lines[position], found.standings[place])
            for position, place in new
        ]
    )
    yield from zip((place for _position, place in new), made, strict=True)


def _take_units(lines: list[Line], found: Look) -> None:
    taken = units_for(lines, found)
    try:
        with savepoint():
            Occupancy.objects.bulk_create(taken)
    except IntegrityError as error:
        if violated(error) != "occupancy_no_unit_twice":
            raise
        raise Busy() from error


@step
def put_booking(*, booking: Booking, request: Change, reckoned: Reckoned | None, now: datetime) -> None:
    """The booking itself: its time, its price and what was said of it. `reckoned` is None where no line changes."""
    for name, value in asdict(request.visit).items():
        setattr(booking, name, value)
    booking.purpose = request.purpose
    booking.changes, booking.changed_at = booking.changes + 1, now
    booking.sequence += 1
    if reckoned:
        price = reckoned.price
        periods = [line.period for line in price.lines]
        booking.during = Period(
            min(each.start for each in periods), max(each.end for each in periods)
        ).to_range()
        booking.list_cents, booking.own_cents = price.list_cents, price.own_cents
        booking.funds_cents, booking.hub_cents = price.funds_cents, price.hub_cents
        booking.band_code, booking.quote = price.band_code, price.to_json()
    booking.save()


def said_of(booking: Booking, lines: Iterable[LineWish]) -> dict[str, Any]:
    """For the audit trail, before and after."""
    return {
        "lines": [
            [line.facility_id, line.quantity, line.period.start.isoformat(), line.period.end.isoformat()]
            for line in lines
        ],
        "visit": booking.visit.to_json(),
        "own_cents": booking.own_cents,
        "list_cents": booking.list_cents,
    }


@step
def move(
    *,
    booking: Booking,
    lines: list[Line],
    reckoned: Reckoned,
    actor: User,
    now: datetime,
    there: Look | None = None,
) -> Fee | None:
    """Units, then money, as in placing; the fee, where it costs one."""
    put_lines(booking=booking, lines=lines, reckoned=reckoned, now=now, there=there)
    number = next_number(booking) if reckoned.fee.cents else 0
    rearrange(
        about=booking.ref,
        number=booking.changes + 1,
        fee_number=number,
        organisation=booking.organisation,
        hub=booking.hub,
        moved=reckoned.moved,
        now=now,
        actor=actor,
    )
    if not reckoned.fee.cents:
        return None
    return noted(
        booking=booking,
        number=number,
        kind=FeeKind.DROPPED,
        fee=reckoned.fee,
        back_cents=reckoned.back_cents,
        now=now,
    )


def change_noted(
    *,
    request: Change,
    booking: Booking,
    before: dict[str, Any],
    lines: list[Line],
    fee: Fee | None,
    actor: User,
    now: datetime,
) -> AuditRow:
    """For the audit trail; `lines` are those of now, in order."""
    facts = {"from": before, "to": said_of(booking, wishes_of(lines)), "fee": fee.number if fee else None}
    return audit.noted(
        action="bookings.change",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        reason=request.reason.strip(),
        facts=facts,
    )
