"""What is to be invoiced of bookings, composed from what was frozen on them; and which of them nobody has invoiced
yet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from bookings.models.bookings import Booking, BookingState
from bookings.models.fees import Fee, FeeKind
from facilities.models import Hub
from funding.models import Allocation, AllocationKind, AllocationState
from funding.models.invoice_state import is_invoiced, paid_of
from funding.models.invoices import PRICE
from funding.models.invoicing import invoices_since
from funding.rules.invoices import FundPart, WantedLine, WantedPart
from funding.rules.quoted import FUND, Share, frozen_lines, frozen_shares, frozen_taxed
from funding.rules.time import local_day
from funding.rules.vat import spread
from hub.kit.sql import rows

# A thing counts from the hub's first day of invoicing on; before that it was invoiced elsewhere, if at all.
UNBILLED = """
WITH due AS (
    SELECT booking.id, booking.organisation_id, booking.number, 'price' AS what
    FROM bookings_booking booking
    WHERE booking.hub_id = %(hub)s::bigint AND booking.state = 'completed' AND booking.list_cents > booking.hub_cents
        AND booking.completed_at >= %(since)s::timestamptz AND booking.completed_at < %(before)s::timestamptz
        AND NOT EXISTS (
            SELECT FROM bookings_fee fee
            WHERE fee.booking_id = booking.id AND fee.kind = 'no_show' AND fee.lifted_at IS NULL
        )
    UNION ALL
    -- Paid ahead and not taken back, above the fees that stand; whenever that was.
    SELECT booking.id, booking.organisation_id, booking.number, 'price'
    FROM bookings_booking booking
    WHERE booking.hub_id = %(hub)s::bigint AND booking.state = 'confirmed' AND booking.list_cents > booking.hub_cents
        AND (
            SELECT sum(posting.cents)
            FROM funding_entry entry JOIN funding_posting posting ON posting.entry_id = entry.id
            JOIN funding_account account ON account.id = posting.account_id AND account.kind = 'organisation'
            WHERE entry.about = 'booking:' || booking.number AND entry.currency = 'EUR'
                AND entry.kind IN ('pay', 'transfer', 'refund', 'refund_failed', 'dispute', 'dispute_won')
        ) > (
            SELECT COALESCE(sum(fee.own_cents), 0) FROM bookings_fee fee
            WHERE fee.booking_id = booking.id AND fee.lifted_at IS NULL
        )
    UNION ALL
    SELECT booking.id, booking.organisation_id, booking.number, 'fee-' || fee.number
    FROM bookings_fee fee JOIN bookings_booking booking ON booking.id = fee.booking_id
    WHERE booking.hub_id = %(hub)s::bigint AND fee.lifted_at IS NULL AND fee.own_cents + fee.funds_cents > 0
        AND fee.charged_at >= %(since)s::timestamptz AND fee.charged_at < %(before)s::timestamptz
)
SELECT due.organisation_id, array_agg(DISTINCT due.id ORDER BY due.id) FROM due
WHERE NOT EXISTS (
    SELECT FROM funding_invoicepart part
    WHERE part.about = 'booking:' || due.number AND part.what = due.what AND part.credits_id IS NULL
        AND NOT EXISTS (SELECT FROM funding_invoicepart note WHERE note.credits_id = part.id)
)
GROUP BY due.organisation_id ORDER BY due.organisation_id
"""


def wanted_of(booking: Booking) -> list[WantedPart]:
    """What is to be invoiced of a booking by now: its price once it is over or something of it was paid ahead, and each
    fee that stands. The booking comes with its hub."""
    since = invoices_since(booking.hub)
    if since is None:
        return []
    fees = [fee for fee in booking.fees.all() if fee.lifted_at is None]
    parts = []
    if _took_place(booking, fees, since) or _is_paid_ahead(booking, fees):
        parts.append(_price(booking))
    parts += [_fee(booking, fee) for fee in fees if fee.cents and _counts(booking, fee.charged_at, since)]
    return [part for part in parts if part.list_cents > part.discount_cents]


def _took_place(booking: Booking, fees: Sequence[Fee], since: date) -> bool:
    missed = any(fee.kind == FeeKind.NO_SHOW for fee in fees)
    return (
        booking.state == BookingState.COMPLETED
        and not missed
        and _counts(booking, booking.completed_at, since)
    )


def _is_paid_ahead(booking: Booking, fees: Sequence[Fee]) -> bool:
    """More than the fees of earlier changes was paid for what is still to come (art. 34c lid 1 onder e Wet OB). Once it
    is invoiced it stays so, whatever goes back, until it is cancelled."""
    if booking.state != BookingState.CONFIRMED:
        return False
    about = str(booking.ref)
    paid = paid_of([about]).get(about, 0)
    return paid > sum(fee.own_cents for fee in fees) or is_invoiced(booking.ref, PRICE)


def _counts(booking: Booking, at: datetime | None, since: date) -> bool:
    return at is not None and local_day(at, booking.hub.zone) >= since


def _price(booking: Booking) -> WantedPart:
    lines = zip(frozen_lines(booking.quote), frozen_taxed(booking.quote), strict=True)
    return WantedPart(
        about=str(booking.ref),
        what=PRICE,
        lines=tuple(
            WantedLine(
                name=line.name,
                quantity=line.quantity,
                period=line.period,
                list_cents=line.list_cents,
                discount_cents=taxed.discount_cents,
                vat_bp=line.vat_bp,
                reason=line.exemption_reason,
                rates=line.rates,
            )
            for line, taxed in lines
        ),
        own_cents=booking.own_cents,
        funds=tuple(
            _fund(share, share.cents) for share in frozen_shares(booking.quote) if share.role == FUND
        ),
        purpose=booking.purpose,
        reference=booking.reference,
    )


def _fund(share: Share, cents: int) -> FundPart:
    return FundPart(share.fund_id or 0, share.label, share.names, cents)


def _fee(booking: Booking, fee: Fee) -> WantedPart:
    """A line for each VAT rate of what it is for."""
    names = ", ".join(dict.fromkeys(line.name for line in frozen_lines(booking.quote)))
    return WantedPart(
        about=str(booking.ref),
        what=f"fee-{fee.number}",
        lines=tuple(
            WantedLine(
                name=names[:200],
                quantity=1,
                period=booking.period,
                list_cents=cents,
                vat_bp=vat_bp,
                reason=reason,
                fee=fee.kind,
            )
            for vat_bp, reason, cents in _by_rate(booking, fee)
        ),
        own_cents=fee.own_cents,
        funds=tuple(_funds_of(booking, fee)),
        purpose=booking.purpose,
        reference=booking.reference,
    )


def _by_rate(booking: Booking, fee: Fee) -> list[tuple[int, str, int]]:
    """As it was charged; a fee of before that was kept, in proportion to the prices of what is booked."""
    if fee.by_rate:
        return [(int(vat_bp), str(reason), int(cents)) for vat_bp, reason, cents in fee.by_rate]
    prices: dict[tuple[int, str], int] = {}
    for line in frozen_lines(booking.quote):
        key = (line.vat_bp, line.exemption_reason)
        prices[key] = prices.get(key, 0) + line.list_cents
    shares = spread(fee.cents, list(prices.values()))
    return [(*key, cents) for key, cents in zip(prices, shares, strict=True) if cents]


def _funds_of(booking: Booking, fee: Fee) -> Iterator[FundPart]:
    known = {share.fund_id: share for share in frozen_shares(booking.quote)}
    paid = Allocation.objects.filter(
        about=booking.ref, kind=AllocationKind.FEE, portion=fee.number, state=AllocationState.SETTLED
    ).select_related("fund")
    cents: dict[int, int] = {}
    names: dict[int, str] = {}
    for row in paid.order_by("pk"):
        if row.fund_id and row.fund:
            cents[row.fund_id] = cents.get(row.fund_id, 0) + row.cents
            names[row.fund_id] = row.fund.name
    for id_, each in cents.items():
        share = known.get(id_)
        yield _fund(share, each) if share else FundPart(id_, names[id_], (), each)


def unbilled(hub: Hub, since: date, before: datetime) -> list[tuple[int, list[int]]]:
    """By organisation the bookings of a hub that are to be invoiced and are not, of what happened before an instant."""
    start = datetime.combine(since, time(), hub.zone)
    found: Iterable[tuple[Any, ...]] = rows(UNBILLED, {"hub": hub.pk, "since": start, "before": before})
    return [(int(organisation), [int(id_) for id_ in ids]) for organisation, ids in found]
