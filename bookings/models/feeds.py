from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Hub
from hub.kit.reading import columns, take
from hub.kit.refs import Ref
from hub.kit.sql import row, rows
from members.models import Municipality, User

# So many times an hour a link is answered: a phone, a tablet and two computers that each ask every five minutes.
MOST_AN_HOUR = 60
HOUR = timedelta(hours=1)


class FeedKind(models.TextChoices):
    OWN = "own", _("What I booked myself")
    ORGANISATIONS = "organisations", _("Everything my organisations book")
    HUB = "hub", _("Everything at a hub")
    FACILITY = "facility", _("One facility of a hub")


class Feed(models.Model):
    """A secret link to a calendar. It shows what its owner may see at the moment it is asked, and of its key only the
    hash is kept (`members.rules.keys`)."""

    # The key of the request that made it: the same again makes no second one.
    uuid = models.UUIDField(unique=True, default=uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feeds")
    kind = models.CharField(max_length=14, choices=FeedKind)
    # Of a facility's calendar both.
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, null=True, blank=True, related_name="feeds"
    )
    # Where the link is used, for its owner: "my phone".
    name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # The day on which it was last asked, and no more than that.
    used_on = models.DateField(null=True, blank=True)
    # How often it was asked in the hour that began then.
    hour_began = models.DateTimeField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(default=0)
    # What it answered last, and since when.
    digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feed_is_of_what_its_kind_says",
                condition=Q(kind__in=["own", "organisations"], hub=None, facility=None)
                | Q(kind="hub", hub__isnull=False, facility=None)
                | Q(kind="facility", hub__isnull=False, facility__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def ref(self) -> Ref:
        return Ref("feed", str(self.uuid))

    @property
    def is_desk(self) -> bool:
        """It is of a hub, for those who work there."""
        return self.hub_id is not None


def feeds_of(person_id: int) -> list[Feed]:
    """Somebody's links that work, the oldest first."""
    found = Feed.objects.filter(owner=person_id, revoked_at=None)
    return list(found.select_related("hub", "facility").order_by("created_at", "pk"))


def feeds_at(hub: Hub) -> list[Feed]:
    """The links to a hub's calendars that were not revoked, whoever made them, by name of who did."""
    found = Feed.objects.filter(hub=hub, revoked_at=None)
    return list(found.select_related("owner", "facility").order_by("owner__name", "created_at", "pk"))


def asked_too_often(feed: Feed, now: datetime) -> bool:
    """Whether this hour's answers are used up."""
    return bool(feed.hour_began and now < feed.hour_began + HOUR and feed.asked >= MOST_AN_HOUR)


BY_HASH = f"""
SELECT {columns(Feed, "feed")}, {columns(User, "owner")}, {columns(Hub, "hub")}, {columns(Facility, "facility")}
FROM bookings_feed feed
JOIN members_user owner ON owner.id = feed.owner_id
LEFT JOIN facilities_hub hub ON hub.id = feed.hub_id
LEFT JOIN facilities_facility facility ON facility.id = feed.facility_id
WHERE feed.key_hash = %(hash)s::text AND feed.revoked_at IS NULL
"""


def feed_by_hash(key_hash: str) -> Feed | None:
    """The link that has a key with this hash, with its owner, hub and facility; none once it was revoked."""
    found = row(BY_HASH, {"hash": key_hash})
    if found is None:
        return None
    left = iter(found)
    feed = take(Feed, left)
    feed.owner, hub, facility = take(User, left), take(Hub, left), take(Facility, left)
    feed.hub, feed.facility = (hub if feed.hub_id else None), (facility if feed.facility_id else None)
    return feed


HOUSES = f"""
SELECT {columns(Hub, "hub")}, {columns(Municipality, "town")}
FROM facilities_hub hub JOIN members_municipality town ON town.id = hub.municipality_id
WHERE hub.id = ANY (%(ids)s::bigint[]) ORDER BY hub.id
"""


def houses_of(hub_ids: Iterable[int]) -> list[Hub]:
    """The hubs of a calendar with their municipality."""
    return [_house(iter(found)) for found in rows(HOUSES, {"ids": list(hub_ids)})]


def _house(left: Iterator[object]) -> Hub:
    hub = take(Hub, left)
    hub.municipality = take(Municipality, left)
    return hub
