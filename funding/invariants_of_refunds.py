"""What must always hold of money on its way back by card."""

from hub.kit.sql import found

AS_NOTED = """
WITH written AS (
    SELECT e.idempotency_key AS key, e.about, e.kind,
           sum(p.cents) FILTER (WHERE a.kind = 'card') AS card,
           sum(p.cents) FILTER (WHERE a.kind = 'refund') AS transit,
           coalesce(sum(p.cents) FILTER (WHERE a.kind = 'organisation'), 0) AS credit
    FROM funding_entry e JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
    WHERE e.kind IN ('refunded', 'refund_failed') GROUP BY e.id
), said AS (
    SELECT r.key || ':arrived' AS key, p.about, 'refunded' AS kind, r.cents AS card, -r.cents AS transit, 0 AS credit
    FROM funding_cardrefund r JOIN funding_payment p ON p.id = r.payment_id WHERE r.arrived_at IS NOT NULL
    UNION ALL
    SELECT r.key || ':failed', p.about, 'refund_failed', CASE WHEN r.arrived_at IS NOT NULL THEN -r.cents END,
           CASE WHEN r.arrived_at IS NULL THEN -r.cents END, r.cents
    FROM funding_cardrefund r JOIN funding_payment p ON p.id = r.payment_id WHERE r.state = 'failed'
)
SELECT format('%s: by the rows %s left by card, %s in transit, %s credit; by the books %s, %s, %s', key,
              s.card, s.transit, s.credit, w.card, w.transit, w.credit)
FROM said s FULL JOIN written w USING (key, kind)
WHERE (s.about, s.card, s.transit, s.credit) IS DISTINCT FROM (w.about, w.card, w.transit, w.credit)
"""
IN_TRANSIT = """
SELECT format('hub %s: %s cents are on their way back by the rows, %s by the books', hub, coalesce(r.cents, 0),
              coalesce(a.cents, 0))
FROM (
    SELECT 'hub:' || p.hub_id AS hub, sum(r.cents) AS cents
    FROM funding_cardrefund r JOIN funding_payment p ON p.id = r.payment_id
    WHERE r.state IN ('begun', 'sent') GROUP BY p.hub_id
) AS r FULL JOIN (
    SELECT owner AS hub, sum(balance_cents) AS cents FROM funding_account WHERE kind = 'refund' GROUP BY owner
) AS a USING (hub)
WHERE coalesce(r.cents, 0) <> coalesce(a.cents, 0)
"""
UNTOLD = """
SELECT format('refund %s was begun and nobody sends it', r.id) FROM funding_cardrefund r
WHERE r.state = 'begun' AND r.stripe_id IS NULL
    AND NOT EXISTS (SELECT FROM kit_outboxmessage m WHERE m.kind = 'refund.send' AND m.key = r.key)
"""
AUDITED = """
SELECT format('difference %s has %s audit rows', d.id, count(a.id)) FROM funding_difference d
LEFT JOIN kit_auditrow a ON a.about = 'difference:' || d.id AND a.action = 'funding.book_difference'
GROUP BY d.id HAVING count(a.id) <> (d.booked_at IS NOT NULL)::int
UNION ALL
SELECT format('refund %s was sent again without an audit row', r.id) FROM funding_cardrefund r
WHERE r.again_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM kit_auditrow a
    WHERE a.action = 'bookings.send_refund_again' AND (a.facts ->> 'again')::bigint = r.again_id
)
"""


def refunds_are_as_noted() -> list[str]:
    """What arrived and what failed of refunds is in the books, each once; what is on its way is what the books say is;
    and what was begun is sent by somebody."""
    return found(AS_NOTED) + found(IN_TRANSIT) + found(UNTOLD)


def refunds_are_audited() -> list[str]:
    """Each difference that was booked, and each refund that was sent again, has its audit row."""
    return found(AUDITED)
