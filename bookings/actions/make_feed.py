from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from bookings.actions._feeds import Made, new_key
from bookings.calendar_links import at_desk
from bookings.models import Feed, FeedKind
from facilities.models import Facility, Hub
from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import savepoint, verb, violated
from members.models import User
from members.rules.keys import hash_of

MOST = 20


class TooManyFeeds(Refusal):
    code = "too_many_feeds"
    status = 409
    message = _("You have %(most)d links. Revoke one that you do not use before you make another.")


class FeedIsThere(Refusal):
    """The same form was sent twice."""

    code = "feed_is_there"
    message = _("This link is made already and was shown once. Did you miss it? Give it a new address below.")


@verb
def make_feed(
    *,
    request_key: UUID,
    kind: FeedKind,
    hub: Hub | None = None,
    facility: Facility | None = None,
    name: str = "",
    language: str,
    actor: User,
    now: datetime,
) -> Made:
    """A secret link to a calendar; its key is in the answer and nowhere else. The same `request_key` again makes none.

    Raises `Forbidden` (a hub where one does not work), `TooManyFeeds`, `FeedIsThere`.
    """
    if hub is not None and not at_desk(actor, hub):
        raise Forbidden()
    # Two forms sent at once do not make one more than there may be.
    lock([(LockKind.PERSON, actor.pk)])
    if Feed.objects.filter(owner=actor, revoked_at=None).count() >= MOST:
        raise TooManyFeeds(most=MOST)
    key = new_key()
    feed = Feed(
        uuid=request_key,
        owner=actor,
        kind=kind,
        hub=hub,
        facility=facility,
        name=name,
        language=language,
        key_hash=hash_of(key),
        created_at=now,
    )
    _insert(feed)
    record(
        action="bookings.make_feed",
        about=feed.ref,
        actor=actor,
        now=now,
        hub_id=feed.hub_id,
        facts={"kind": feed.kind, "facility": feed.facility_id},
    )
    return Made(feed, key)


def _insert(feed: Feed) -> None:
    try:
        with savepoint():
            feed.save(force_insert=True)
    except IntegrityError as error:
        if violated(error) == "bookings_feed_uuid_key":
            raise FeedIsThere() from None
        raise
