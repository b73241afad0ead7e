"""What must hold of who stands in line, read from the rows themselves."""

from hub.kit.sql import answer


def offers_hold_while_they_wait() -> list[str]:
    """What is offered is a booking of the same people, of that facility, long enough and within the time waited for; it
    holds its units until it ends, and nothing afterwards (I1), and its deadline is not past its start."""
    rows = answer(
        """
        SELECT e.number FROM bookings_waitlistentry e
        JOIN bookings_booking b ON b.id = e.offer_id
        LEFT JOIN bookings_line l ON l.booking_id = b.id AND b.changes = 0
        WHERE b.offered_at IS NULL OR b.organisation_id <> e.organisation_id OR b.hub_id <> e.hub_id
            OR b.state = 'held' AND b.held_until > lower(b.during)
            OR b.changes = 0 AND (
                l.facility_id <> e.facility_id OR l.quantity <> e.quantity OR NOT e.during @> l.during
                OR upper(l.during) - lower(l.during) <> e.minutes * interval '1 minute'
            )
        """
    )
    alone = answer(
        """
        SELECT b.number FROM bookings_booking b LEFT JOIN bookings_waitlistentry e ON e.offer_id = b.id
        WHERE b.offered_at IS NOT NULL AND e.id IS NULL
        """
    )
    return [f"place {number} was offered something else than it waits for" for (number,) in rows] + [
        f"booking {number} was offered to nobody in line" for (number,) in alone
    ]


def lines_are_kept() -> list[str]:
    """Each joining and each end of waiting has one audit row, and each offer one mail to who waited."""
    rows = answer(
        """
        SELECT e.number, want.action, count(a.id) FROM bookings_waitlistentry e
        CROSS JOIN LATERAL (VALUES
            ('bookings.join_waitlist', true),
            ('bookings.waitlist_' || e.state, e.ended_at IS NOT NULL)
        ) AS want (action, happened)
        LEFT JOIN kit_auditrow a ON a.about = 'waitlist:' || e.number AND a.action = want.action
        GROUP BY e.id, want.action, want.happened HAVING count(a.id) <> want.happened::int
        """
    )
    untold = answer(
        """
        SELECT b.number FROM bookings_booking b WHERE b.offered_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM kit_outboxmessage m WHERE m.kind = 'booking.offered' AND m.about = 'booking:' || b.number
        )
        """
    )
    return [f"place {number}: {action} has {count} audit rows" for number, action, count in rows] + [
        f"nobody was told that booking {number} is offered" for (number,) in untold
    ]
