"""What must hold of state aid; `manage.py check_invariants` asks."""

from django.db import connection

from hub.kit.sql import found

PASSED = """
WITH granted AS (
    SELECT organisation_id, cents,
        COALESCE(granted_on, (reserved_at AT TIME ZONE 'Europe/Amsterdam')::date) AS day
    FROM funding_allocation WHERE aid_basis = 'de_minimis' AND state IN ('reserved', 'settled')
), days AS (
    SELECT DISTINCT organisation_id, day FROM granted
), counted AS (
    SELECT days.organisation_id, days.day, COALESCE(ceiling.cents, 0) AS most, (
        SELECT sum(granted.cents) FROM granted
        WHERE granted.organisation_id = days.organisation_id AND granted.day <= days.day
            AND granted.day > days.day - make_interval(years => COALESCE(ceiling.years, 3))
    ) AS had
    FROM days LEFT JOIN LATERAL (
        SELECT cents, years FROM funding_aidceiling WHERE valid_from <= days.day ORDER BY valid_from DESC LIMIT 1
    ) ceiling ON true
)
SELECT organisation_id, day, had, most FROM counted WHERE had > most ORDER BY organisation_id, day
"""

# What each agreement gave as, and from when until when: by what was said, and before anybody said anything by what the
# first who did found. Who reserves and who says otherwise may have looked at the clock in another order than they came
# to write, so a minute before and after count.
AS_SAID = """
WITH changed AS (
    SELECT split_part(about, ':', 2)::bigint AS agreement_id, facts ->> 'from' AS before, facts ->> 'to' AS basis, at,
        lead(at, 1, 'infinity') OVER said AS until, row_number() OVER said AS number
    FROM kit_auditrow WHERE action = 'funding.set_aid_basis' WINDOW said AS (PARTITION BY about ORDER BY at, id)
), spans AS (
    SELECT agreement_id, basis, at AS since, until FROM changed
    UNION ALL
    SELECT agreement.id, coalesce(changed.before, agreement.aid_basis), '-infinity', coalesce(changed.at, 'infinity')
    FROM funding_fundingagreement agreement
    LEFT JOIN changed ON changed.agreement_id = agreement.id AND changed.number = 1
)
SELECT format('what fund %s carries of %s is %s, its agreement gave otherwise then', fund.slug, allocation.about,
              allocation.aid_basis)
FROM funding_allocation allocation
JOIN funding_fund fund ON fund.id = allocation.fund_id
WHERE NOT EXISTS (
    SELECT FROM spans
    WHERE spans.agreement_id = fund.agreement_id AND spans.basis = allocation.aid_basis
        AND spans.since <= allocation.reserved_at + interval '1 minute'
        AND spans.until > allocation.reserved_at - interval '1 minute'
)
ORDER BY allocation.id
"""


def aid_is_what_was_said_then() -> list[str]:
    """What a fund carries is aid, or none, as its agreement gave when it was reserved; nothing that came later makes it
    the other, a change of the booking neither."""
    return found(AS_SAID)


def aid_stays_below_its_ceiling() -> list[str]:
    """Nobody was granted more de minimis aid here in any three years than the law allows. (What they declare of
    elsewhere may become more afterwards; that is theirs to answer for.)"""
    with connection.cursor() as cursor:
        cursor.execute(PASSED)
        return [
            f"organisation {organisation} had {had} cents of de minimis aid by {day}, allowed are {most}"
            for organisation, day, had, most in cursor.fetchall()
        ]
