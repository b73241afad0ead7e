from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.models import Feed
from bookings.models.feeds import HOUR, MOST_AN_HOUR
from hub.kit.errors import Refusal
from hub.kit.sql import row
from hub.kit.transactions import verb

FRESH = "(hour_began IS NULL OR hour_began <= %(hour_ago)s::timestamptz)"
# One statement about one row, so that programs that ask at once are all counted.
NOTE = f"""
UPDATE bookings_feed
SET asked = CASE WHEN {FRESH} THEN 1 ELSE asked + 1 END,
    hour_began = CASE WHEN {FRESH} THEN %(now)s::timestamptz ELSE hour_began END,
    used_on = %(today)s::date,
    changed_at = CASE WHEN digest = %(digest)s::text THEN COALESCE(changed_at, %(now)s::timestamptz)
        ELSE %(now)s::timestamptz END,
    digest = %(digest)s::text
WHERE id = %(feed)s::bigint AND revoked_at IS NULL AND (asked < %(most)s::integer OR {FRESH})
RETURNING changed_at
"""


class AskedTooOften(Refusal):
    code = "asked_too_often"
    status = 429
    message = _("This calendar was asked for more than %(most)d times within an hour. Ask again later.")


@verb
def note_fetch(*, feed: Feed, digest: str, now: datetime) -> datetime:
    """A program fetches the calendar, and gets what has this digest; answers since when it is so. Kept are the day and
    how often within the hour, not who. Raises `AskedTooOften`."""
    values = {"feed": feed.pk, "digest": digest, "now": now, "today": now.date(), "hour_ago": now - HOUR}
    noted = row(NOTE, {**values, "most": MOST_AN_HOUR})
    if noted is None:
        raise AskedTooOften(most=MOST_AN_HOUR)
    since: datetime = noted[0]
    return since
