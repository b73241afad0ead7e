"""What must hold of state aid; `manage.py check_invariants` asks."""

from django.db import connection

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


def aid_stays_below_its_ceiling() -> list[str]:
    """Nobody was granted more de minimis aid here in any three years than the law allows. (What they declare of
    elsewhere may become more afterwards; that is theirs to answer for.)"""
    with connection.cursor() as cursor:
        cursor.execute(PASSED)
        return [
            f"organisation {organisation} had {had} cents of de minimis aid by {day}, allowed are {most}"
            for organisation, day, had, most in cursor.fetchall()
        ]
