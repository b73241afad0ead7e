"""What must hold of bookings whatever happened, read from the rows themselves; `manage.py check_invariants` asks.

Each function answers with sentences, none when all is well.
"""

from hub.kit.sql import answer


def no_unit_twice() -> list[str]:
    """No two live occupancies of a unit overlap, and each booking holds exactly the units it promises: of a whole so
    many of each leaf as when it was booked."""
    overlapping = answer(
        """
        SELECT id, unit_id FROM (
            SELECT id, unit_id, lower(during) AS starts, max(upper(during)) OVER earlier AS taken_until
            FROM bookings_occupancy WHERE released_at IS NULL
            WINDOW earlier AS (PARTITION BY unit_id ORDER BY lower(during), id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ) AS row WHERE starts < taken_until
        """
    )
    promised = answer(
        """
        WITH promised AS (
            SELECT l.id AS line, leaf.id::bigint AS facility, l.quantity * leaf.each::int AS units
            FROM bookings_line l CROSS JOIN LATERAL jsonb_each_text(
                CASE WHEN l.leaves = '{}' THEN jsonb_build_object(l.facility_id, 1) ELSE l.leaves END
            ) AS leaf (id, each)
        ), kept AS (
            SELECT o.line_id AS line, u.facility_id AS facility, count(*) AS units
            FROM bookings_occupancy o JOIN facilities_unit u ON u.id = o.unit_id
            JOIN bookings_line l ON l.id = o.line_id
            WHERE o.released_at IS NULL AND o.during @> l.during
            GROUP BY o.line_id, u.facility_id
        )
        SELECT b.number, b.state, l.position, COALESCE(promised.units, 0), COALESCE(kept.units, 0)
        FROM promised FULL JOIN kept USING (line, facility)
        JOIN bookings_line l ON l.id = line JOIN bookings_booking b ON b.id = l.booking_id
        WHERE COALESCE(kept.units, 0) <> CASE
            WHEN b.state IN ('held', 'option', 'requested', 'confirmed', 'completed')
            THEN COALESCE(promised.units, 0) ELSE 0 END
        """
    )
    return [f"occupancy {id_} overlaps an earlier one of unit {unit}" for id_, unit in overlapping] + [
        f"booking {number} ({state}) holds {held} units in line {line} that asks {wanted}"
        for number, state, line, wanted, held in promised
    ]


def parts_make_the_price() -> list[str]:
    """A booking's price is own share + funds + hub's contribution, and that is what is reserved or settled."""
    rows = answer(
        """
        SELECT number, list_cents, own_cents, funds_cents, hub_cents, by_funds, by_hub FROM (
            SELECT b.*, COALESCE(sum(a.cents) FILTER (WHERE a.fund_id IS NOT NULL), 0) AS by_funds,
                COALESCE(sum(a.cents) FILTER (WHERE a.cents IS NOT NULL AND a.fund_id IS NULL), 0) AS by_hub
            FROM bookings_booking b
            LEFT JOIN funding_allocation a ON a.about = 'booking:' || b.number AND a.kind = 'price'
                AND a.state IN ('reserved', 'settled')
            GROUP BY b.id
        ) AS row CROSS JOIN LATERAL (
            SELECT state IN ('cancelled', 'expired') OR EXISTS (
                SELECT FROM bookings_fee f WHERE f.booking_id = row.id AND f.kind = 'no_show' AND f.lifted_at IS NULL
            ) AS off
        ) AS fact
        WHERE list_cents <> own_cents + funds_cents + hub_cents
            OR by_funds <> CASE WHEN off THEN 0 ELSE funds_cents END
            OR by_hub <> CASE WHEN off THEN 0 ELSE hub_cents END
        """
    )
    return [
        f"booking {number}: {price} is not {own} + {funds} + {hub}, or not what is committed ({by_funds}, {by_hub})"
        for number, price, own, funds, hub, by_funds, by_hub in rows
    ]


def one_request_one_effect() -> list[str]:
    """One request key of a person has one booking, and each booking knows what was asked."""
    rows = answer(
        """
        SELECT placed_by_id, request_key, count(*) FROM bookings_booking
        GROUP BY placed_by_id, request_key HAVING count(*) > 1 OR min(length(request_digest)) <> 64
        """
    )
    return [f"request {key} of person {person} has {count} bookings" for person, key, count in rows]


def confirmations_are_told() -> list[str]:
    """A confirmed booking has its confirmation sent or queued, to the placer and to the hub; one date of a series
    perhaps together with others."""
    rows = answer(
        """
        SELECT b.number, count(m.id) FROM bookings_booking b
        LEFT JOIN bookings_series s ON s.id = b.series_id
        LEFT JOIN kit_outboxmessage m ON m.about = 'booking:' || b.number AND m.kind = 'booking.confirmed'
            OR m.about = 'series:' || s.number AND m.kind = 'series.confirmed'
                AND m.payload -> 'bookings' @> jsonb_build_array(jsonb_build_array(b.number))
        WHERE b.confirmed_at IS NOT NULL GROUP BY b.id HAVING count(m.id) < 2
        """
    )
    return [f"booking {number} is confirmed and {count} of 2 messages say so" for number, count in rows]


def expired_holds_stay_expired() -> list[str]:
    """No hold, option or request was confirmed after its time, but for one that was being paid for until then and was
    paid; and none ended without giving back what it held; an option or a request never lasts longer than until it would
    begin."""
    late = answer(
        """
        SELECT number FROM bookings_booking b WHERE confirmed_at >= held_until AND NOT EXISTS (
            SELECT FROM funding_payment p
            WHERE p.about = 'booking:' || b.number AND p.state = 'paid' AND p.asked_at < b.held_until
        )
        """
    )
    kept = answer(
        """
        SELECT DISTINCT b.number FROM bookings_booking b
        JOIN bookings_line l ON l.booking_id = b.id JOIN bookings_occupancy o ON o.line_id = l.id
        WHERE b.state IN ('cancelled', 'expired') AND o.released_at IS NULL
        """
    )
    unasked = answer(
        "SELECT number FROM bookings_booking WHERE state = 'requested' AND held_until > lower(during)"
        " OR state = 'option' AND held_until > lower(during)"
    )
    return (
        [f"booking {number} was confirmed after its hold was over" for (number,) in late]
        + [f"booking {number} is over and still holds units" for (number,) in kept]
        + [f"booking {number} waits longer than until it begins" for (number,) in unasked]
    )


QUOTED_TOTALS = """
SELECT b.number FROM bookings_booking b
LEFT JOIN (SELECT booking_id, sum(list_cents) AS cents FROM bookings_line GROUP BY booking_id) AS lines
    ON lines.booking_id = b.id
CROSS JOIN LATERAL (
    SELECT COALESCE(sum((share ->> 'cents')::bigint), 0) AS cents,
        COALESCE(sum((share ->> 'cents')::bigint) FILTER (WHERE share ->> 'role' = 'fund'), 0) AS funds
    FROM jsonb_array_elements(b.quote -> 'shares') AS share
) AS shares
WHERE lines.cents IS DISTINCT FROM b.list_cents OR shares.cents <> b.list_cents OR shares.funds <> b.funds_cents
    OR (b.quote ->> 'list_cents')::bigint IS DISTINCT FROM b.list_cents
    OR (b.quote ->> 'own_cents')::bigint IS DISTINCT FROM b.own_cents
    OR (b.quote ->> 'hub_cents')::bigint IS DISTINCT FROM b.hub_cents
    OR (b.quote ->> 'band_code') IS DISTINCT FROM b.band_code
"""


QUOTED_LINES = """
SELECT b.number, l.position FROM bookings_booking b JOIN bookings_line l ON l.booking_id = b.id
WHERE jsonb_build_array(l.facility_id, l.quantity, l.list_cents, l.vat_bp, l.rates, l.terms)
    IS DISTINCT FROM (SELECT jsonb_build_array(q -> 'facility_id', q -> 'quantity', q -> 'list_cents',
            q -> 'vat_bp', q -> 'rates', COALESCE(q -> 'terms', '{}'))
        FROM (SELECT b.quote -> 'lines' -> l.position::int AS q) AS said)
"""


QUOTED_SHARES = """
WITH said AS (
    SELECT b.number, (share ->> 'fund_id')::bigint AS fund, (share ->> 'cents')::bigint AS cents
    FROM bookings_booking b CROSS JOIN LATERAL jsonb_array_elements(b.quote -> 'shares') AS share
    WHERE share ->> 'role' <> 'own'
), kept AS (
    SELECT b.number, a.fund_id AS fund, sum(a.cents)::bigint AS cents FROM bookings_booking b
    JOIN funding_allocation a ON a.about = 'booking:' || b.number AND a.kind = 'price' AND NOT a.replaced
    GROUP BY b.number, a.fund_id
)
SELECT DISTINCT number FROM (
    (TABLE said EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE said)
) AS different ORDER BY number
"""


def price_is_frozen() -> list[str]:
    """The explained quote of a booking, its lines, its price and who carries it say the same, line by line and fund by
    fund."""
    rows = answer(QUOTED_TOTALS)
    lines = answer(QUOTED_LINES)
    carried = answer(QUOTED_SHARES)
    return (
        [f"booking {number}: quote, lines and price differ" for (number,) in rows]
        + [f"booking {number}: line {position} is not what was quoted" for number, position in lines]
        + [f"booking {number}: others carry something else than was quoted" for (number,) in carried]
    )


def changes_are_audited() -> list[str]:
    """Each placing, option, request, confirming (or approval), cancelling (or declining), expiry and completion of a
    booking has one audit row."""
    rows = answer(
        """
        SELECT b.number, want.action, count(a.id) FROM bookings_booking b
        CROSS JOIN LATERAL (VALUES
            ('bookings.place', '', true),
            ('bookings.take_option', '', b.optioned_at IS NOT NULL),
            ('bookings.request', '', b.requested_at IS NOT NULL),
            ('bookings.confirm', 'bookings.approve', b.confirmed_at IS NOT NULL),
            ('bookings.cancel', 'bookings.decline', b.state = 'cancelled'),
            ('bookings.expire_holds', '', b.state = 'expired'),
            ('bookings.complete_ended', '', b.state = 'completed')
        ) AS want (action, other, happened)
        LEFT JOIN kit_auditrow a ON a.about = 'booking:' || b.number AND a.action IN (want.action, want.other)
        GROUP BY b.id, want.action, want.happened HAVING count(a.id) <> want.happened::int
        """
    )
    return [f"booking {number}: {action} has {count} audit rows" for number, action, count in rows]


def seconds_wait_behind_the_first() -> list[str]:
    """Whoever waits as second waits behind one that may still end, which knows of it, and of nobody else; what became
    the first is an option of the same people; and each of these changes has one audit row."""
    alone = answer(
        """
        SELECT b.number FROM bookings_booking b
        LEFT JOIN bookings_secondoption s ON s.behind_id = b.id AND s.state = 'waiting'
        GROUP BY b.id HAVING count(s.id) <> b.has_second::int
        """
    )
    strangers = answer(
        """
        SELECT s.number FROM bookings_secondoption s JOIN bookings_booking b ON b.id = s.became_id
        WHERE b.organisation_id <> s.organisation_id OR b.hub_id <> s.hub_id OR b.optioned_at IS NULL
        """
    )
    unwritten = answer(
        """
        SELECT s.number, want.action, count(a.id) FROM bookings_secondoption s
        CROSS JOIN LATERAL (VALUES
            ('bookings.take_second', true),
            ('bookings.challenge', s.challenged_at IS NOT NULL),
            ('bookings.second_' || s.state, s.ended_at IS NOT NULL)
        ) AS want (action, happened)
        LEFT JOIN kit_auditrow a ON a.about = 'second-option:' || s.number AND a.action = want.action
        GROUP BY s.id, want.action, want.happened HAVING count(a.id) <> want.happened::int
        """
    )
    return (
        [f"booking {number} and who waits behind it do not know of each other" for (number,) in alone]
        + [f"second option {number} became somebody else's booking" for (number,) in strangers]
        + [f"second option {number}: {action} has {count} audit rows" for number, action, count in unwritten]
    )
