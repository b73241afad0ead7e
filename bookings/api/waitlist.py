"""The waitlist for programs: standing in line, how it stands, leaving, and taking or letting go what is offered."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Body, Query, Router, Schema, Status
from ninja.security import django_auth
from pydantic import ConfigDict, Field

from bookings.actions.cancel import cancel
from bookings.actions.confirm import confirm
from bookings.actions.join_waitlist import join_waitlist
from bookings.actions.leave_waitlist import leave_waitlist
from bookings.api import mapping
from bookings.api.endpoints import NO, PAGE_SIZE, BookingsAsked, Key, Number
from bookings.api.schemas import BookingOut, ConfirmIn
from bookings.models import Booking, BookingState, WaitlistEntry, WaitState
from bookings.models.in_line import place_in_line, waits_and_offers_of
from bookings.models.inducted import person_by_address
from bookings.permissions import booking_for, may_change, waiting_for, where_to_book
from bookings.rules.waitlist import WaitRequest
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal
from hub.kit.paging import page_of
from hub.kit.periods import Period
from hub.kit.strict import Id, Instant, PlainText, Slug, Strict, refuse_unknown
from members.permissions import organisation_for

router = Router()
OPEN: Any = {"auth": django_auth, "tags": ["waitlist"]}


class NothingOffered(Refusal):
    code = "nothing_offered"
    message = _("Nothing is offered to you here at this moment. See how it stands.")


class WaitIn(Strict):
    """So many of a facility from `start` to `end`; with `minutes`: as long as that, at any time between the two, which
    are a week apart at most. `until`: wait no longer than that. `used_by`: the e-mail address of the
    colleague who will be there, where that is not who waits: their induction counts, now and when it comes free."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "hub": "effenaar",
                    "organisation": "0d6ff9f6-5a5c-4a0c-9f0a-6c1f5f0f7b10",
                    "facility": 12,
                    "start": "2026-12-01T09:00:00+01:00",
                    "end": "2026-12-01T22:00:00+01:00",
                    "minutes": 240,
                    "purpose": "Recording our film",
                }
            ],
        }
    )

    hub: Slug
    organisation: Annotated[UUID, Field(strict=False)]
    facility: Id
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    start: Instant
    end: Instant
    minutes: Annotated[int, Field(ge=1, le=60 * 24 * 366)] | None = None
    purpose: Annotated[PlainText, Field(max_length=200)] = ""
    until: Instant | None = None
    used_by: Annotated[PlainText, Field(max_length=254)] | None = None


class WaitOut(Schema):
    """`state` is waiting, offered, withdrawn, over (its time came before its turn) or failed, and then `why`. `place`
    counts from 1 while it waits. `offer` is the number of the booking that was offered, held until `offer_until`."""

    number: str
    state: str
    hub: str
    organisation: UUID
    facility: int
    quantity: int
    start: datetime
    end: datetime
    minutes: int
    purpose: str
    joined_at: datetime
    until: datetime
    used_by: str | None
    place: int | None
    why: str
    offer: str | None
    offer_until: datetime | None


class WaitPageOut(Schema):
    count: int
    page: int
    pages: int
    results: list[WaitOut]


@router.post("/waitlist", response={200: WaitOut, 201: WaitOut, **NO}, **OPEN, url_name="waitlist")
def join(request: HttpRequest, asked: Body[WaitIn], idempotency_key: Key) -> Any:
    """Stand in line for what is taken. It holds nothing and costs nothing. 201 the first time, 200 when it was done
    before; 409 `free_now` where it can be booked at once."""
    organisation_id, hub_id = where_to_book(request.user, asked.organisation, asked.hub)
    now, window = clock.now(), Period(asked.start, asked.end)
    entry = join_waitlist(
        request=WaitRequest(
            organisation_id=organisation_id,
            hub_id=hub_id,
            facility_id=asked.facility,
            quantity=asked.quantity,
            window=window,
            minutes=asked.minutes or window.minutes,
            purpose=asked.purpose,
            until=asked.until,
            request_key=idempotency_key,
            used_by_id=person_by_address(asked.used_by) if asked.used_by else None,
        ),
        actor=request.user,  # type: ignore[arg-type]
        now=now,
    )
    # Who joined at another moment had joined already.
    return Status(201 if entry.joined_at == now else 200, _entry(entry, now))


@router.get("/waitlist", response={200: WaitPageOut, **NO}, **OPEN, url_name="waitlist")
def waits(request: HttpRequest, asked: Query[BookingsAsked]) -> Any:
    """What an organisation waits for, and what is offered to it now; the first to begin first."""
    refuse_unknown(request, asked)
    now = clock.now()
    rows = waits_and_offers_of(organisation_for(request.user, asked.organisation), now)
    page = page_of(rows, asked.page, PAGE_SIZE)
    return mapping.page(page, [_entry(each, now) for each in page.object_list])


@router.get("/waitlist/{number}", response={200: WaitOut, **NO}, **OPEN)
def wait(request: HttpRequest, number: Number) -> Any:
    """How it stands with one place in line."""
    return _entry(waiting_for(request.user, number), clock.now())


@router.post("/waitlist/{number}/leave", response={200: WaitOut, **NO}, **OPEN)
def leave(request: HttpRequest, number: Number) -> Any:
    """Wait no longer."""
    now = clock.now()
    entry = leave_waitlist(number=number, actor=request.user, now=now)  # type: ignore[arg-type]
    return _entry(entry, now)


@router.post("/waitlist/{number}/take", response={200: BookingOut, **NO}, **OPEN)
def take(request: HttpRequest, number: Number, asked: Body[ConfirmIn]) -> Any:
    """Book what is offered, on account, as `/bookings/{number}/confirm` does. Again changes nothing."""
    offer, now = _offer(request, number), clock.now()
    taken = confirm(
        number=offer.number,
        house_rules_version=asked.house_rules_version,
        actor=request.user,  # type: ignore[arg-type]
        now=now,
    )
    return mapping.booking(taken, now)


@router.post("/waitlist/{number}/decline", response={200: BookingOut, **NO}, **OPEN)
def decline(request: HttpRequest, number: Number) -> Any:
    """Let go what is offered, so that the next in line is asked. Again changes nothing; what was taken is cancelled
    as a booking, not here."""
    offer, now = _offer(request, number), clock.now()
    if not may_change(request.user, offer):
        raise Forbidden()
    if offer.state not in (BookingState.HELD, BookingState.CANCELLED):
        raise NothingOffered()
    gone = cancel(number=offer.number, actor=request.user, now=now, most_cents=0)  # type: ignore[arg-type]
    return mapping.booking(gone, now)


def _offer(request: HttpRequest, number: str) -> Booking:
    entry = waiting_for(request.user, number)
    if entry.offer is None:
        raise NothingOffered()
    return booking_for(request.user, entry.offer.number)


def _entry(entry: WaitlistEntry, now: datetime) -> dict[str, Any]:
    state = WaitState(entry.state)
    if state == WaitState.WAITING and entry.until <= now:
        state = WaitState.OVER
    held = entry.offer if entry.offer and entry.offer.state == BookingState.HELD else None
    return {
        "number": entry.number,
        "state": state.value,
        "hub": entry.hub.slug,
        "organisation": entry.organisation.uuid,
        "facility": entry.facility_id,
        "quantity": entry.quantity,
        "start": entry.period.start,
        "end": entry.period.end,
        "minutes": entry.minutes,
        "purpose": entry.purpose,
        "joined_at": entry.joined_at,
        "until": entry.until,
        "used_by": str(entry.used_by) if entry.used_by else None,
        "place": place_in_line(entry, now) if state == WaitState.WAITING else None,
        "why": entry.why,
        "offer": entry.offer.number if entry.offer else None,
        "offer_until": held.held_until if held else None,
    }
