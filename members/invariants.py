"""What must hold of people's powers, whatever happened: read from the rows themselves. None when all is well."""

from django.db import connection


def grants_are_audited() -> list[str]:
    """Each role that was given has one audit row of then, and each that was taken back has one too."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH done AS (
                SELECT id, scope, person_id, role, 'members.grant_role' AS action, granted_at AS at FROM members_grant
                UNION ALL
                SELECT id, scope, person_id, role, 'members.revoke_role', revoked_at
                FROM members_grant WHERE revoked_at IS NOT NULL
            )
            SELECT d.id, d.scope, d.action, count(a.id)
            FROM done d LEFT JOIN kit_auditrow a ON a.about = d.scope AND a.at = d.at AND a.action = d.action
                AND a.facts ->> 'role' = d.role AND (a.facts ->> 'person')::bigint = d.person_id
            GROUP BY d.id, d.scope, d.action HAVING count(a.id) <> 1 ORDER BY d.id
            """
        )
        return [
            f"role {id_} over {scope}: {action} has {count} audit rows"
            for id_, scope, action, count in cursor.fetchall()
        ]
