"""What must hold of calendars that are read and of links to ours, read from the rows themselves."""

from hub.kit.sql import found


def calendars_are_audited() -> list[str]:
    """What a calendar blocked and freed is what the rows about it add up to; what staff lifted of it has its own."""
    return found(
        """
        SELECT format('calendar %s: made %s, lifted %s, audited %s and %s', uuid, made, lifted,
            noted_made, noted_lifted)
        FROM (
            SELECT source.uuid, there.made, there.lifted, COALESCE(noted.made, 0) AS noted_made,
                COALESCE(noted.lifted, 0) + there.by_hand AS noted_lifted
            FROM bookings_calendarsource source
            CROSS JOIN LATERAL (
                SELECT count(*) AS made, count(block.lifted_at) AS lifted, count(block.lifted_by_id) AS by_hand
                FROM bookings_block block WHERE block.origin = 'calendar:' || source.uuid
            ) there
            CROSS JOIN LATERAL (
                SELECT sum((told.facts ->> 'made')::int) AS made, sum((told.facts ->> 'lifted')::int) AS lifted
                FROM kit_auditrow told WHERE told.about = 'calendar:' || source.uuid
            ) noted
        ) each
        WHERE made <> noted_made OR lifted <> noted_lifted
        """
    )


def links_are_audited() -> list[str]:
    """Making a link and revoking it each have one row."""
    return found(
        """
        SELECT format('feed %s: %s has %s audit rows', feed.uuid, want.action, count(a.id))
        FROM bookings_feed feed CROSS JOIN LATERAL (VALUES
            ('bookings.make_feed', true), ('bookings.revoke_feed', feed.revoked_at IS NOT NULL)
        ) AS want (action, happened)
        LEFT JOIN kit_auditrow a ON a.about = 'feed:' || feed.uuid AND a.action = want.action
        GROUP BY feed.id, want.action, want.happened HAVING count(a.id) <> want.happened::int
        """
    )
