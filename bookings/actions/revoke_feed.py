from datetime import datetime
from uuid import UUID

from bookings.calendar_links import feed_to_revoke
from bookings.models import Feed
from hub.kit.audit import record
from hub.kit.transactions import verb
from members.models import User


@verb
def revoke_feed(*, uuid: UUID, actor: User, now: datetime) -> Feed:
    """The link leads nowhere from now on: one's own, or any of the hub that one manages. Again changes nothing. Raises
    Http404 for anybody else."""
    feed = feed_to_revoke(actor, uuid)
    changed = Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now)
    if changed:
        feed.revoked_at = now
        record(action="bookings.revoke_feed", about=feed.ref, actor=actor, now=now, hub_id=feed.hub_id)
    return feed
