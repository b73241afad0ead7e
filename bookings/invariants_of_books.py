"""What the books say of bookings, looked for by `check_invariants`."""

from hub.kit.sql import answer

BOOKS_OF_BOOKINGS = """
WITH written AS (
    SELECT e.about, sum(p.cents) FILTER (WHERE a.kind = 'hub') AS earned,
        -sum(p.cents) FILTER (WHERE a.kind = 'organisation') AS owed,
        -sum(p.cents) FILTER (WHERE a.kind = 'hub_gift') AS given,
        min(a.owner) FILTER (WHERE a.kind = 'hub') AS hub, max(a.owner) FILTER (WHERE a.kind = 'hub') AS hub_too,
        min(a.owner) FILTER (WHERE a.kind = 'organisation') AS organisation
    FROM funding_entry e JOIN funding_posting p ON p.entry_id = e.id
    JOIN funding_account a ON a.id = p.account_id
    WHERE e.about LIKE 'booking:%' AND e.currency = 'EUR'
        -- What was paid, and what went back, changes nothing in what is earned and owed.
        AND e.kind NOT IN ('pay', 'transfer', 'refund', 'refunded', 'refund_failed', 'dispute', 'dispute_won')
    GROUP BY e.about
), charged AS (
    SELECT booking_id, sum(own_cents) AS own, sum(own_cents + funds_cents) AS fees,
        bool_or(kind = 'no_show') AS no_show
    FROM bookings_fee WHERE lifted_at IS NULL GROUP BY booking_id
), promised AS (
    SELECT b.number, b.state, b.hub_id, b.organisation_id,
        done * b.list_cents + COALESCE(fees, 0) AS earns, done * b.own_cents + COALESCE(own, 0) AS owes,
        done * b.hub_cents AS gives
    FROM bookings_booking b LEFT JOIN charged ON charged.booking_id = b.id
    CROSS JOIN LATERAL (
        SELECT (b.state = 'completed' AND NOT COALESCE(charged.no_show, false))::int AS done
    ) AS fact
)
SELECT b.number, b.state, COALESCE(w.earned, 0), COALESCE(w.owed, 0), COALESCE(w.given, 0)
FROM promised b LEFT JOIN written w ON w.about = 'booking:' || b.number
WHERE (COALESCE(w.earned, 0), COALESCE(w.owed, 0), COALESCE(w.given, 0)) <> (b.earns, b.owes, b.gives)
    OR w.hub <> 'hub:' || b.hub_id OR w.hub_too <> w.hub
    OR w.organisation <> 'organisation:' || b.organisation_id
"""


COMMITTED_MONEY = """
SELECT a.about, a.state, b.state FROM funding_allocation a
LEFT JOIN bookings_booking b ON a.about = 'booking:' || b.number AND a.organisation_id = b.organisation_id
LEFT JOIN bookings_fee f ON f.booking_id = b.id AND f.kind = 'no_show' AND f.lifted_at IS NULL
WHERE a.about LIKE 'booking:%' AND a.kind = 'price' AND NOT a.replaced AND a.state IS DISTINCT FROM
    CASE WHEN b.state IN ('held', 'option', 'requested', 'confirmed') THEN 'reserved'
        WHEN b.state = 'completed' AND f.id IS NULL THEN 'settled'
        WHEN b.state IN ('completed', 'cancelled', 'expired') THEN 'released' END
"""


def what_is_done_is_earned() -> list[str]:
    """The books say of a booking that is done exactly its price, of what was cancelled late or did not take place just
    the fee, of any other nothing; and money is committed as far as its booking is, for none that is not there."""
    books = answer(BOOKS_OF_BOOKINGS)
    committed = answer(COMMITTED_MONEY)
    return [
        f"booking {number} is {state}; the books say {earned} earned, {owed} owed, {given} given by the hub"
        for number, state, earned, owed, given in books
    ] + [
        f"money for {about} is {money}, the booking is {state or 'not there'}"
        for about, money, state in committed
    ]
