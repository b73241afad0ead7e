"""What `place` and `place_and_confirm` share: from a request to a held booking, inside one transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from random import SystemRandom

from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from bookings.actions._between import AtOnce, Between
from bookings.actions._confirming import accept, confirmed_at_once, demand_on_account, make_certain
from bookings.actions._ending import release_lapsed
from bookings.actions._lines import line_of, units_for
from bookings.actions._noting import note_of
from bookings.actions._part_of import demand_part
from bookings.actions._waitlist import let_the_line_go_first
from bookings.models import Booking, BookingState, Line, Series
from bookings.models.admission import Look, look
from bookings.models.house_rules import terms_of_things
from bookings.models.parties import Parties, parties
from bookings.rules import admission
from bookings.rules.inductions import Who
from bookings.rules.numbers import new_number
from bookings.rules.request import BookingRequest
from bookings.rules.series import SeriesRequest
from facilities.models import Hub
from funding.actions.reserve import reserve
from funding.models.quoting import quote_facts
from funding.rules.quote import Quote, quote
from hub.kit.audit import write
from hub.kit.errors import Busy, Forbidden, Refusal
from hub.kit.locks import LockKind, lock, lock_unless_taken
from hub.kit.periods import Period
from hub.kit.transactions import step, verb, violated
from hub.kit.writing import insert
from members.models import Organisation, Post, User


class KeyReused(Refusal):
    code = "key_reused"
    message = _(
        "You sent this before, with something else in it. Start again, so that nothing is booked twice."
    )


class PriceChanged(Refusal):
    """Carries the new price as `quote`."""

    code = "price_changed"
    message = _(
        "The price has changed since you saw it. Nothing was booked: look at the new price and decide again."
    )

    def __init__(self, new: Quote) -> None:
        self.quote = new
        super().__init__(own_cents=new.own_cents, list_cents=new.list_cents, price_digest=new.digest())


@dataclass(frozen=True, slots=True)
class Placed:
    """`again`: the same request came before and this is what came of it; nothing was done now."""

    booking: Booking
    again: bool = False


@step
def placed(
    *,
    request: BookingRequest,
    actor: User,
    now: datetime,
    at_once: AtOnce | None = None,
    found: Parties | None = None,
    by: User | None = None,
) -> Placed:
    """All of placing, step by step as docs/locking.md tells it. Confirmed where that is wanted `at_once`, unless the
    hub looks first: then, as without it, held. `by`: who does it in the name of `actor`, whose booking it is. Raises
    what admission, funding and the classes above refuse."""
    found = found or parties_of(request, actor)
    organisation, hub = found.organisation, found.hub
    if before := _placed_before(request, found.made):
        return before
    locked = _lock(request, found.leaf_ids, actor, now)
    seen = _look(request, actor, now)
    if before := _placed_before(request, seen.made):
        return before
    if not locked >= seen.leaf_ids:
        raise Busy()  # it is made of something else since we looked; trying again is safe
    if any(stands.lapsed for stands in seen.standings):
        release_lapsed(facility_ids=locked, now=now)
        seen = _look(request, actor, now)
    admission.check(seen.facts)
    demand_part(request.part_of, organisation.pk)
    if any(stands.waited for stands in seen.standings):
        let_the_line_go_first(wishes=request.lines, organisation_id=organisation.pk, now=now)
    price = _price(request, organisation, hub, now)
    between = Between(organisation, hub, placed_by=actor, actor=by or actor)
    booking = promised(request=request, seen=seen, price=price, between=between, now=now, at_once=at_once)
    return Placed(booking)


@step
def promised(
    *,
    request: BookingRequest,
    seen: Look,
    price: Quote,
    between: Between,
    now: datetime,
    at_once: AtOnce | None = None,
    series: Series | None = None,
) -> Booking:
    """Units, price and money of what was looked at under its locks, together: a held booking, or a confirmed one. Of a
    date of a `series` nobody is told: whoever places that tells of it once."""
    booking = _unwritten(request, price, between, now)
    booking.series = series
    if at_once and not _wants_to_look(booking, at_once, seen, now):
        make_certain(booking, now)
    _insert_booking(booking)
    lines = _insert_lines(booking, price, seen)
    try:
        _take_units(lines, seen)
    except IntegrityError as error:
        if violated(error) != "occupancy_no_unit_twice":
            raise
        # The constraint had the last word; what is gone is said when all this is undone (`explained`).
        raise Busy() from error
    reserve(about=booking.ref, organisation=between.organisation, quote=price, now=now, actor=between.actor)
    note = note_of(booking, between.actor, now)
    if booking.state == BookingState.CONFIRMED:
        confirmed_at_once(
            booking=booking, placed=note, actor=between.actor, now=now, quiet=series is not None
        )
    else:
        write([note])
    return booking


def _wants_to_look(booking: Booking, at_once: AtOnce, seen: Look, now: datetime) -> bool:
    things = {each.pk for each in seen.facilities} | seen.leaf_ids
    terms = terms_of_things(things, hub=booking.hub, now=now)
    accept(booking, terms, at_once.house_rules_version, now)
    if at_once.by_desk:
        return False
    if not terms.asks_approval:
        demand_on_account(booking, terms)
    return terms.asks_approval


@contextmanager
def explained(*, request: BookingRequest, actor: User, now: datetime) -> Iterator[None]:
    """Around a verb that places. When the lock was not had in time somebody else may have been earlier, when the
    constraint spoke somebody was: look once more, without waiting, and say that instead of `Busy`."""
    try:
        yield
    except Busy:
        _look_again(request=request, actor=actor, now=now)
        raise


@verb
def _look_again(*, request: BookingRequest, actor: User, now: datetime) -> None:
    found = parties_of(request, actor)
    admission.check(_look(request, actor, now).facts)
    _price(request, found.organisation, found.hub, now)


def parties_of(request: BookingRequest | SeriesRequest, actor: User) -> Parties:
    found = parties(
        organisation_id=request.organisation_id,
        hub_id=request.hub_id,
        person_id=actor.pk,
        request_key=request.request_key,
        facility_ids=[line.facility_id for line in request.lines],
    )
    if found is None:
        raise Http404
    if found.post not in (Post.OWNER, Post.BOOKER):
        raise Forbidden()
    return found


def _placed_before(request: BookingRequest, booking_id: int | None) -> Placed | None:
    if booking_id is None:
        return None
    booking = Booking.objects.select_related("hub", "organisation", "placed_by", "house_rules").get(
        pk=booking_id
    )
    if booking.request_digest != request.digest():
        raise KeyReused()
    return Placed(booking, again=True)


def _look(request: BookingRequest, actor: User, now: datetime) -> Look:
    return look(
        wishes=request.lines,
        hub_id=request.hub_id,
        organisation_id=request.organisation_id,
        person_id=actor.pk,
        now=now,
        visit=request.visit,
        request_key=request.request_key,
        who=Who(actor.pk, request.organisation_id, waived=request.waived),
    )


def _lock(request: BookingRequest, leaf_ids: frozenset[int], actor: User, now: datetime) -> frozenset[int]:
    """The leaves whose keys are had. Where somebody is at them look first, without a lock, so that late-comers leave
    cheaply and make nobody wait."""
    if not lock_unless_taken(_keys(leaf_ids, request, actor)):
        seen = _look(request, actor, now)
        admission.check(seen.facts)
        leaf_ids = seen.leaf_ids
        lock(_keys(leaf_ids, request, actor))
    return leaf_ids


def _keys(leaf_ids: Iterable[int], request: BookingRequest, actor: User) -> Iterable[tuple[LockKind, int]]:
    """The units that may run out, and whose holds and caps may: docs/locking.md."""
    yield from ((LockKind.FACILITY, id_) for id_ in leaf_ids)
    yield LockKind.ORGANISATION, request.organisation_id
    yield LockKind.PERSON, actor.pk


def _price(request: BookingRequest, organisation: Organisation, hub: Hub, now: datetime) -> Quote:
    price = quote(quote_facts(wishes=request.lines, hub=hub, organisation=organisation, now=now))
    if price.digest() != request.price_digest:
        raise PriceChanged(price)
    return price


def _unwritten(request: BookingRequest, price: Quote, between: Between, now: datetime) -> Booking:
    periods = [line.period for line in request.lines]
    return Booking(
        number=new_number(SystemRandom()),
        organisation=between.organisation,
        hub=between.hub,
        placed_by=between.placed_by,
        state=BookingState.HELD,
        purpose=request.purpose,
        reference=request.reference,
        part_of=request.part_of or "",  # type: ignore[misc]
        **asdict(request.visit),
        during=Period(min(each.start for each in periods), max(each.end for each in periods)).to_range(),
        placed_at=now,
        held_until=now + admission.HOLD,
        list_cents=price.list_cents,
        own_cents=price.own_cents,
        funds_cents=price.funds_cents,
        hub_cents=price.hub_cents,
        band_code=price.band_code,
        quote=price.to_json(),
        request_key=request.request_key,
        request_digest=request.digest(),
    )


def _insert_booking(booking: Booking) -> None:
    try:
        # A number that is taken, one in a million million, is drawn again.
        while not insert([booking], once_by="number"):
            booking.number = new_number(SystemRandom())
    except IntegrityError as error:
        # The same key at the same moment for another organisation: our lock did not keep that one out.
        if violated(error) == "booking_one_per_request":
            raise KeyReused() from error
        raise


def _insert_lines(booking: Booking, price: Quote, seen: Look) -> list[Line]:
    return insert(
        [
            line_of(booking, position, priced, standing)
            for position, (priced, standing) in enumerate(zip(price.lines, seen.standings, strict=True))
        ]
    )


def _take_units(lines: list[Line], seen: Look) -> None:
    insert(units_for(lines, seen))
