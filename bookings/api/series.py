"""Series for programs: how every date stands and what it costs, then all of them at that price; later ones together."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Query, Router, Status
from ninja.security import django_auth

from bookings.actions.cancel_series import cancel_series
from bookings.actions.change_series import change_series
from bookings.actions.place_series import place_series
from bookings.actions.put_series_under import put_series_under
from bookings.api import mapping, series_mapping
from bookings.api.endpoints import NO, PAGE_SIZE, BookingsAsked, Key, Number
from bookings.api.parts import PartOfIn
from bookings.api.series_schemas import (
    SeriesAskedIn,
    SeriesCancelIn,
    SeriesChangeAskedIn,
    SeriesChangeIn,
    SeriesIn,
    SeriesOut,
    SeriesPageOut,
    ShownSeriesChangeOut,
    ShownSeriesOut,
)
from bookings.models import Series
from bookings.models.series_reads import dates_of, later_dates, series_of_organisation, standings_of_series
from bookings.permissions import date_of, may_cancel, may_change, series_for, where_to_book
from bookings.repeated import shown_series
from bookings.rules.series import SeriesDate, SeriesRequest
from bookings.series_changed import shown_series_change
from facilities.permissions import hub_for
from hub.kit import clock
from hub.kit.errors import Forbidden
from hub.kit.paging import page_of
from hub.kit.refs import Ref
from hub.kit.strict import refuse_unknown
from members.permissions import organisation_for

router = Router()
OPEN: Any = {"auth": django_auth, "tags": ["series"]}


@router.post("/series/quote", response={200: ShownSeriesOut, **NO}, **OPEN)
def quote_series(request: HttpRequest, asked: Body[SeriesAskedIn]) -> Any:
    """How every date stands, what could be had instead, and what those that are taken cost in their order; nothing is
    held."""
    hub = hub_for(asked.hub)
    seen = shown_series(
        lines=mapping.wishes(asked.lines),
        hub=hub,
        organisation=organisation_for(request.user, asked.organisation),
        visit=mapping.visit(asked),
        repeat=series_mapping.repeat(asked.repeat),
        choices={each.on.isoformat(): each.choice for each in asked.decisions},
        now=clock.now(),
        person=request.user,
    )
    return series_mapping.shown(seen, hub)


@router.post("/series", response={200: SeriesOut, 201: SeriesOut, **NO}, **OPEN, url_name="series_list")
def book_series(request: HttpRequest, asked: Body[SeriesIn], idempotency_key: Key) -> Any:
    """All dates or none, on account; where the hub looks first all are asked for. 201 the first time, 200 when it was
    done before. What is in the way of which date is in the `facts` of `dates_in_the_way`."""
    organisation_id, hub_id = where_to_book(request.user, asked.organisation, asked.hub)
    now: Any = clock.now()
    placed = place_series(
        request=_wanted(asked, organisation_id, hub_id, idempotency_key),
        house_rules_version=asked.house_rules_version,
        actor=request.user,  # type: ignore[arg-type]
        now=now,
    )
    return Status(200 if placed.again else 201, _series(placed.series))


def _wanted(asked: SeriesIn, organisation_id: int, hub_id: int, key: UUID) -> SeriesRequest:
    dates = (SeriesDate(each.on, mapping.wishes(each.lines)) for each in asked.dates)
    return SeriesRequest(
        organisation_id=organisation_id,
        hub_id=hub_id,
        repeat=series_mapping.repeat(asked.repeat),
        lines=mapping.wishes(asked.lines),
        dates=tuple(sorted(dates, key=lambda each: each.on)),
        left_out=tuple(sorted(asked.left_out)),
        purpose=asked.purpose,
        reference=asked.reference,
        price_digest=asked.price_digest,
        request_key=key,
        visit=mapping.visit(asked),
        part_of=Ref.parse(asked.part_of) if asked.part_of else None,
    )


@router.get("/series", response={200: SeriesPageOut, **NO}, **OPEN, url_name="series_list")
def series_list(request: HttpRequest, asked: Query[BookingsAsked]) -> Any:
    """An organisation's series, the latest first."""
    refuse_unknown(request, asked)
    rows = series_of_organisation(organisation_for(request.user, asked.organisation))
    page, now = page_of(rows, asked.page, PAGE_SIZE), clock.now()
    ids = [each.pk for each in page.object_list]
    found = standings_of_series(rows.filter(pk__in=ids), now)
    return mapping.page(page, [series_mapping.row(each) for each in found])


@router.get("/series/{number}", response={200: SeriesOut, **NO}, **OPEN)
def series(request: HttpRequest, number: Number) -> Any:
    """One of them with all of its dates."""
    return _series(series_for(request.user, number))


def _series(found: Series) -> dict[str, Any]:
    return series_mapping.series(found, dates_of(found), clock.now())


@router.post("/series/{number}/change/quote", response={200: ShownSeriesChangeOut, **NO}, **OPEN)
def quote_series_change(request: HttpRequest, number: Number, asked: Body[SeriesChangeAskedIn]) -> Any:
    """What a change of this date and all later ones would be for each: its price, or what is in its way."""
    found, now = series_for(request.user, number), clock.now()
    begins = date_of(found, asked.begin)
    if not may_cancel(request.user, found):
        raise Forbidden()
    seen = shown_series_change(
        bookings=list(later_dates(series=found, start=begins.period.start, now=now)),
        wanted=series_mapping.wanted(asked),
        decided=series_mapping.decisions(asked),
        reason="",
        as_guest=bool(may_change(request.user, found)),
        now=now,
    )
    return series_mapping.changed(seen)


@router.post("/series/{number}/change", response={200: SeriesOut, **NO}, **OPEN)
def change_series_dates(request: HttpRequest, number: Number, asked: Body[SeriesChangeIn]) -> Any:
    """Those that are named, at the price that was shown, all or none. Again changes nothing."""
    found = series_for(request.user, number)
    change_series(
        number=found.number,
        changes=series_mapping.changes(asked, list(dates_of(found))),
        actor=request.user,  # type: ignore[arg-type]
        now=clock.now(),
    )
    return _series(found)


@router.post("/series/{number}/cancel", response={200: SeriesOut, **NO}, **OPEN)
def cancel_series_dates(request: HttpRequest, number: Number, asked: Body[SeriesCancelIn]) -> Any:
    """This date and all later ones, each at the fee that was agreed; what has begun stays."""
    found = series_for(request.user, number)
    cancel_series(
        number=found.number,
        start=date_of(found, asked.begin).period.start,
        actor=request.user,  # type: ignore[arg-type]
        now=clock.now(),
        reason=asked.reason,
        most_cents=asked.most_fee_cents,
    )
    return _series(found)


@router.post("/series/{number}/part-of", response={200: SeriesOut, **NO}, **OPEN)
def put_series_dates_under(request: HttpRequest, number: Number, asked: Body[PartOfIn]) -> Any:
    """What all of its dates are part of, as of one booking. The same again changes nothing."""
    put_series_under(
        number=number,
        part_of=Ref.parse(asked.part_of) if asked.part_of else None,
        actor=request.user,  # type: ignore[arg-type]
        now=clock.now(),
    )
    return _series(series_for(request.user, number))
