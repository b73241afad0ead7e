"""What cancelling costs, what was charged, and what a change would cost: their shapes, and how they are filled."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import Field

from bookings.models import Fee
from funding.rules.fees import bearing, dues, no_show_fee
from funding.rules.quoted import QuotedLine, Share
from hub.kit.strict import PlainText, Strict

Cents = Annotated[int, Field(ge=0, le=999_999_999)]


class CancelIn(Strict):
    """The hub's own people give a reason. `most_fee_cents`: refuse (`fee_is_higher`) where the organisation would pay
    more than this; without it, it pays what was agreed when it was booked."""

    reason: Annotated[PlainText, Field(max_length=200)] = ""
    most_fee_cents: Cents | None = None


class DueOut(Schema):
    """From `at` on (None: now) cancelling costs the organisation and the funds that bear such fees this much."""

    at: datetime | None
    own_cents: int
    funds_cents: int


class CancellingOut(Schema):
    """Once it is confirmed. `dues` in the order of time, the first of them now; docs/pricing.md has the sums."""

    dues: list[DueOut]
    no_show_own_cents: int
    no_show_funds_cents: int


class FeeOut(Schema):
    """`kind` is cancelled, dropped (of a change) or no_show. With `lifted_at` the hub goes without it."""

    kind: str
    own_cents: int
    funds_cents: int
    back_cents: int
    charged_at: datetime
    lifted_at: datetime | None


def cancelling(
    lines: Sequence[QuotedLine], shares: Sequence[Share], *, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    bears = bearing(shares)
    no_show = no_show_fee(lines, bears)
    return {
        "dues": [
            {"at": due.at, "own_cents": due.fee.own_cents, "funds_cents": due.fee.funds_cents}
            for due in dues(lines, bears, now, zone)
        ],
        "no_show_own_cents": no_show.own_cents,
        "no_show_funds_cents": no_show.funds_cents,
    }


def fees(charged: Iterable[Fee]) -> list[dict[str, Any]]:
    names = ("kind", "own_cents", "funds_cents", "back_cents", "charged_at", "lifted_at")
    return [{name: getattr(each, name) for name in names} for each in charged]
