"""What must hold of series whatever happened, read from the rows themselves; `manage.py check_invariants` asks."""

from hub.kit.sql import answer


def dates_are_of_their_series() -> list[str]:
    """Each date of a series is between the same two as the series, and none of its days was both left out and booked or
    is missing."""
    strangers = answer(
        """
        SELECT b.number, s.number FROM bookings_booking b JOIN bookings_series s ON s.id = b.series_id
        WHERE (b.organisation_id, b.hub_id) <> (s.organisation_id, s.hub_id)
        """
    )
    dropped = answer(
        """
        SELECT s.number, s.dates, count(b.id), jsonb_array_length(s.left_out)
        FROM bookings_series s LEFT JOIN bookings_booking b ON b.series_id = s.id
        GROUP BY s.id HAVING count(b.id) + jsonb_array_length(s.left_out) <> s.dates
        """
    )
    return [f"booking {number} is of other people than series {series}" for number, series in strangers] + [
        f"series {number} of {dates} dates has {booked} bookings and {left_out} that were left out"
        for number, dates, booked, left_out in dropped
    ]


def series_are_audited() -> list[str]:
    """Placing a series has one audit row."""
    rows = answer(
        """
        SELECT s.number, count(a.id) FROM bookings_series s
        LEFT JOIN kit_auditrow a ON a.about = 'series:' || s.number AND a.action = 'bookings.place_series'
        GROUP BY s.id HAVING count(a.id) <> 1
        """
    )
    return [f"series {number}: placing it has {count} audit rows" for number, count in rows]
