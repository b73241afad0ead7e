"""What must hold of money that came in by bank before there was an invoice, read from the rows themselves."""

from hub.kit.sql import found

UNBOOKED = """
SELECT 'advance ' || advance.id || ' says ' || advance.cents || ' and the books ' || COALESCE(sum(posting.cents), 0)
FROM bookings_advance advance
JOIN bookings_booking booking ON booking.id = advance.booking_id
LEFT JOIN funding_entry entry ON entry.kind = 'transfer' AND entry.about = 'booking:' || booking.number
    AND entry.idempotency_key = 'advance:by-bank:' || COALESCE(advance.reverses_id, advance.id)
        || CASE WHEN advance.reverses_id IS NULL THEN '' ELSE ':back' END
LEFT JOIN funding_posting posting ON posting.entry_id = entry.id
    AND EXISTS (SELECT FROM funding_account a WHERE a.id = posting.account_id AND a.kind = 'organisation')
GROUP BY advance.id HAVING COALESCE(sum(posting.cents), 0) <> advance.cents
"""
UNNOTED = """
SELECT 'entry ' || entry.idempotency_key || ' is of no advance'
FROM funding_entry entry
WHERE entry.idempotency_key LIKE 'advance:by-bank:%' AND NOT EXISTS (
    SELECT FROM bookings_advance advance
    WHERE entry.idempotency_key = 'advance:by-bank:' || COALESCE(advance.reverses_id, advance.id)
        || CASE WHEN advance.reverses_id IS NULL THEN '' ELSE ':back' END
)
"""
UNAUDITED = """
WITH told AS (
    SELECT 'booking:' || booking.number AS about,
        CASE WHEN advance.reverses_id IS NULL THEN 'bookings.note_advance' ELSE 'bookings.undo_advance' END AS action,
        count(*) AS wanted
    FROM bookings_advance advance JOIN bookings_booking booking ON booking.id = advance.booking_id
    GROUP BY 1, 2
)
SELECT told.about || ': ' || told.action || ' has ' || count(row.id) || ' audit rows'
FROM told LEFT JOIN kit_auditrow row ON row.about = told.about AND row.action = told.action
GROUP BY told.about, told.action, told.wanted HAVING count(row.id) <> told.wanted
"""


def advances_equal_ledger() -> list[str]:
    """What was noted of the bank is in the books, as much, and nothing beside it."""
    return [*found(UNBOOKED), *found(UNNOTED)]


def advances_are_audited() -> list[str]:
    """Each that was noted or taken back has its audit row."""
    return found(UNAUDITED)
