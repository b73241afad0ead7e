"""What reading costs is written down for the hub whose calendars it was, whatever came of it."""

from datetime import datetime, timedelta

from bookings.models.reading import HOUR
from hub.kit.sql import row
from hub.kit.transactions import step

FRESH = "bookings_readingtime.began_at <= %(hour_ago)s::timestamptz"
# One statement, so that workers that read for a hub at once are all counted.
NOTE = f"""
INSERT INTO bookings_readingtime (hub_id, began_at, spent_ms)
VALUES (%(hub)s::bigint, %(now)s::timestamptz, %(took)s::integer)
ON CONFLICT (hub_id) DO UPDATE SET
    began_at = CASE WHEN {FRESH} THEN excluded.began_at ELSE bookings_readingtime.began_at END,
    spent_ms = CASE WHEN {FRESH} THEN 0 ELSE bookings_readingtime.spent_ms END + excluded.spent_ms
RETURNING spent_ms
"""


@step
def reading_time_noted(*, hub_id: int, took: timedelta, now: datetime) -> None:
    """`now`: when reading began."""
    milliseconds = max(0, took // timedelta(milliseconds=1))
    row(NOTE, {"hub": hub_id, "now": now, "took": milliseconds, "hour_ago": now - HOUR})
