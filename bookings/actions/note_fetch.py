from datetime import datetime

from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from bookings.models import Feed
from bookings.models.feeds import HOUR, MOST_AN_HOUR
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class AskedTooOften(Refusal):
    code = "asked_too_often"
    status = 429
    message = _("This calendar was asked for more than %(most)d times within an hour. Ask again later.")


@verb
def note_fetch(*, feed: Feed, digest: str, now: datetime) -> datetime:
    """A program fetches the calendar, and gets what has this digest; answers since when it is so. Kept are the day and
    how often within the hour, not who. Raises `AskedTooOften`.

    One statement, so that programs that ask at once are all counted.
    """
    fresh = Q(hour_began=None) | Q(hour_began__lte=now - HOUR)
    counted = Feed.objects.filter(Q(asked__lt=MOST_AN_HOUR) | fresh, pk=feed.pk, revoked_at=None).update(
        asked=Case(When(fresh, then=Value(1)), default=F("asked") + 1),
        hour_began=Case(When(fresh, then=Value(now)), default=F("hour_began")),
        used_on=now.date(),
        changed_at=Case(
            When(~Q(digest=digest) | Q(changed_at=None), then=Value(now)), default=F("changed_at")
        ),
        digest=digest,
    )
    if not counted:
        raise AskedTooOften(most=MOST_AN_HOUR)
    return feed.changed_at if feed.digest == digest and feed.changed_at else now
