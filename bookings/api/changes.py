"""Changing a booking, for programs: first what it would cost, then the change at that price."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Router, Schema
from ninja.security import django_auth
from pydantic import Field

from bookings.actions.change import change
from bookings.api import mapping
from bookings.api.endpoints import NO, Number
from bookings.api.schemas import MOST_LINES, BookingOut, LineIn, PriceOut
from bookings.api.visits import VisitIn
from bookings.changed import shown_change
from bookings.models import Booking
from bookings.permissions import booking_for, may_cancel, may_change
from bookings.rules.changing import Change
from hub.kit import clock
from hub.kit.errors import Forbidden
from hub.kit.strict import PlainText

router = Router()


class ChangeAskedIn(VisitIn):
    """How the booking is to be: all of its lines, and who comes. A line that is as it was keeps its units, its price
    and who carries it."""

    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]


class ChangeIn(ChangeAskedIn):
    """`price_digest` is the `digest` of what was agreed to, empty where no line changes. The hub's people give a
    reason."""

    price_digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    purpose: Annotated[PlainText, Field(max_length=200)] | None = None
    reason: Annotated[PlainText, Field(max_length=200)] = ""


class ChangeShownOut(Schema):
    """`price` is of the whole booking afterwards; `more_cents` is what the organisation pays more, `fee_own_cents`
    included. None and an empty `digest` where no line changes, or where `obstacle` says why it cannot be."""

    price: PriceOut | None
    more_cents: int
    fee_own_cents: int
    fee_funds_cents: int
    digest: str
    obstacle: str | None


@router.post(
    "/bookings/{number}/change/quote",
    response={200: ChangeShownOut, **NO},
    auth=django_auth,
    tags=["booking"],
)
def quote_change(request: HttpRequest, number: Number, asked: Body[ChangeAskedIn]) -> Any:
    """What a change would cost; nothing is held."""
    found = booking_for(request.user, number)
    if not may_cancel(request.user, found):
        raise Forbidden()
    seen = shown_change(
        booking=found,
        lines=list(found.lines.select_related("facility").order_by("position")),
        wishes=mapping.wishes(asked.lines),
        visit=mapping.visit(asked),
        as_guest=bool(may_change(request.user, found)),
        now=clock.now(),
    )
    reckoned = seen.reckoned
    return {
        "price": mapping.price(reckoned.price) if reckoned else None,
        "more_cents": reckoned.more_cents if reckoned else 0,
        "fee_own_cents": reckoned.fee.own_cents if reckoned else 0,
        "fee_funds_cents": reckoned.fee.funds_cents if reckoned else 0,
        "digest": seen.digest,
        "obstacle": str(seen.obstacle) if seen.obstacle else None,
    }


@router.post(
    "/bookings/{number}/change", response={200: BookingOut, **NO}, auth=django_auth, tags=["booking"]
)
def change_booking(request: HttpRequest, number: Number, asked: Body[ChangeIn]) -> Any:
    """All of it in one go, or nothing. Again changes nothing."""
    found, now, actor = booking_for(request.user, number), clock.now(), request.user
    done = change(request=_change(found, asked), actor=actor, now=now)  # type: ignore[arg-type]
    return mapping.booking(done.booking, now)


def _change(found: Booking, asked: ChangeIn) -> Change:
    return Change(
        number=found.number,
        lines=mapping.wishes(asked.lines),
        purpose=found.purpose if asked.purpose is None else asked.purpose,
        visit=mapping.visit(asked),
        price_digest=asked.price_digest,
        reason=asked.reason,
    )
