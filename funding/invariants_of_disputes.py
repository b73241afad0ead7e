"""What must always hold of money that payers' banks take back from hubs."""

from hub.kit.sql import found

AS_NOTED = """
WITH written AS (
    SELECT e.idempotency_key AS key, e.kind, e.about, min(a.owner) FILTER (WHERE a.kind = 'organisation') AS payer,
           min(a.owner) FILTER (WHERE a.kind = 'card') AS hub,
           sum(p.cents) FILTER (WHERE a.kind = 'organisation') AS cents, e.currency
    FROM funding_entry e JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
    WHERE e.kind IN ('dispute', 'dispute_won') GROUP BY e.id
), noted AS (
    SELECT d.stripe_id, d.cents, d.taken_at, d.returned_at, p.about, 'organisation:' || p.organisation_id AS payer,
           'hub:' || p.hub_id AS hub, p.currency
    FROM funding_dispute d JOIN funding_payment p ON p.id = d.payment_id
), said AS (
    SELECT 'dispute:' || stripe_id || ':taken' AS key, 'dispute' AS kind, about, payer, hub, -cents AS cents, currency
    FROM noted WHERE taken_at IS NOT NULL
    UNION ALL
    SELECT 'dispute:' || stripe_id || ':returned', 'dispute_won', about, payer, hub, cents, currency
    FROM noted WHERE returned_at IS NOT NULL
)
SELECT format('%s: %s cents of %s about %s, the books say %s of %s about %s', key, coalesce(s.cents, 0), s.payer,
              s.about, coalesce(w.cents, 0), w.payer, w.about)
FROM said s FULL JOIN written w USING (key, kind)
WHERE (s.about, s.payer, s.hub, s.cents, s.currency) IS DISTINCT FROM (w.about, w.payer, w.hub, w.cents, w.currency)
"""


def disputes_are_in_the_books() -> list[str]:
    """What a payer's bank took back of a payment, and what it gave again, is one entry each in the books, of the same
    cents, payer, hub and thing; the books know of no other."""
    return found(AS_NOTED)
