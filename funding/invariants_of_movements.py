"""What must always hold of money that comes in, goes back, passes on and is paid out."""

from hub.kit.sql import found

RECEIPTS_AND_PARTS = """
SELECT format('payment %s: %s cents noted as received, its receipts add up to %s',
              t.id, t.received_cents, coalesce(sum(r.cents), 0))
FROM funding_tranche t LEFT JOIN funding_receipt r ON r.tranche_id = t.id
GROUP BY t.id HAVING t.received_cents <> coalesce(sum(r.cents), 0)
UNION ALL
SELECT format('payout %s of %s cents has bookings of %s cents', p.id, p.cents, coalesce(sum(part.cents), 0))
FROM funding_payout p LEFT JOIN (
    SELECT payout_id, fund_id, cents FROM funding_allocation WHERE payout_id IS NOT NULL
    UNION ALL
    SELECT c.payout_id, a.fund_id, c.cents
    FROM funding_correction c JOIN funding_allocation a ON a.id = c.allocation_id
    JOIN funding_payout was ON was.id = a.payout_id JOIN funding_payout now ON now.id = c.payout_id
    WHERE now.hub_id = was.hub_id
) part ON part.payout_id = p.id AND part.fund_id = p.fund_id
GROUP BY p.id HAVING p.cents <> coalesce(sum(part.cents), 0)
UNION ALL
SELECT format('%s was paid out with payout %s and is %s, of its %s cents %s are put right', a.about, a.payout_id,
              a.state, a.cents, coalesce(sum(c.cents), 0))
FROM funding_allocation a LEFT JOIN funding_correction c ON c.allocation_id = a.id
WHERE a.payout_id IS NOT NULL OR c.id IS NOT NULL
GROUP BY a.id
HAVING coalesce(sum(c.cents), 0) <> CASE WHEN a.payout_id IS NULL OR a.state = 'settled' THEN 0 ELSE -a.cents END
UNION ALL
SELECT format('of payment %s more was taken back than came in', t.id)
FROM funding_tranche t JOIN funding_repayment r ON r.tranche_id = t.id
GROUP BY t.id HAVING sum(r.cents) > t.received_cents OR bool_or(r.fund_id <> t.fund_id)
"""
ENTRIES = """
WITH said AS (
    SELECT 'repayment:' || r.id AS about, 'repay' AS kind, 'fund_free fund:' || r.fund_id AS leaves,
           'funder organisation:' || g.funder_id AS goes_to, r.cents
    FROM funding_repayment r JOIN funding_fund f ON f.id = r.fund_id
    JOIN funding_fundingagreement g ON g.id = f.agreement_id
    UNION ALL
    SELECT 'year-end:' || id, 'carry', 'fund_free fund:' || fund_id, 'fund_free fund:' || into_id, carried_cents
    FROM funding_yearend WHERE into_id IS NOT NULL AND carried_cents > 0
    UNION ALL
    SELECT 'payout:' || id, 'pay_out', CASE WHEN cents > 0 THEN 'hub hub:' ELSE 'hub_paid hub:' END || hub_id,
        CASE WHEN cents > 0 THEN 'hub_paid hub:' ELSE 'hub hub:' END || hub_id, abs(cents) FROM funding_payout
), written AS (
    SELECT e.about, e.kind, min(a.kind || ' ' || a.owner) FILTER (WHERE p.cents < 0) AS leaves,
           min(a.kind || ' ' || a.owner) FILTER (WHERE p.cents > 0) AS goes_to,
           sum(p.cents) FILTER (WHERE p.cents > 0) AS cents
    FROM funding_entry e JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
    WHERE e.kind IN ('repay', 'carry', 'pay_out') AND e.currency = 'EUR' GROUP BY e.id
)
SELECT format('%s: %s cents from %s to %s, the books say %s from %s to %s', about, coalesce(s.cents, 0),
              s.leaves, s.goes_to, coalesce(w.cents, 0), w.leaves, w.goes_to)
FROM said s FULL JOIN written w USING (about, kind)
WHERE (s.cents, s.leaves, s.goes_to) IS DISTINCT FROM (w.cents, w.leaves, w.goes_to)
"""


def movements_equal_ledger() -> list[str]:
    """Receipts add up to what is noted of their payment; each repayment, carrying over and payout is one entry in the
    books, of the same cents, between the accounts that it is about; and the books know of no other."""
    return found(RECEIPTS_AND_PARTS) + found(ENTRIES)


def months_equal_allocations() -> list[str]:
    """What is kept by month is what the allocations add up to."""
    return found(
        """
        WITH summed AS (
            SELECT fund_id, date_trunc('month', counts_on)::date AS month,
                   coalesce(sum(cents) FILTER (WHERE state = 'reserved'), 0) AS reserved,
                   coalesce(sum(cents) FILTER (WHERE state = 'settled'), 0) AS settled, count(*) AS allocations
            FROM funding_allocation WHERE fund_id IS NOT NULL GROUP BY 1, 2
        )
        SELECT format('fund %s in %s: %s reserved, %s settled in %s allocations are kept, they add up to '
                      '%s, %s in %s', fund_id, month, k.reserved_cents, k.settled_cents, k.allocations,
                      s.reserved, s.settled, s.allocations)
        FROM funding_fundmonth k FULL JOIN summed s USING (fund_id, month)
        WHERE coalesce(k.reserved_cents, 0) <> coalesce(s.reserved, 0)
            OR coalesce(k.settled_cents, 0) <> coalesce(s.settled, 0)
            OR coalesce(k.allocations, 0) <> coalesce(s.allocations, 0)
        """
    )


def closed_agreements_are_over() -> list[str]:
    """A fund gives nothing new exactly when its agreement is being settled or closed, and then no booking gets more of
    it (a minute for who was on their way); of a closed agreement nothing is reserved, nothing is free and nothing is to
    come."""
    return found(
        """
        SELECT format('agreement %s is %s, its fund %s says otherwise', g.id, g.state, f.slug)
        FROM funding_fund f JOIN funding_fundingagreement g ON g.id = f.agreement_id
        WHERE (g.state = 'open') <> (f.closed_at IS NULL)
        UNION ALL
        SELECT format('agreement %s is closed, and %s of fund %s is %s cents', g.id, a.kind, f.slug, a.balance_cents)
        FROM funding_fund f JOIN funding_fundingagreement g ON g.id = f.agreement_id
        JOIN funding_account a ON a.owner = 'fund:' || f.id AND a.kind IN ('fund_free', 'fund_reserved')
        WHERE g.state = 'closed' AND a.balance_cents <> 0
        UNION ALL
        SELECT format('agreement %s is closed, and payment %s is still to come', g.id, t.id)
        FROM funding_tranche t JOIN funding_fundingagreement g ON g.id = t.agreement_id
        WHERE g.state = 'closed' AND t.dropped_at IS NULL AND t.received_cents < t.cents
        UNION ALL
        SELECT format('fund %s is being settled, and %s has %s cents more of it', f.slug, e.about, -sum(p.cents))
        FROM funding_fund f
        JOIN funding_account a ON a.owner = 'fund:' || f.id AND a.kind = 'fund_free' AND a.currency = 'EUR'
        JOIN funding_posting p ON p.account_id = a.id
        JOIN funding_entry e ON e.id = p.entry_id AND e.kind IN ('reserve', 'change')
            AND e.posted_at > f.closed_at + interval '1 minute'
        WHERE f.closed_at IS NOT NULL
        GROUP BY f.id, e.about HAVING sum(p.cents) < 0
        """
    )


def movements_are_audited() -> list[str]:
    """Each receipt, repayment, end of a year and payout has one audit row, and so has each step of a settlement that is
    done."""
    return found(
        """
        WITH done AS (
            SELECT 'tranche:' || tranche_id AS about, 'funding.receive_tranche' AS action, count(*) AS times
            FROM funding_receipt GROUP BY tranche_id
            UNION ALL SELECT 'repayment:' || id, 'funding.repay', 1 FROM funding_repayment
            UNION ALL SELECT 'year-end:' || id, 'funding.end_year', 1 FROM funding_yearend
            UNION ALL SELECT 'payout:' || id, CASE WHEN cents > 0 THEN 'funding.pay_out' ELSE 'funding.collect' END, 1
            FROM funding_payout
            UNION ALL SELECT 'tranche:' || id, 'funding.drop_tranche', 1
            FROM funding_tranche WHERE dropped_at IS NOT NULL
            UNION ALL SELECT 'agreement:' || id, 'funding.close_agreement', 1
            FROM funding_fundingagreement WHERE state = 'closed'
        )
        SELECT format('%s: %s has %s audit rows', d.about, d.action, count(a.id))
        FROM done d LEFT JOIN kit_auditrow a ON a.about = d.about AND a.action = d.action
        GROUP BY d.about, d.action, d.times HAVING count(a.id) <> d.times
        UNION ALL
        SELECT format('agreement %s: %s settlements begun and %s taken back by the audit trail, its state is %s',
                      g.id, count(a.id) FILTER (WHERE a.action = 'funding.begin_settlement'),
                      count(a.id) FILTER (WHERE a.action = 'funding.reopen_agreement'), g.state)
        FROM funding_fundingagreement g LEFT JOIN kit_auditrow a ON a.about = 'agreement:' || g.id
        GROUP BY g.id
        HAVING count(a.id) FILTER (WHERE a.action = 'funding.begin_settlement')
            - count(a.id) FILTER (WHERE a.action = 'funding.reopen_agreement') <> (g.state <> 'open')::int
        """
    )
