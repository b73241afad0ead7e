"""What must hold of what hubs brought along, read from the rows themselves."""

from hub.kit.sql import found


def imports_are_audited() -> list[str]:
    """What was taken over and what was undone has one row each; what was only looked at has none."""
    return found(
        """
        SELECT format('import %s: %s has %s audit rows', file.uuid, want.action, count(a.id))
        FROM bookings_import file CROSS JOIN LATERAL (VALUES
            ('bookings.write_import', file.written_at IS NOT NULL),
            ('bookings.undo_import', file.undone_at IS NOT NULL)
        ) AS want (action, happened)
        LEFT JOIN kit_auditrow a ON a.about = 'import:' || file.uuid AND a.action = want.action
        GROUP BY file.id, want.action, want.happened HAVING count(a.id) <> want.happened::int
        """
    )
