"""What must always hold of the money. Each answers with sentences about what is wrong, none when all is well."""

from funding.guards import books_are_guarded as books_are_guarded
from funding.invariants_of_movements import closed_agreements_are_over as closed_agreements_are_over
from funding.invariants_of_movements import months_equal_allocations as months_equal_allocations
from funding.invariants_of_movements import movements_are_audited as movements_are_audited
from funding.invariants_of_movements import movements_equal_ledger as movements_equal_ledger
from funding.models.ledger import BOOKINGS
from hub.kit.sql import found

OF_BOOKINGS = ", ".join(f"'{kind}'" for kind in BOOKINGS)


def entries_balance() -> list[str]:
    """Every entry has two or more postings that add up to nought, all to accounts in its own currency."""
    return found(
        """
        SELECT format('entry %s (%s) has %s postings that add up to %s cents',
                      e.id, e.idempotency_key, count(p.id), coalesce(sum(p.cents), 0))
        FROM funding_entry e LEFT JOIN funding_posting p ON p.entry_id = e.id
        GROUP BY e.id HAVING count(p.id) < 2 OR coalesce(sum(p.cents), 0) <> 0
        UNION ALL
        SELECT format('entry %s (%s) is in %s, its posting %s is to an account in %s',
                      e.id, e.idempotency_key, e.currency, p.id, a.currency)
        FROM funding_entry e JOIN funding_posting p ON p.entry_id = e.id JOIN funding_account a ON a.id = p.account_id
        WHERE a.currency <> e.currency
        """
    )


def funds_commit_what_they_have() -> list[str]:
    """What a fund has reserved and settled is at most what it received and what a guarantor pre-finances."""
    return found(
        """
        WITH balance AS (
            SELECT a.owner, a.kind, sum(p.cents) AS cents
            FROM funding_account a JOIN funding_posting p ON p.account_id = a.id
            WHERE a.kind IN ('fund_free', 'fund_reserved') AND a.currency = 'EUR' GROUP BY a.owner, a.kind
        )
        SELECT format('fund %s has %s of %s cents, its limit is %s', f.slug, b.kind, b.cents,
                      CASE b.kind WHEN 'fund_free' THEN -f.guaranteed_cents ELSE 0 END)
        FROM funding_fund f JOIN balance b ON b.owner = 'fund:' || f.id
        WHERE b.cents < CASE b.kind WHEN 'fund_free' THEN -f.guaranteed_cents ELSE 0 END
        UNION ALL
        SELECT format('fund %s guarantees %s cents, its account goes down to %s',
                      f.slug, f.guaranteed_cents, a.floor_cents)
        FROM funding_fund f JOIN funding_account a
            ON a.owner = 'fund:' || f.id AND a.kind = 'fund_free' AND a.currency = 'EUR'
        WHERE a.floor_cents IS DISTINCT FROM -f.guaranteed_cents
        """
    )


def caps_are_kept() -> list[str]:
    """No fund gave more to an organisation in a year, or to all in a month, than its caps say; where it had given more
    when they were lowered, it gave nothing more since."""
    return found(
        """
        SELECT format('fund %s gave organisation %s %s cents in %s, its cap is %s', f.slug, a.organisation_id,
                      sum(a.cents), extract(year FROM a.counts_on), f.cap_per_organisation_cents)
        FROM funding_allocation a JOIN funding_fund f ON f.id = a.fund_id
        WHERE a.state <> 'released'
        GROUP BY f.id, a.organisation_id, extract(year FROM a.counts_on)
        HAVING sum(a.cents) > f.cap_per_organisation_cents
            AND max(a.reserved_at) > coalesce(f.capped_since, '-infinity')
        UNION ALL
        SELECT format('fund %s gave %s cents in the month of %s, its cap is %s', f.slug, sum(a.cents),
                      date_trunc('month', a.counts_on)::date, f.cap_per_month_cents)
        FROM funding_allocation a JOIN funding_fund f ON f.id = a.fund_id
        WHERE a.state <> 'released'
        GROUP BY f.id, date_trunc('month', a.counts_on)
        HAVING sum(a.cents) > f.cap_per_month_cents
            AND max(a.reserved_at) > coalesce(f.capped_since, '-infinity')
        """
    )


def balances_equal_postings() -> list[str]:
    """Each cached balance is the sum of its account's postings, and what came back to a fund is the sum of those that
    bookings gave back."""
    return found(
        f"""
        SELECT format('account %s (%s of %s) says %s cents, its postings say %s',
                      a.id, a.kind, a.owner, a.balance_cents, coalesce(sum(p.cents), 0))
        FROM funding_account a LEFT JOIN funding_posting p ON p.account_id = a.id
        GROUP BY a.id HAVING a.balance_cents <> coalesce(sum(p.cents), 0)
        UNION ALL
        SELECT format('account %s (%s of %s) says that %s cents came back, its postings say %s',
                      a.id, a.kind, a.owner, a.came_back_cents, coalesce(sum(p.cents), 0))
        FROM funding_account a
        LEFT JOIN (
            funding_posting p JOIN funding_entry e ON e.id = p.entry_id AND e.kind IN ({OF_BOOKINGS})
        ) ON p.account_id = a.id AND p.cents > 0 AND a.kind = 'fund_free'
        GROUP BY a.id HAVING a.came_back_cents <> coalesce(sum(p.cents), 0)
        """
    )


def allocations_equal_ledger() -> list[str]:
    """What is reserved by a fund for a thing is the same in the allocations and in the books, and so is what is
    settled (the organisation's own share is the booking's business)."""
    return found(
        """
        WITH said AS (
            SELECT about, fund_id, sum(cents) FILTER (WHERE state = 'reserved') AS reserved,
                   sum(cents) FILTER (WHERE state = 'settled') AS settled
            FROM funding_allocation WHERE fund_id IS NOT NULL GROUP BY about, fund_id
        ), written AS (
            -- What has left both accounts of the fund went to the hub.
            SELECT e.about, split_part(a.owner, ':', 2)::bigint AS fund_id,
                   sum(p.cents) FILTER (WHERE a.kind = 'fund_reserved') AS reserved, -sum(p.cents) AS settled
            FROM funding_posting p
            JOIN funding_entry e ON e.id = p.entry_id
            JOIN funding_account a ON a.id = p.account_id
            WHERE a.kind IN ('fund_reserved', 'fund_free') AND e.kind NOT IN ('receive', 'repay', 'carry')
                AND e.currency = 'EUR'
            GROUP BY e.about, a.owner
        )
        SELECT format('%s: fund %s has %s reserved and %s settled by its allocation, %s and %s by the books',
                      about, fund_id, coalesce(s.reserved, 0), coalesce(s.settled, 0),
                      coalesce(w.reserved, 0), coalesce(w.settled, 0))
        FROM said s FULL JOIN written w USING (about, fund_id)
        WHERE coalesce(s.reserved, 0) <> coalesce(w.reserved, 0) OR coalesce(s.settled, 0) <> coalesce(w.settled, 0)
        ORDER BY about, fund_id
        """
    )


def payments_equal_ledger() -> list[str]:
    """What is noted as received is in the books, once: all that came in of a payment, from its funder into its fund."""
    return found(
        """
        WITH said AS (
            SELECT 'tranche:' || t.id AS about, 'fund:' || t.fund_id AS fund, 'organisation:' || g.funder_id AS funder,
                   t.received_cents AS cents
            FROM funding_tranche t JOIN funding_fundingagreement g ON g.id = t.agreement_id
            WHERE t.received_cents > 0
        ), written AS (
            SELECT e.about, min(a.owner) FILTER (WHERE a.kind = 'fund_free') AS fund,
                   min(a.owner) FILTER (WHERE a.kind = 'funder') AS funder,
                   sum(p.cents) FILTER (WHERE a.kind = 'fund_free') AS cents
            FROM funding_entry e
            JOIN funding_posting p ON p.entry_id = e.id
            JOIN funding_account a ON a.id = p.account_id
            WHERE e.kind = 'receive' AND e.currency = 'EUR' GROUP BY e.about
        )
        SELECT format('%s: %s cents of %s into %s noted as received, the books say %s of %s into %s',
                      about, coalesce(s.cents, 0), s.funder, s.fund, coalesce(w.cents, 0), w.funder, w.fund)
        FROM said s FULL JOIN written w USING (about)
        WHERE (s.cents, s.funder, s.fund) IS DISTINCT FROM (w.cents, w.funder, w.fund)
        ORDER BY about
        """
    )


def funds_keep_to_their_agreement() -> list[str]:
    """No fund lasts longer than its agreement, is paid from another one, or is vouched for by nobody."""
    return found(
        """
        SELECT format('fund %s lasts until %s, its agreement until %s', f.slug, f.expires_on, g.ends_on)
        FROM funding_fund f JOIN funding_fundingagreement g ON g.id = f.agreement_id WHERE f.expires_on > g.ends_on
        UNION ALL
        SELECT format('fund %s may go %s cents below nought, and nobody vouches for that', f.slug, f.guaranteed_cents)
        FROM funding_fund f JOIN funding_fundingagreement g ON g.id = f.agreement_id
        WHERE f.guaranteed_cents > 0 AND g.guarantor_id IS NULL
        UNION ALL
        SELECT format('payment %s into fund %s is of another agreement', t.id, f.slug)
        FROM funding_tranche t JOIN funding_fund f ON f.id = t.fund_id WHERE t.agreement_id <> f.agreement_id
        """
    )


def provisional_bands_are_capped() -> list[str]:
    """Nobody had more on provisional bands in a calendar year than the highest cap that held in it."""
    return found(
        """
        WITH had AS (
            SELECT organisation_id, date_trunc('year', reserved_at AT TIME ZONE 'Europe/Amsterdam') AS year,
                   sum(cents) AS cents
            FROM funding_allocation WHERE provisional AND state <> 'released' GROUP BY 1, 2
        ), capped AS (
            SELECT had.*, greatest(
                (SELECT max(provisional_cap_cents) FROM funding_bandpolicy
                 WHERE valid_from >= year AND valid_from < year + interval '1 year'),
                (SELECT provisional_cap_cents FROM funding_bandpolicy
                 WHERE valid_from < year ORDER BY valid_from DESC LIMIT 1),
                0) AS cap
            FROM had
        )
        SELECT format('organisation %s had %s cents on provisional bands in %s, the cap is %s',
                      organisation_id, cents, extract(year FROM year), cap)
        FROM capped WHERE cents > cap
        """
    )


def changes_are_audited() -> list[str]:
    """Each declaration, agreement and fund has one audit row, and the last one about a rate card says what the card
    says. (Money that moved: `movements_are_audited`.)"""
    return found(
        """
        WITH done AS (
            SELECT 'declaration:' || id AS about, 'funding.declare_band' AS action FROM funding_banddeclaration
            UNION ALL SELECT 'agreement:' || id, 'funding.open_agreement' FROM funding_fundingagreement
            UNION ALL SELECT 'fund:' || id, 'funding.open_fund' FROM funding_fund
        )
        SELECT format('%s: %s has %s audit rows', d.about, d.action, count(a.id))
        FROM done d LEFT JOIN kit_auditrow a ON a.about = d.about AND a.action = d.action
        GROUP BY d.about, d.action HAVING count(a.id) <> 1
        UNION ALL
        SELECT format('the rate card of facility %s from %s is not what its last audit row says',
                      c.facility_id, c.valid_from)
        FROM funding_ratecard c
        LEFT JOIN LATERAL (
            SELECT jsonb_object_agg(r.unit, r.cents) AS rates FROM funding_rate r WHERE r.card_id = c.id
        ) AS said ON true
        LEFT JOIN LATERAL (
            SELECT a.facts -> 'after' AS rates FROM kit_auditrow a
            WHERE a.about = 'facility:' || c.facility_id AND a.action = 'funding.set_rate_card'
                AND a.facts ->> 'valid_from' = c.valid_from::text
            ORDER BY a.id DESC LIMIT 1
        ) AS noted ON true
        WHERE said.rates IS DISTINCT FROM noted.rates
        """
    )
