"""What the world is told of a booking: once to the one who placed it, once to the hub, for each of its sequences."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from bookings.models import Booking, Fee, SecondOption, Series, WaitlistEntry
from bookings.rules.escalating import presses
from funding.models.invoice_state import invoiced_of, is_invoiced
from funding.models.invoices import PRICE
from hub.kit.outbox import emit, emit_each
from hub.kit.transactions import step

CONFIRMED, CANCELLED = "booking.confirmed", "booking.cancelled"
OPTIONED, REQUESTED = "booking.optioned", "booking.requested"
DECLINED, EXPIRED = "booking.declined", "booking.expired"
ASKED, ANSWERED, REMINDER = "booking.asked", "booking.answered", "booking.reminder"
CHALLENGED, UNCHALLENGED = "booking.challenged", "booking.unchallenged"
BECAME_FIRST = "booking.became_first"
SECOND_TAKEN, SECOND_ENDED = "second.taken", "second.ended"
OFFERED = "booking.offered"
# An option that the desk made for them.
KEPT = "booking.kept"
PRESSED, PRESSED_MANAGER = "request.pressed", "request.pressed_manager"
CHANGED = "booking.changed"
PAID, PAID_TOO_LATE = "booking.paid", "booking.paid_too_late"
NO_SHOW, CAME, WAIVED = "booking.no_show", "booking.came", "booking.fee_waived"
BILL = "booking.bill"
SERIES_CONFIRMED, SERIES_REQUESTED = "series.confirmed", "series.requested"
SERIES_CHANGED, SERIES_CANCELLED = "series.changed", "series.cancelled"
SERIES_DECLINED, SERIES_EXPIRED = "series.declined", "series.expired"
# What is said about it, and what goes by the clock: the day before, when gear comes back, the day after, to set up.
SAID = "booking.said"
TOMORROW, BRING_BACK, THANKS, SET_UP = (
    "booking.tomorrow",
    "booking.return",
    "booking.thanks",
    "booking.set_up",
)
PLACER, HUB = "placer", "hub"


@step
def tell(
    *, kind: str, booking: Booking, now: datetime, why: str = "", was: dict[str, Any] | None = None
) -> None:
    """Two messages, so that one that fails is not the reason to send the other twice; `why` stands in both, and what
    it `was` (`bookings.actions._telling_of_changes`)."""
    payloads: dict[str, dict[str, Any]] = {
        f"{kind}:{booking.number}:{booking.sequence}:{reader}": {
            "reader": reader,
            "sequence": booking.sequence,
            **({"why": why} if why else {}),
            **({"was": was} if was else {}),
        }
        for reader in (PLACER, HUB)
    }
    emit_each(kind=kind, about=booking.ref, payloads=payloads, now=now)


@step
def tell_of_fee(*, kind: str, booking: Booking, fee: Fee, now: datetime) -> None:
    """The one who placed it and the hub, once for each fee."""
    payloads: dict[str, dict[str, Any]] = {
        f"{kind}:{booking.number}:{fee.number}:{reader}": {"reader": reader, "fee": fee.number}
        for reader in (PLACER, HUB)
    }
    emit_each(kind=kind, about=booking.ref, payloads=payloads, now=now)


@step
def tell_of_payment(*, kind: str, booking: Booking, payment_id: int, now: datetime) -> None:
    """The one who placed it and the hub, once for each payment."""
    payloads: dict[str, dict[str, Any]] = {
        f"{kind}:{booking.number}:{payment_id}:{reader}": {"reader": reader, "payment": payment_id}
        for reader in (PLACER, HUB)
    }
    emit_each(kind=kind, about=booking.ref, payloads=payloads, now=now)


@step
def tell_first(*, kind: str, second: SecondOption, now: datetime) -> None:
    """Those who have the first option, and the hub, once for each second option: what it means for the first."""
    payloads = {f"{kind}:{second.number}:{reader}": {"reader": reader} for reader in (PLACER, HUB)}
    emit_each(kind=kind, about=second.behind.ref, payloads=payloads, now=now)


@step
def tell_second(*, kind: str, second: SecondOption, now: datetime) -> None:
    """Those who have the second option; of a new one the hub as well."""
    readers = (PLACER, HUB) if kind == SECOND_TAKEN else (PLACER,)
    payloads = {f"{kind}:{second.number}:{reader}": {"reader": reader} for reader in readers}
    emit_each(kind=kind, about=second.ref, payloads=payloads, now=now)


@step
def tell_of_waiting(*, kind: str, entry: WaitlistEntry, now: datetime) -> None:
    """Those who waited in line: what came of it."""
    emit(kind=kind, about=entry.ref, key=f"{kind}:{entry.number}", now=now)


@step
def to_be_pressed(*, booking: Booking, now: datetime) -> None:
    """A request that is not answered by then is pressed: once for each step, in the daytime of the hub."""
    steps = presses(asked_at=now, until=booking.held_until, zone=booking.hub.zone)
    for name, at in steps:
        emit(
            kind=PRESSED,
            about=booking.ref,
            key=f"{PRESSED}:{booking.number}:{name}",
            payload={"step": name},
            now=now,
            due_at=at,
        )


@step
def to_be_billed(*, booking: Booking, why: str, now: datetime) -> None:
    """The worker looks at what is to be invoiced of it; `why` tells this occasion from the others of the booking."""
    emit(kind=BILL, about=booking.ref, key=f"{BILL}:{booking.number}:{why}", now=now)


@step
def to_be_billed_anew(*, booking: Booking, why: str, now: datetime) -> None:
    """The same where its price was invoiced ahead: of what was not, nothing is to be credited."""
    if is_invoiced(booking.ref, PRICE):
        to_be_billed(booking=booking, why=why, now=now)


@step
def changes_to_be_billed(*, bookings: Collection[Booking], now: datetime) -> None:
    """The same of bookings that have changed, where their price was invoiced ahead: of what was not, nothing is to be
    credited. One query."""
    invoiced = invoiced_of([each.ref for each in bookings], PRICE) if bookings else set()
    for booking in bookings:
        if booking.ref in invoiced:
            to_be_billed(booking=booking, why=f"change-{booking.changes}", now=now)


@step
def tell_series(
    *,
    kind: str,
    series: Series,
    bookings: Iterable[Booking],
    now: datetime,
    occasion: str = "",
    why: str = "",
    was: dict[str, Any] | None = None,
) -> None:
    """Of many dates at once, in one message to each side, with their numbers and what each has come to; `occasion`
    tells it from others of the series, where the dates themselves do not; `was`: by number, as in `tell`."""
    told = [[each.number, each.sequence] for each in bookings]
    first = occasion or ".".join(map(str, told[0]))
    payloads: dict[str, dict[str, Any]] = {
        f"{kind}:{series.number}:{first}:{reader}": {
            "reader": reader,
            "bookings": told,
            **({"why": why} if why else {}),
            **({"was": was} if was else {}),
        }
        for reader in (PLACER, HUB)
    }
    emit_each(kind=kind, about=series.ref, payloads=payloads, now=now)
