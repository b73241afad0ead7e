"""The addresses. What is free is everybody's to know; the rest asks for a session and its token."""

import json
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Body, Header, Path, Query, Router, Status
from ninja.security import django_auth
from pydantic import Field

from bookings.actions.cancel import cancel
from bookings.actions.confirm import confirm
from bookings.actions.place import place
from bookings.actions.place_and_confirm import place_and_confirm
from bookings.actions.put_under import put_under
from bookings.api import mapping
from bookings.api.costs import CancelIn
from bookings.api.parts import Part, PartOfIn
from bookings.api.schemas import (
    BookingIn,
    BookingOut,
    BookingPageOut,
    BusyDaysOut,
    ConfirmIn,
    FreePageOut,
    MonthOut,
    ProblemOut,
    QuoteIn,
    QuoteOut,
)
from bookings.api.visits import Doing, PeopleAsked
from bookings.models.availability import Wanted, month
from bookings.models.busy import busy_as_json
from bookings.offers import found, priced
from bookings.permissions import booking_for, bookings_of, where_to_book
from bookings.quoting import shown
from bookings.rules.request import BookingRequest, Visit
from bookings.showing import states_of
from facilities.models import KindFamily
from facilities.models.bookable import bookable_facility
from facilities.permissions import hub_for, hub_id_for
from hub.kit import clock
from hub.kit.paging import page_of
from hub.kit.periods import Period
from hub.kit.refs import Ref
from hub.kit.strict import IN_FIGURES, Id, Instant, Slug, StrictQuery, refuse_unknown
from members.permissions import organisation_for

router = Router()
PAGE_SIZE = 24
JSON = "application/json; charset=utf-8"
NO = {frozenset({400, 401, 403, 404, 409, 410, 413, 503}): ProblemOut}
Number = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{8,9}$")]
Key = Annotated[UUID, Header(alias="Idempotency-Key", description="The same key again is the same booking.")]
Quantity = Annotated[int, Field(ge=1, le=100), IN_FIGURES]
PageNumber = Annotated[int, Field(ge=1, le=10_000), IN_FIGURES]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


class MonthAsked(StrictQuery):
    month: Annotated[str, Field(pattern=r"^2[01][0-9]{2}-(0[1-9]|1[0-2])$")]
    quantity: Quantity = 1


class DayAsked(StrictQuery):
    date: Day


class FreeAsked(StrictQuery):
    """`organisation`: whose price; without it the list price. `people` and `activity`: who comes and for what, where a
    house has rules about it; of rooms those that hold so many."""

    start: Instant
    end: Instant
    family: KindFamily | None = None
    kind: Slug | None = None
    feature: Annotated[list[Slug], Field(max_length=20)] = []
    region: Slug | None = None
    hub: Slug | None = None
    quantity: Quantity = 1
    people: PeopleAsked | None = None
    activity: Doing = ""
    organisation: UUID | None = None
    page: PageNumber = 1


class BookingsAsked(StrictQuery):
    """`part_of`: only what is part of that."""

    organisation: UUID
    part_of: Part | None = None
    page: PageNumber = 1


@router.get("/facilities/{facility_id}/month", response={200: MonthOut, **NO}, tags=["free time"])
def facility_month(request: HttpRequest, facility_id: Annotated[Id, Path()], asked: Query[MonthAsked]) -> Any:
    """Each day of a month with its free hours."""
    refuse_unknown(request, asked)
    facility = bookable_facility(facility_id)
    if facility is None:
        raise Http404
    first = date.fromisoformat(f"{asked.month}-01")
    days = month(facility=facility, first_day=first, now=clock.now(), quantity=asked.quantity)
    return _straight(mapping.month(facility, days))


def _straight(answer: dict[str, Any]) -> HttpResponse:
    """A long answer, already plain: to check it against its schema takes longer than to make it. Tests do that."""
    return HttpResponse(json.dumps(answer, separators=(",", ":")), content_type=JSON)


@router.get("/hubs/{slug}/day", response={200: BusyDaysOut, **NO}, tags=["free time"])
def hub_on_a_day(request: HttpRequest, slug: Annotated[Slug, Path()], asked: Query[DayAsked]) -> Any:
    """When which units of a hub are taken on a local day."""
    refuse_unknown(request, asked)
    return _busy(slug, asked.date, 1)


@router.get("/hubs/{slug}/week", response={200: BusyDaysOut, **NO}, tags=["free time"])
def hub_in_a_week(request: HttpRequest, slug: Annotated[Slug, Path()], asked: Query[DayAsked]) -> Any:
    """The same for seven local days."""
    refuse_unknown(request, asked)
    return _busy(slug, asked.date, 7)


def _busy(slug: str, first: date, count: int) -> HttpResponse:
    """Straight from the database; a test holds the answer against the schema."""
    found = busy_as_json(slug=slug, first=first, days=count, now=clock.now())
    if found is None:
        raise Http404
    return HttpResponse(found, content_type=JSON)


@router.get("/free", response={200: FreePageOut, **NO}, tags=["free time"])
def free(request: HttpRequest, asked: Query[FreeAsked]) -> Any:
    """Which facilities can be booked in exactly this window, with their price."""
    refuse_unknown(request, asked)
    now, period = clock.now(), Period(asked.start, asked.end)
    organisation = organisation_for(request.user, asked.organisation) if asked.organisation else None
    wanted = Wanted(
        kind=asked.kind or "",
        family=asked.family or "",
        features=tuple(asked.feature),
        region=asked.region or "",
        hub_id=hub_id_for(asked.hub) if asked.hub else None,
        people=asked.people or 0,
        quantity=asked.quantity,
    )
    visit = Visit(people=asked.people, activity=asked.activity)
    all_found = found(wanted=wanted, period=period, organisation=organisation, now=now, visit=visit)
    page = page_of(all_found, asked.page, PAGE_SIZE)
    offers = priced(list(page.object_list), period=period, organisation=organisation, now=now)
    return _straight(mapping.page(page, [mapping.offer(each) for each in offers]))


@router.post("/quotes", response={200: QuoteOut, **NO}, auth=django_auth, tags=["booking"])
def quote(request: HttpRequest, asked: Body[QuoteIn]) -> Any:
    """What it costs, who carries which part and why; nothing is held."""
    now = clock.now()
    organisation = organisation_for(request.user, asked.organisation) if asked.organisation else None
    seen = shown(
        wishes=mapping.wishes(asked.lines),
        hub=hub_for(asked.hub),
        organisation=organisation,
        person=request.user,
        now=now,
        visit=mapping.visit(asked),
    )
    return mapping.quoted(seen, now)


@router.post(
    "/bookings",
    response={200: BookingOut, 201: BookingOut, **NO},
    auth=django_auth,
    tags=["booking"],
    url_name="bookings",
)
def book(request: HttpRequest, asked: Body[BookingIn], idempotency_key: Key) -> Any:
    """Hold it for 15 minutes, or with `confirm` book it in one go. 201 the first time, 200 when it was done before."""
    now: Any = clock.now()
    organisation_id, hub_id = where_to_book(request.user, asked.organisation, asked.hub)
    wanted = BookingRequest(
        organisation_id=organisation_id,
        hub_id=hub_id,
        lines=mapping.wishes(asked.lines),
        purpose=asked.purpose,
        reference=asked.reference,
        price_digest=asked.price_digest,
        request_key=idempotency_key,
        visit=mapping.visit(asked),
        part_of=Ref.parse(asked.part_of) if asked.part_of else None,
    )
    actor: Any = request.user
    if asked.confirm:
        placed = place_and_confirm(
            request=wanted, house_rules_version=asked.house_rules_version, actor=actor, now=now
        )
    else:
        placed = place(request=wanted, actor=actor, now=now)
    return Status(200 if placed.again else 201, mapping.booking(placed.booking, now))


@router.get("/bookings", response={200: BookingPageOut, **NO}, auth=django_auth, tags=["booking"])
def bookings(request: HttpRequest, asked: Query[BookingsAsked]) -> Any:
    """An organisation's bookings, the latest start first."""
    refuse_unknown(request, asked)
    rows = bookings_of(organisation_for(request.user, asked.organisation))
    if asked.part_of:
        rows = rows.filter(part_of=Ref.parse(asked.part_of))
    page = page_of(rows, asked.page, PAGE_SIZE)
    found = list(page.object_list)
    states = states_of(found, clock.now())
    return mapping.page(page, [mapping.row(*both) for both in zip(found, states, strict=True)])


@router.get("/bookings/{number}", response={200: BookingOut, **NO}, auth=django_auth, tags=["booking"])
def booking(request: HttpRequest, number: Number) -> Any:
    return mapping.booking(booking_for(request.user, number), clock.now())


@router.post(
    "/bookings/{number}/confirm", response={200: BookingOut, **NO}, auth=django_auth, tags=["booking"]
)
def confirm_booking(request: HttpRequest, number: Number, asked: Body[ConfirmIn]) -> Any:
    """A held booking, on account. Again changes nothing. A hub that gives no credit answers 409, `pay_first`: a person
    pays on the booking's page, and that confirms it."""
    now, actor = clock.now(), request.user
    confirmed = confirm(
        number=number,
        house_rules_version=asked.house_rules_version,
        actor=actor,  # type: ignore[arg-type]
        now=now,
    )
    return mapping.booking(confirmed, now)


@router.post(
    "/bookings/{number}/cancel", response={200: BookingOut, **NO}, auth=django_auth, tags=["booking"]
)
def cancel_booking(request: HttpRequest, number: Number, asked: Body[CancelIn]) -> Any:
    """Before the start, at the fee that was agreed; the answer says it in `fees`. Again changes nothing."""
    now = clock.now()
    cancelled = cancel(
        number=number,
        actor=request.user,  # type: ignore[arg-type]
        now=now,
        reason=asked.reason,
        most_cents=asked.most_fee_cents,
    )
    return mapping.booking(cancelled, now)


@router.post(
    "/bookings/{number}/part-of", response={200: BookingOut, **NO}, auth=django_auth, tags=["booking"]
)
def put_booking_under(request: HttpRequest, number: Number, asked: Body[PartOfIn]) -> Any:
    """What it is part of: a pilot that its organisation takes part in, or nothing. The same again changes nothing."""
    now, actor = clock.now(), request.user
    part_of = Ref.parse(asked.part_of) if asked.part_of else None
    put_under(number=number, part_of=part_of, actor=actor, now=now)  # type: ignore[arg-type]
    return mapping.booking(booking_for(request.user, number), now)
