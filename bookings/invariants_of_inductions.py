"""What must hold of inductions, read from the rows themselves."""

from hub.kit.sql import found

# What was booked before a thing asked, or before who holds it lost it, is a promise and stays.
WITHOUT = """
WITH RECURSIVE inside (whole_id, id) AS (
    SELECT id, id FROM facilities_facility
    UNION
    SELECT inside.whole_id, p.part_id FROM inside JOIN facilities_part p ON p.whole_id = inside.id
)
SELECT DISTINCT format('booking %s: nobody held induction %s for facility %s', b.number, part.induction_id, part.id)
FROM bookings_booking b
JOIN bookings_line line ON line.booking_id = b.id
JOIN inside ON inside.whole_id = line.facility_id
JOIN facilities_facility part ON part.id = inside.id AND part.induction_since <= b.placed_at
WHERE b.state = 'confirmed'
    AND NOT EXISTS (
        SELECT FROM bookings_inductionwaiver w WHERE w.booking_id = b.id AND w.induction_id = part.induction_id
    )
    AND NOT EXISTS (
        SELECT FROM facilities_inductiongrant g
        WHERE g.induction_id = part.induction_id AND g.person_id = COALESCE(b.used_by_id, b.placed_by_id)
            AND (g.withdrawn_at IS NULL OR g.withdrawn_at >= b.placed_at)
            AND g.valid_from <= lower(line.during)
            AND (g.valid_until IS NULL OR g.valid_until > lower(line.during))
    )
ORDER BY 1
"""
TWICE = """
SELECT format('session %s gave %s to person %s', g.session_id, count(*), g.person_id)
FROM facilities_inductiongrant g WHERE g.session_id IS NOT NULL AND g.withdrawn_at IS NULL
GROUP BY g.session_id, g.person_id HAVING count(*) > 1
UNION ALL
SELECT format('session %s gave something and was called off, or is not over', s.id)
FROM facilities_trainingsession s
WHERE (s.called_off_at IS NOT NULL OR s.settled_at < upper(s.during))
    AND EXISTS (SELECT FROM facilities_inductiongrant g WHERE g.session_id = s.id)
UNION ALL
SELECT format('session %s is settled, and person %s who was there got nothing', s.id, who.person_id)
FROM facilities_trainingsession s
JOIN bookings_line line ON line.facility_id = s.facility_id
JOIN bookings_booking b ON b.id = line.booking_id AND b.state IN ('confirmed', 'completed')
JOIN members_organisation o ON o.id = b.organisation_id
JOIN bookings_attendance a ON a.booking_id = b.id AND a.came
    -- What was noted before a change was seen of somebody else, or of another session.
    AND (b.changed_at IS NULL OR b.changed_at <= a.noted_at)
CROSS JOIN LATERAL (
    SELECT COALESCE(b.used_by_id, CASE WHEN NOT o.made_by_desk THEN b.placed_by_id END) AS person_id
) AS who
WHERE s.settled_at IS NOT NULL AND s.induction_id IS NOT NULL AND who.person_id IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM kit_auditrow x
        WHERE x.action = 'facilities.grant_induction' AND (x.facts ->> 'session')::bigint = s.id
            AND (x.facts ->> 'person')::bigint = who.person_id
    )
"""


def who_comes_was_shown_how() -> list[str]:
    """Nobody's booking of what asks for an induction was confirmed without somebody who holds it on the day, or without
    the hub's people having let them."""
    return found(WITHOUT)


def sessions_give_once() -> list[str]:
    """A session gives what it gives to everybody who was there, once, and nothing before it is over."""
    return found(TWICE)
