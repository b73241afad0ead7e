"""Whose a secret link to a calendar is, what it still shows, and the only ways to reach one.

A hub's calendar is for who works there: its link shows nothing once its owner does not. An organisation's follows the
memberships of its owner (`bookings.models.fed`).
"""

from typing import Any
from uuid import UUID

from django.http import Http404

from bookings.models import Feed
from bookings.models.feeds import feed_by_hash
from facilities.models import Hub
from members.models import User
from members.permissions import is_site_admin, manages, works_at
from members.rules.keys import hash_of


def at_desk(person: Any, hub: Hub) -> bool:
    """Who may look at all that a hub has planned."""
    return bool(works_at(person, hub) or is_site_admin(person))


def feed_by_key(key: str) -> Feed | None:
    """What a link leads to, with its owner, hub and facility; None for one that never was, was revoked or replaced, or
    whose owner has gone or may not see it any more. One query, of a hub's two."""
    feed = feed_by_hash(hash_of(key))
    return feed if feed is not None and is_good(feed) else None


def is_good(feed: Feed) -> bool:
    """Whether its owner may still see what it is of; it comes with its owner and hub."""
    return feed.owner.is_active and (feed.hub is None or at_desk(feed.owner, feed.hub))


def own_feed(person: User, uuid: UUID) -> Feed:
    """Somebody's own link that works; raises Http404 for anybody else's."""
    return _found(Feed.objects.filter(uuid=uuid, owner=person.pk, revoked_at=None))


def feed_to_revoke(person: User, uuid: UUID) -> Feed:
    """One's own; a hub's, for who manages it; any, for a site administrator. Raises Http404 for anybody else."""
    feed = _found(Feed.objects.filter(uuid=uuid))
    mine = feed.owner_id == person.pk or is_site_admin(person)
    if not (mine or (feed.hub is not None and manages(person, feed.hub))):
        raise Http404
    return feed


def _found(feeds: Any) -> Feed:
    feed: Feed | None = feeds.select_related("hub", "facility", "owner").first()
    if feed is None:
        raise Http404
    return feed
