"""What must hold between bookings and the payments for them."""

from hub.kit.sql import found

LATE = """
SELECT format('booking %s was paid after it was over: %s cents came in, %s are owed, %s went back', b.number,
              paid.cents, owed.cents, back.cents)
FROM bookings_booking b
CROSS JOIN LATERAL (
    SELECT sum(p.cents) AS cents FROM funding_payment p
    WHERE p.about = 'booking:' || b.number AND p.state = 'paid'
) AS paid
CROSS JOIN LATERAL (
    SELECT coalesce(sum(f.own_cents), 0) AS cents FROM bookings_fee f
    WHERE f.booking_id = b.id AND f.lifted_at IS NULL
) AS owed
CROSS JOIN LATERAL (
    -- Of what failed its organisation and hub know; it is sent again, or paid by bank.
    SELECT coalesce(sum(r.cents), 0) AS cents FROM funding_cardrefund r JOIN funding_payment p ON p.id = r.payment_id
    WHERE p.about = 'booking:' || b.number AND NOT EXISTS (SELECT FROM funding_cardrefund x WHERE x.again_id = r.id)
) AS back
CROSS JOIN LATERAL (
    -- What the payer's bank has taken back need not be given back.
    SELECT coalesce(sum(d.cents), 0) AS cents FROM funding_dispute d JOIN funding_payment p ON p.id = d.payment_id
    WHERE p.about = 'booking:' || b.number AND d.taken_at IS NOT NULL AND d.returned_at IS NULL
) AS taken
WHERE b.state IN ('cancelled', 'expired') AND paid.cents - back.cents - taken.cents > owed.cents
    AND NOT EXISTS (
        SELECT FROM kit_outboxmessage m
        WHERE m.kind = 'dispute.returned' AND m.about = 'booking:' || b.number AND m.done_at IS NULL
    )
"""


def late_money_is_honoured_or_given_back() -> list[str]:
    """What was paid for a booking that is over, beyond the fees that are owed for it, is on its way back; what was
    placed anew because it was paid too late is confirmed, for the same people at the same price."""
    return found(LATE) + found(
        """
        SELECT format('booking %s was placed anew as %s, which is another one', b.number, n.number)
        FROM bookings_booking b JOIN bookings_booking n ON n.id = b.again_as_id
        WHERE b.state <> 'expired' OR n.confirmed_at IS NULL OR n.placed_by_id <> b.placed_by_id
            OR (n.organisation_id, n.hub_id) <> (b.organisation_id, b.hub_id)
            OR n.changes = 0 AND (n.own_cents, n.list_cents) <> (b.own_cents, b.list_cents)
        """
    )


def what_blocks_may_be_paid() -> list[str]:
    """What waits for its payment beyond its time has one that may still come in, and each payment for a booking was
    begun by somebody: one audit row."""
    return found(
        """
        SELECT format('booking %s waits for a payment that cannot come in', b.number) FROM bookings_booking b
        WHERE b.paying AND NOT EXISTS (
            SELECT FROM funding_payment p
            WHERE p.about = 'booking:' || b.number AND p.state IN ('opening', 'open', 'cancelling')
        )
        UNION ALL
        SELECT format('payment %s has %s audit rows', p.id, count(a.id)) FROM funding_payment p
        LEFT JOIN kit_auditrow a ON a.action IN ('bookings.pay', 'bookings.book_unknown_payment')
            AND (a.facts ->> 'payment')::bigint = p.id
        WHERE p.about LIKE 'booking:%' GROUP BY p.id HAVING count(a.id) <> 1
        """
    )
