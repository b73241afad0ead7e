"""What must hold of who waits behind an option, read from the rows themselves."""

from hub.kit.sql import rows


def seconds_wait_behind_the_first() -> list[str]:
    """Whoever waits as second waits behind one that may still end, which knows of it, and of nobody else; what became
    the first is an option of the same people; and each of these changes has one audit row."""
    alone = rows(
        """
        SELECT b.number FROM bookings_booking b
        LEFT JOIN bookings_secondoption s ON s.behind_id = b.id AND s.state = 'waiting'
        GROUP BY b.id HAVING count(s.id) <> b.has_second::int
        """,
        {},
    )
    strangers = rows(
        """
        SELECT s.number FROM bookings_secondoption s JOIN bookings_booking b ON b.id = s.became_id
        WHERE b.organisation_id <> s.organisation_id OR b.hub_id <> s.hub_id OR b.optioned_at IS NULL
        """,
        {},
    )
    unwritten = rows(
        """
        SELECT s.number, want.action, count(a.id) FROM bookings_secondoption s
        CROSS JOIN LATERAL (VALUES
            ('bookings.take_second', true),
            ('bookings.challenge', s.challenged_at IS NOT NULL),
            ('bookings.second_' || s.state, s.ended_at IS NOT NULL)
        ) AS want (action, happened)
        LEFT JOIN kit_auditrow a ON a.about = 'second-option:' || s.number AND a.action = want.action
        GROUP BY s.id, want.action, want.happened HAVING count(a.id) <> want.happened::int
        """,
        {},
    )
    return (
        [f"booking {number} and who waits behind it do not know of each other" for (number,) in alone]
        + [f"second option {number} became somebody else's booking" for (number,) in strangers]
        + [f"second option {number}: {action} has {count} audit rows" for number, action, count in unwritten]
    )
