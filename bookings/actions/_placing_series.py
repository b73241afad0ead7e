"""From a request to the bookings of a series, inside one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from bookings.actions._between import AtOnce, Between
from bookings.actions._confirming import requested
from bookings.actions._ending import lock_all_funds_and_pledges, release_lapsed
from bookings.actions._part_of import demand_part
from bookings.actions._placing import KeyReused, parties_of, promised
from bookings.actions._telling import SERIES_CONFIRMED, SERIES_REQUESTED, tell_series, to_be_pressed
from bookings.actions._waitlist import let_the_line_go_first
from bookings.models import Booking, BookingState, Series
from bookings.models.admission import Look
from bookings.models.parties import Parties
from bookings.models.repeating import look_at_dates, obstacle_of, price_dates
from bookings.models.series_reads import series_asked_for
from bookings.rules.inductions import Who
from bookings.rules.numbers import new_number
from bookings.rules.request import BookingRequest
from bookings.rules.series import (
    MOST_ASKED_FOR,
    SeriesDate,
    SeriesRequest,
    TooFewDates,
    TooManySeriesAskedFor,
    definition_of,
    demand_apart,
    demand_on_their_days,
    in_all,
    wall_span,
)
from facilities.actions._calendars import define
from facilities.models import Facility
from funding.rules.quote import Quote
from hub.kit.audit import record
from hub.kit.errors import Busy, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import step, violated
from hub.kit.writing import insert
from members.models import User


class DatesInTheWay(Refusal):
    """Carries the dates that cannot be had, each with its own refusal, as `troubles`."""

    code = "dates_in_the_way"
    message = _(
        "Some of these dates cannot be had any more. Nothing was booked: look at them and decide again."
    )

    def __init__(self, troubles: dict[date, Refusal]) -> None:
        self.troubles = troubles
        said = [
            {"date": on.isoformat(), "code": refusal.code, "detail": str(refusal)}
            for on, refusal in troubles.items()
        ]
        super().__init__(dates=said)


class SeriesPriceChanged(Refusal):
    """Carries the new prices, in order, as `quotes`."""

    code = "price_changed"
    message = _(
        "The price of these dates is no longer what you saw. Nothing was booked: look at it and decide again."
    )

    def __init__(self, new: list[Quote]) -> None:
        self.quotes = new
        super().__init__(
            own_cents=sum(each.own_cents for each in new), price_digest=in_all(each.digest() for each in new)
        )


class NotAllDecided(Refusal):
    code = "not_all_decided"
    status = 400
    message = _("Say of each date whether you take it, or leave it out: nothing was booked.")


@dataclass(frozen=True, slots=True)
class PlacedSeries:
    """`again`: the same request came before and this is what came of it; nothing was done now."""

    series: Series
    bookings: list[Booking]
    again: bool = False


@step
def series_placed(
    *, request: SeriesRequest, house_rules_version: int | None, actor: User, now: datetime
) -> PlacedSeries:
    """All of placing a series, step by step as docs/locking.md tells it; `place_series` says what it promises."""
    found = parties_of(request, actor)
    if before := _placed_before(request, actor):
        return before
    definition, days = definition_of(request.repeat, *wall_span(request.lines, found.hub.zone))
    if sorted([*(each.on for each in request.dates), *request.left_out]) != list(days):
        raise NotAllDecided()
    looks = _demanded(request, found.hub.zone, actor, now)  # without a lock: late-comers leave cheaply
    locked = _locked(looks, request, actor)
    if before := _placed_before(request, actor):
        return before
    looks = _looked(request, actor, now)
    if any(each.lapsed for seen in looks for each in seen.standings):
        release_lapsed(facility_ids=locked, now=now)
        looks = _looked(request, actor, now)
    _demand_free(request, looks)
    if not locked >= _leaves(looks):
        raise Busy()  # it is made of something else since we looked; trying again is safe
    let_the_line_go_first(wishes=request.wishes, organisation_id=request.organisation_id, now=now)
    lock_all_funds_and_pledges()
    quotes = _priced(request, found, now)
    event = define(
        calendar_id=_calendar_of(request),
        what=definition,
        zone=found.hub.zone,
        title=request.purpose or found.organisation.name,
    )
    series = _insert(request, found, event.pk, len(days), actor, now)
    between = Between(found.organisation, found.hub, placed_by=actor, actor=actor)
    bookings = [
        _booked(request, each, seen, price, between, series, house_rules_version, now)
        for each, seen, price in zip(request.dates, looks, quotes, strict=True)
    ]
    _demand_few(bookings, now)
    _note(series, request, bookings, actor, now)
    _tell(series, bookings, now)
    return PlacedSeries(series, bookings)


def _placed_before(request: SeriesRequest, actor: User) -> PlacedSeries | None:
    series = (
        Series.objects.select_related("hub", "organisation", "placed_by")
        .filter(placed_by=actor, request_key=request.request_key)
        .first()
    )
    if series is None:
        return None
    if series.request_digest != request.digest():
        raise KeyReused()
    return PlacedSeries(series, list(series.bookings.order_by("during__startswith", "pk")), again=True)


def _demanded(request: SeriesRequest, zone: ZoneInfo, actor: User, now: datetime) -> list[Look]:
    if len(request.dates) < 2:
        raise TooFewDates()
    looks = _looked(request, actor, now)
    _demand_free(request, looks)
    demand_on_their_days(request.dates, zone)
    demand_part(request.part_of, request.organisation_id)
    return looks


def _looked(request: SeriesRequest, actor: User, now: datetime) -> list[Look]:
    dates, who = [each.lines for each in request.dates], Who(actor.pk, request.organisation_id)
    return look_at_dates(dates, hub_id=request.hub_id, now=now, visit=request.visit, who=who)


def _demand_free(request: SeriesRequest, looks: list[Look]) -> None:
    found = ((each.on, obstacle_of(seen)) for each, seen in zip(request.dates, looks, strict=True))
    if troubles := {on: obstacle for on, obstacle in found if obstacle is not None}:
        raise DatesInTheWay(troubles)
    turnarounds = (wish.thing.turnaround for seen in looks for wish in seen.facts.wishes)
    demand_apart(request.dates, max(turnarounds, default=timedelta()))


def _leaves(looks: Iterable[Look]) -> frozenset[int]:
    return frozenset(id_ for seen in looks for id_ in seen.leaf_ids)


def _locked(looks: list[Look], request: SeriesRequest, actor: User) -> frozenset[int]:
    leaves = _leaves(looks)
    keys = [(LockKind.FACILITY, id_) for id_ in leaves]
    lock([*keys, (LockKind.ORGANISATION, request.organisation_id), (LockKind.PERSON, actor.pk)])
    return leaves


def _priced(request: SeriesRequest, found: Parties, now: datetime) -> list[Quote]:
    """Under the lock of all funds, so that what they have left is what they give."""
    dates = [each.lines for each in request.dates]
    quotes = []
    for each in price_dates(dates, hub=found.hub, organisation=found.organisation, now=now):
        if isinstance(each, Refusal):
            raise each
        quotes.append(each)
    if in_all(each.digest() for each in quotes) != request.price_digest:
        raise SeriesPriceChanged(quotes)
    return quotes


def _calendar_of(request: SeriesRequest) -> int:
    return int(Facility.objects.values_list("calendar_id", flat=True).get(pk=request.lines[0].facility_id))


def _insert(
    request: SeriesRequest, found: Parties, event_id: int, dates: int, actor: User, now: datetime
) -> Series:
    series = Series(
        number=new_number(SystemRandom()),
        organisation=found.organisation,
        hub=found.hub,
        placed_by=actor,
        event_id=event_id,
        rhythm=request.repeat.rhythm.value,
        dates=dates,
        left_out=[on.isoformat() for on in request.left_out],
        purpose=request.purpose,
        placed_at=now,
        request_key=request.request_key,
        request_digest=request.digest(),
    )
    try:
        # A number that is taken, one in a million million, is drawn again.
        while not insert([series], once_by="number"):
            series.number = new_number(SystemRandom())
    except IntegrityError as error:
        if violated(error) == "series_one_per_request":
            raise KeyReused() from error
        raise
    return series


@step
def _booked(
    request: SeriesRequest,
    each: SeriesDate,
    seen: Look,
    price: Quote,
    between: Between,
    series: Series,
    house_rules_version: int | None,
    now: datetime,
) -> Booking:
    """Confirmed; where the hub wants to look first: asked for. Nobody is told of it alone."""
    wanted = BookingRequest(
        organisation_id=request.organisation_id,
        hub_id=request.hub_id,
        lines=each.lines,
        purpose=request.purpose,
        reference=request.reference,
        price_digest=price.digest(),
        request_key=uuid5(request.request_key, each.on.isoformat()),
        visit=request.visit,
        part_of=request.part_of,
    )
    asked: dict[str, Any] = {"request": wanted, "seen": seen, "price": price, "between": between, "now": now}
    booking = promised(**asked, at_once=AtOnce(house_rules_version), series=series)
    if booking.state == BookingState.HELD:
        requested(booking=booking, actor=between.placed_by, now=now, quiet=True)
        if each is request.dates[0]:  # the desk is reminded of them all by the first
            to_be_pressed(booking=booking, now=now)
    return booking


def _demand_few(bookings: list[Booking], now: datetime) -> None:
    """The organisation's key is held, so that they are counted."""
    if all(each.state != BookingState.REQUESTED for each in bookings):
        return
    first = bookings[0]
    asked = series_asked_for(organisation_id=first.organisation_id, hub_id=first.hub_id, now=now)
    if asked > MOST_ASKED_FOR:
        raise TooManySeriesAskedFor(hub=first.hub.name, most=MOST_ASKED_FOR)


def _note(
    series: Series, request: SeriesRequest, bookings: list[Booking], actor: User, now: datetime
) -> None:
    record(
        action="bookings.place_series",
        about=series.ref,
        actor=actor,
        now=now,
        organisation_id=series.organisation_id,
        hub_id=series.hub_id,
        facts={
            "repeat": request.repeat.to_json(),
            "bookings": [each.number for each in bookings],
            "left_out": series.left_out,
            "own_cents": sum(each.own_cents for each in bookings),
        },
    )


def _tell(series: Series, bookings: list[Booking], now: datetime) -> None:
    """One message of all that is booked, one of all that is asked for: hardly ever both."""
    told = {BookingState.CONFIRMED: SERIES_CONFIRMED, BookingState.REQUESTED: SERIES_REQUESTED}
    for state, kind in told.items():
        if its := [each for each in bookings if each.state == state]:
            tell_series(kind=kind, series=series, bookings=its, now=now)
