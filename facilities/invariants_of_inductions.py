"""What must hold of who holds which induction, read from the rows themselves."""

from hub.kit.sql import found

UNWRITTEN = """
SELECT format('grant %s: %s has %s audit rows', g.uuid, want.action, count(a.id))
FROM facilities_inductiongrant g CROSS JOIN LATERAL (VALUES
    ('facilities.grant_induction', true), ('facilities.withdraw_induction', g.withdrawn_at IS NOT NULL)
) AS want (action, happened)
LEFT JOIN kit_auditrow a ON a.about = 'induction-grant:' || g.uuid AND a.action = want.action
GROUP BY g.id, want.action, want.happened HAVING count(a.id) <> want.happened::int
ORDER BY 1
"""


def grants_are_audited() -> list[str]:
    """Each grant, and each withdrawal of one, has one audit row."""
    return found(UNWRITTEN)
