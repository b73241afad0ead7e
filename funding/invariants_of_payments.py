"""What must always hold of money that organisations pay by card and get back."""

from hub.kit.sql import found

PAYMENTS_AND_ENTRIES = """
WITH said AS (
    SELECT key, 'pay' AS kind, about, 'organisation:' || organisation_id AS payer, 'hub:' || hub_id AS hub, cents,
           currency
    FROM funding_payment WHERE state = 'paid'
    UNION ALL
    SELECT r.key, 'refund', p.about, 'organisation:' || p.organisation_id, 'hub:' || p.hub_id, -r.cents, p.currency
    FROM funding_cardrefund r JOIN funding_payment p ON p.id = r.payment_id
), written AS (
    SELECT e.idempotency_key AS key, e.kind, e.about, min(a.owner) FILTER (WHERE a.kind = 'organisation') AS payer,
           min(a.owner) FILTER (WHERE a.kind IN ('card', 'refund')) AS hub,
           sum(p.cents) FILTER (WHERE a.kind = 'organisation') AS cents, e.currency
    FROM funding_entry e JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
    WHERE e.kind IN ('pay', 'refund') GROUP BY e.id
)
SELECT format('%s: %s cents of %s to %s about %s, the books say %s of %s to %s about %s', key, coalesce(s.cents, 0),
              s.payer, s.hub, s.about, coalesce(w.cents, 0), w.payer, w.hub, w.about)
FROM said s FULL JOIN written w USING (key, kind)
WHERE (s.about, s.payer, s.hub, s.cents, s.currency) IS DISTINCT FROM (w.about, w.payer, w.hub, w.cents, w.currency)
"""
BACK = """
SELECT format('payment %s of %s cents: %s are back or on their way back', p.id, p.cents, sum(r.cents))
FROM funding_payment p JOIN funding_cardrefund r ON r.payment_id = p.id AND r.state <> 'failed'
GROUP BY p.id HAVING sum(r.cents) > p.cents OR p.state <> 'paid'
"""
EVENTS = """
SELECT format('event %s came in and nobody looks at it', e.event_id) FROM funding_stripeevent e
WHERE e.applied_at IS NULL AND e.set_aside = ''
    AND NOT EXISTS (SELECT FROM kit_outboxmessage m WHERE m.key = 'stripe.event:' || e.id)
"""


def payments_are_in_the_books() -> list[str]:
    """Each payment that came in, and each refund that was begun, is one entry in the books, of the same cents, payer,
    hub and thing; the books know of no other; and of no payment more goes back than came in. Each event that came in is
    looked at, once."""
    return found(PAYMENTS_AND_ENTRIES) + found(BACK) + found(EVENTS)


def ways_to_pay_are_audited() -> list[str]:
    """How a hub is paid is what the last audit row about it says."""
    return found(
        """
        SELECT format('hub %s is paid otherwise than its last audit row says', c.hub_id)
        FROM funding_hubcards c LEFT JOIN LATERAL (
            SELECT a.facts FROM kit_auditrow a
            WHERE a.about = 'hub:' || c.hub_id AND a.action = 'funding.set_cards' ORDER BY a.id DESC LIMIT 1
        ) AS noted ON true
        WHERE (noted.facts ->> 'account', (noted.facts ->> 'on_account')::boolean)
            IS DISTINCT FROM (c.account, c.on_account)
        """
    )
