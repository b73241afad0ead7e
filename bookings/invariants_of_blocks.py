"""What must hold of blocks, read from the rows themselves."""

from hub.kit.sql import found


def blocks_hold_their_units() -> list[str]:
    """A live block holds each of its units wherever nothing else does, and nothing beside what it wants; a lifted one
    holds none; its units are its hub's."""
    return found(
        """
        WITH wanted AS (
            SELECT block.uuid, its.unit_id, block.during, block.hub_id
            FROM bookings_block block JOIN bookings_blockunit its ON its.block_id = block.id
            WHERE block.lifted_at IS NULL
        )
        SELECT format('block %s: nobody holds unit %s in %s', wanted.uuid, wanted.unit_id, open.during)
        FROM wanted CROSS JOIN LATERAL (
            SELECT tstzmultirange(wanted.during) - COALESCE(range_agg(o.during), '{}') AS during
            FROM bookings_occupancy o WHERE o.unit_id = wanted.unit_id AND o.released_at IS NULL
        ) AS open
        WHERE NOT isempty(open.during)
        UNION ALL
        SELECT format('block %s holds unit %s in %s, which it does not want', block.uuid, o.unit_id, o.during)
        FROM bookings_occupancy o JOIN bookings_block block ON block.id = o.block_id
        WHERE o.released_at IS NULL AND NOT EXISTS (
            SELECT FROM bookings_blockunit its
            WHERE its.block_id = block.id AND its.unit_id = o.unit_id AND block.lifted_at IS NULL
                AND block.during @> o.during
        )
        UNION ALL
        SELECT format('block %s has unit %s of another hub', wanted.uuid, wanted.unit_id)
        FROM wanted JOIN facilities_unit unit ON unit.id = wanted.unit_id
        JOIN facilities_facility facility ON facility.id = unit.facility_id
        WHERE facility.hub_id <> wanted.hub_id
        UNION ALL
        SELECT format('block %s wants no unit', uuid) FROM bookings_block block
        WHERE lifted_at IS NULL AND NOT EXISTS (SELECT FROM bookings_blockunit WHERE block_id = block.id)
        """
    )


def blocks_are_audited() -> list[str]:
    """Each block, and each lifting of one, has one audit row, as has each lifting that was taken back. What another
    calendar blocks is counted by calendar (`invariants_of_calendars`)."""
    return found(
        """
        SELECT format('block %s: %s has %s audit rows', b.uuid, want.action, sum(want.of_one) FILTER (WHERE a.id > 0))
        FROM bookings_block b CROSS JOIN LATERAL (VALUES
            ('bookings.block', 'bookings.block', 1, true),
            ('bookings.lift_block', 'bookings.lift_block', 1, b.lifted_at IS NOT NULL),
            ('bookings.lift_block', 'bookings.reinstate_block', -1, b.lifted_at IS NOT NULL)
        ) AS want (action, row, of_one, happened)
        LEFT JOIN kit_auditrow a ON a.about = 'block:' || b.uuid AND a.action = want.row
        WHERE b.origin NOT LIKE 'calendar:%'
        GROUP BY b.id, want.action, want.happened
        HAVING coalesce(sum(want.of_one) FILTER (WHERE a.id > 0), 0) <> want.happened::int
        """
    )
