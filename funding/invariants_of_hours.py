"""What must always hold of hours that are given in kind."""

from funding.guards import hours_are_guarded as hours_are_guarded
from hub.kit.sql import found

MONTHS = """
WITH written AS (
    SELECT pledge_id, month, sum(minutes_reserved) AS reserved, sum(minutes_given) AS given
    FROM funding_hourentry GROUP BY pledge_id, month
), of_one AS (
    SELECT pledge_id, month, organisation_id, sum(minutes_reserved + minutes_given) AS minutes
    FROM funding_hourentry GROUP BY pledge_id, month, organisation_id
), of_thing AS (
    SELECT pledge_id, month, about, sum(minutes_reserved) AS reserved, sum(minutes_given) AS given
    FROM funding_hourentry GROUP BY pledge_id, month, about
)
SELECT format('pledge %s in %s has %s minutes reserved and %s given, its entries say %s and %s',
              pledge_id, month, coalesce(m.reserved_minutes, 0), coalesce(m.given_minutes, 0),
              coalesce(w.reserved, 0), coalesce(w.given, 0))
FROM funding_hourmonth m FULL JOIN written w USING (pledge_id, month)
WHERE coalesce(m.reserved_minutes, 0) <> coalesce(w.reserved, 0)
    OR coalesce(m.given_minutes, 0) <> coalesce(w.given, 0)
UNION ALL
SELECT format('pledge %s in %s: %s minutes promised and given of %s', p.id, m.month,
              m.reserved_minutes + m.given_minutes, p.minutes_a_month)
FROM funding_hourmonth m JOIN funding_hourpledge p ON p.id = m.pledge_id
WHERE m.reserved_minutes + m.given_minutes > p.minutes_a_month OR m.offered_minutes <> p.minutes_a_month
UNION ALL
SELECT format('pledge %s in %s: organisation %s has %s minutes of %s', p.id, o.month, o.organisation_id,
              o.minutes, p.minutes_an_organisation)
FROM of_one o JOIN funding_hourpledge p ON p.id = o.pledge_id WHERE o.minutes > p.minutes_an_organisation
UNION ALL
SELECT format('pledge %s in %s: %s has %s minutes reserved and %s given', t.pledge_id, t.month, t.about,
              t.reserved, t.given)
FROM of_thing t WHERE t.reserved < 0 OR t.given < 0
UNION ALL
SELECT format('entry of hours %s says an hour is worth %s cents, its pledge %s', e.idempotency_key,
              e.value_cents_an_hour, p.value_cents_an_hour)
FROM funding_hourentry e JOIN funding_hourpledge p ON p.id = e.pledge_id
WHERE e.value_cents_an_hour <> p.value_cents_an_hour
"""


def months_equal_entries() -> list[str]:
    """Each month's sums are those of its entries, and no more than was pledged, also of what one organisation may have;
    nothing was taken for less than nought, and an entry says the value that the pledge states."""
    return found(MONTHS)


def pledges_are_audited() -> list[str]:
    """Each pledge has one audit row, which says its terms, and so has each end of one."""
    return found(
        """
        WITH done AS (
            SELECT id, 'funding.make_pledge' AS action, minutes_a_month::text AS said, 'minutes_a_month' AS fact
            FROM funding_hourpledge
            UNION ALL SELECT id, 'funding.end_pledge', ends_on::text, 'ends_on'
            FROM funding_hourpledge WHERE ends_on IS NOT NULL
        )
        SELECT format('pledge %s: %s has %s audit rows that say so', d.id, d.action, count(a.id))
        FROM done d LEFT JOIN kit_auditrow a
            ON a.about = 'pledge:' || d.id AND a.action = d.action AND a.facts ->> d.fact = d.said
        GROUP BY d.id, d.action HAVING count(a.id) <> 1
        """
    )
