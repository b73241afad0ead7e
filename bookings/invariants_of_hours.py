"""What must hold of bookings that have hours in kind, read from the rows themselves."""

from hub.kit.sql import found


def hours_are_as_promised() -> list[str]:
    """What the frozen price of a booking says of hours in kind is what its entries say: reserved for what is to come,
    given for what is done (also where nobody came), nothing for what did not go through. They are its organisation's,
    of the line's facility and in the month of the line."""
    return found(
        """
        WITH lines AS (
            SELECT b.number, b.hub_id, b.organisation_id, b.state, q,
                (q -> 'in_kind' ->> 'pledge_id')::bigint AS pledge_id,
                (q -> 'in_kind' ->> 'month')::date AS month, (q -> 'in_kind' ->> 'minutes')::bigint AS minutes
            FROM bookings_booking b CROSS JOIN LATERAL jsonb_array_elements(b.quote -> 'lines') AS q
            WHERE q ? 'in_kind'
        ), promised AS (
            SELECT 'booking:' || number AS about, organisation_id, state, pledge_id, month, sum(minutes) AS minutes
            FROM lines GROUP BY number, organisation_id, state, pledge_id, month
        ), written AS (
            SELECT about, organisation_id, pledge_id, month,
                sum(minutes_reserved) AS reserved, sum(minutes_given) AS given
            FROM funding_hourentry WHERE about LIKE 'booking:%' GROUP BY about, organisation_id, pledge_id, month
        )
        SELECT format('%s (%s) has %s minutes of pledge %s in %s, of which %s are reserved and %s given', about,
                      coalesce(p.state, 'not so promised'), coalesce(p.minutes, 0), pledge_id, month,
                      coalesce(w.reserved, 0), coalesce(w.given, 0))
        FROM promised p FULL JOIN written w USING (about, organisation_id, pledge_id, month)
        WHERE coalesce(w.reserved, 0) <> CASE
                WHEN p.state IN ('held', 'option', 'requested', 'confirmed') THEN p.minutes ELSE 0 END
            OR coalesce(w.given, 0) <> CASE WHEN p.state = 'completed' THEN p.minutes ELSE 0 END
        UNION ALL
        SELECT format('booking %s has hours of pledge %s, which is of another facility or another month', l.number,
                      l.pledge_id)
        FROM lines l JOIN facilities_hub h ON h.id = l.hub_id
        LEFT JOIN funding_hourpledge p ON p.id = l.pledge_id AND p.facility_id = (l.q ->> 'facility_id')::bigint
        WHERE p.id IS NULL
            OR l.month <> date_trunc('month', (l.q ->> 'start')::timestamptz AT TIME ZONE h.zone_name)::date
        """
    )
