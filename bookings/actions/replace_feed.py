from datetime import datetime
from uuid import UUID

from bookings.actions._feeds import Made, new_key
from bookings.calendar_links import own_feed
from hub.kit.audit import record
from hub.kit.transactions import verb
from members.models import User
from members.rules.keys import hash_of


@verb
def replace_feed(*, uuid: UUID, actor: User, now: datetime) -> Made:
    """A new key for one's own link; the old one leads nowhere from now on. Raises Http404 for anybody else's, and for
    one that was revoked."""
    feed = own_feed(actor, uuid)
    key = new_key()
    feed.key_hash, feed.replaced_at = hash_of(key), now
    feed.used_on = feed.hour_began = None
    feed.asked = 0
    feed.save(update_fields=["key_hash", "replaced_at", "used_on", "hour_began", "asked"])
    record(action="bookings.replace_feed", about=feed.ref, actor=actor, now=now, hub_id=feed.hub_id)
    return Made(feed, key)
