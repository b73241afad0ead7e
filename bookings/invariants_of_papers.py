"""What must hold between bookings and their invoices, quotes and agreements, read from the rows themselves."""

from hub.kit.sql import found
from hub.kit.transactions import is_refused

# What is invoiced and stands; and what is to be, as `bookings.models.billing` says.
INVOICED = """
WITH standing AS (
    SELECT substr(part.about, 9) AS number, part.what, part.own_cents, part.own_cents + part.funds_cents AS gross
    FROM funding_invoicepart part
    WHERE part.about LIKE 'booking:%' AND part.credits_id IS NULL
        AND NOT EXISTS (SELECT FROM funding_invoicepart note WHERE note.credits_id = part.id)
), since AS (
    SELECT hub.id AS hub_id, min(setting.valid_from)::timestamp AT TIME ZONE hub.zone_name AS start
    FROM facilities_hub hub JOIN funding_invoicesetting setting ON setting.hub_id = hub.id GROUP BY hub.id
), due AS (
    SELECT booking.number, 'price' AS what, booking.own_cents, booking.list_cents - booking.hub_cents AS gross,
        booking.completed_at AS at, booking.hub_id
    FROM bookings_booking booking
    WHERE booking.state = 'completed' AND booking.list_cents > booking.hub_cents AND NOT EXISTS (
        SELECT FROM bookings_fee fee
        WHERE fee.booking_id = booking.id AND fee.kind = 'no_show' AND fee.lifted_at IS NULL
    )
    UNION ALL
    -- Paid ahead, above the fees that stand; or invoiced ahead before.
    SELECT booking.number, 'price', booking.own_cents, booking.list_cents - booking.hub_cents, paid.at, booking.hub_id
    FROM bookings_booking booking CROSS JOIN LATERAL (
        SELECT COALESCE(sum(posting.cents), 0) AS cents, max(entry.posted_at) AS at
        FROM funding_entry entry JOIN funding_posting posting ON posting.entry_id = entry.id
        JOIN funding_account account ON account.id = posting.account_id AND account.kind = 'organisation'
        WHERE entry.about = 'booking:' || booking.number AND entry.currency = 'EUR'
            AND entry.kind IN ('pay', 'transfer', 'refund', 'refund_failed')
    ) AS paid
    WHERE booking.state = 'confirmed' AND booking.list_cents > booking.hub_cents AND (
        paid.cents > (
            SELECT COALESCE(sum(fee.own_cents), 0) FROM bookings_fee fee
            WHERE fee.booking_id = booking.id AND fee.lifted_at IS NULL
        ) OR EXISTS (SELECT FROM standing WHERE standing.number = booking.number AND standing.what = 'price')
    )
    UNION ALL
    SELECT booking.number, 'fee-' || fee.number, fee.own_cents, fee.own_cents + fee.funds_cents, fee.charged_at,
        booking.hub_id
    FROM bookings_fee fee JOIN bookings_booking booking ON booking.id = fee.booking_id
    WHERE fee.lifted_at IS NULL AND fee.own_cents + fee.funds_cents > 0
), told AS (
    SELECT about FROM kit_outboxmessage WHERE kind = 'booking.bill' AND done_at IS NULL
)
SELECT 'booking ' || number || ': ' || what || ' is invoiced at ' || COALESCE(standing.own_cents::text, 'nothing')
    || ', the booking says ' || COALESCE(due.own_cents::text, 'nothing')
FROM standing FULL JOIN due USING (number, what)
LEFT JOIN since ON since.hub_id = due.hub_id
WHERE (standing.own_cents, standing.gross) IS DISTINCT FROM (due.own_cents, due.gross)
    -- Not yet: the worker is still to look at it, or the month is not over; before the hub's first day never.
    AND NOT EXISTS (SELECT FROM told WHERE told.about = 'booking:' || number)
    AND NOT (standing.number IS NULL AND (
        since.start IS NULL OR due.at < since.start
        OR EXISTS (
            SELECT FROM funding_invoicesetting setting WHERE setting.hub_id = due.hub_id AND setting.rhythm = 'month'
        )
    ))
"""
OFFERS = """
SELECT 'series ' || series.code || ' is at ' || series.last || ' and has ' || count(offer.id) || ' quotes'
FROM funding_invoiceseries series LEFT JOIN bookings_offer offer ON offer.number LIKE series.code || '-%'
WHERE series.code ~ '-Q[0-9]{4}$'
GROUP BY series.id HAVING count(offer.id) <> series.last
UNION ALL
SELECT 'booking ' || booking.number || ' has ' || count(DISTINCT offer.id) || ' quotes and '
    || count(DISTINCT row.id) || ' audit rows of them'
FROM bookings_offer offer JOIN bookings_booking booking ON booking.id = offer.booking_id
LEFT JOIN kit_auditrow row ON row.about = 'booking:' || booking.number AND row.action = 'bookings.make_offer'
GROUP BY booking.id HAVING count(DISTINCT offer.id) <> count(DISTINCT row.id)
"""
AGREED = """
SELECT 'booking ' || booking.number || ' has an agreement and was never confirmed'
FROM bookings_contract contract JOIN bookings_booking booking ON booking.id = contract.booking_id
WHERE booking.confirmed_at IS NULL OR contract.version > booking.changes
"""


def what_is_done_is_invoiced_once() -> list[str]:
    """What took place or was paid ahead, and each fee that stands, is invoiced once, at what the booking says; nothing
    else is."""
    return found(INVOICED)


def papers_are_of_bookings() -> list[str]:
    """Quotes have no gap in their numbers and an audit row each; agreements are of what was confirmed; none can be
    changed."""
    loose = [
        f"{table} can be changed"
        for table in ("bookings_offer", "bookings_contract")
        if not is_refused(f"UPDATE {table} SET id = id") or not is_refused(f"DELETE FROM {table}")
    ]
    return [*found(OFFERS), *found(AGREED), *loose]
