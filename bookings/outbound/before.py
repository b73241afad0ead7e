"""What the mail of a change says beside what is so now: what was so before, and what giving it up late costs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bookings.models import Booking, Fee, FeeKind
from hub.kit.money import format_eur
from hub.kit.saying import period

Was = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date of a series; `before` is empty where time and price are what they were."""

    booking: Booking
    before: str = ""


def otherwise(booking: Booking, was: Was | None) -> dict[str, Any]:
    """When it was and what was to be paid, each where it is no longer so."""
    if not was:
        return {}
    start, end = (datetime.fromisoformat(was[name]) for name in ("start", "end"))
    is_when = (start, end) == (booking.period.start, booking.period.end)
    return {
        "was_when": "" if is_when else period(start, end, booking.hub.zone, "year"),
        "was_cents": None if was["own_cents"] == booking.own_cents else was["own_cents"],
    }


def rows_of(bookings: Sequence[Booking], was: Mapping[str, Was]) -> list[DateRow]:
    """`was` by number, in the language that is on."""
    return [DateRow(each, _before(each, was.get(each.number))) for each in bookings]


def _before(booking: Booking, was: Was | None) -> str:
    other = otherwise(booking, was)
    cents = other.get("was_cents")
    parts = [other.get("was_when", ""), "" if cents is None else format_eur(cents)]
    return ", ".join(part for part in parts if part)


def was_own_cents(bookings: Collection[Booking], was: Mapping[str, Was]) -> int:
    """What all of them cost the organisation before."""
    return sum(was[each.number]["own_cents"] if each.number in was else each.own_cents for each in bookings)


def late_fee_cents(bookings: Collection[Booking], was: Mapping[str, Was]) -> int:
    """What the organisation pays for what was given up since then, together; where other units are all that is new,
    nothing was."""
    fees = Fee.objects.filter(
        booking__in=[each.pk for each in bookings if each.number in was],
        kind=FeeKind.DROPPED,
        lifted_at=None,
    ).select_related("booking")
    return sum(
        fee.own_cents
        for fee in fees
        if fee.charged_at >= datetime.fromisoformat(was[fee.booking.number]["since"])
    )
