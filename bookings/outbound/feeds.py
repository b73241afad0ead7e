"""A calendar as other programs fetch it by its secret link: the same event of a booking as in the mail, of many.

For who booked it says what and where, for the house what and who. Nobody's address is in it: whoever hands a link on
hands on no more than the calendar.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models import BookingState, Feed
from bookings.models.blocks import BlockKind
from bookings.models.fed import MOST, Fed, FedBlock, fed, fed_blocks
from bookings.models.feeds import FeedKind
from bookings.outbound.calendar import place_of, said, status, thing, uid
from bookings.outbound.ical import Event, Place, calendar_text, escaped, event_text, plain
from bookings.showing import visit_words
from facilities.models import Hub
from hub.kit.periods import Period
from hub.kit.saying import period

# How often we would like to be asked, in the two words that programs know (RFC 7986; Outlook's older one).
EVERY = "PT1H"


def feed_text(feed: Feed, now: datetime) -> str:
    """The whole calendar in the language of the link. It comes with its owner, hub and facility; three queries, or four
    for the house's own, whatever the number of bookings."""
    with override(feed.language):
        found = fed(feed, now)
        blocks = fed_blocks(feed, now) if feed.is_desk else []
        hubs = Hub.objects.select_related("municipality").in_bulk(
            {*(each.hub_id for each in found), *([feed.hub_id] if feed.hub_id else [])}
        )
        scribe = Scribe(feed, hubs)
        return calendar_text(
            _head(feed, is_cut=len(found) == MOST or len(blocks) == MOST),
            [place.zone for place in scribe.places.values()],
            [*scribe.bookings(found), *scribe.blocks(blocks)],
        )


def _head(feed: Feed, *, is_cut: bool) -> Iterator[str]:
    name = escaped(plain(calendar_name(feed)))
    yield "METHOD:PUBLISH"
    yield f"NAME:{name}"
    yield f"X-WR-CALNAME:{name}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{EVERY}"
    yield f"X-PUBLISHED-TTL:{EVERY}"
    if is_cut:
        words = _("Only the first %(count)d bookings are shown: there are more.") % {"count": MOST}
        yield f"X-WR-CALDESC:{escaped(words)}"


def calendar_name(feed: Feed) -> str:
    """What calendars call it, in the language that is on."""
    if feed.facility:
        return f"{feed.facility.name}, {feed.hub}"
    if feed.hub:
        return str(feed.hub)
    own = feed.kind == FeedKind.OWN
    return _("My bookings on Vliegwiel") if own else _("Bookings of my organisations on Vliegwiel")


class Scribe:
    """Writes the events of one calendar. What is the same for many of them is made once."""

    def __init__(self, feed: Feed, hubs: dict[int, Hub]) -> None:
        self.feed = feed
        self.hubs = {pk: hub.name for pk, hub in hubs.items()}
        self.places: dict[int, Place] = {pk: place_of(hub) for pk, hub in hubs.items()}
        self.lines = {pk: place.lines for pk, place in self.places.items()}
        self.desk, self.facility_id = feed.is_desk, feed.facility_id
        self.states = {state: status(state) for state in BookingState.values}
        # Names that come again and again, looked at once.
        self.thing, self.organisation = cache(thing), cache(plain)
        self.for_whom = _("Booking %(number)s for %(organisation)s")
        self.things_at = _("%(things)s at %(hub)s")
        self.url = settings.SITE_URL + reverse("bookings:booking", args=["NUMBER"])

    def bookings(self, found: Iterable[Fed]) -> Iterator[str]:
        for each in found:
            yield event_text(self.event(each), self.lines[each.hub_id], self.places[each.hub_id].zone)

    def event(self, booking: Fed) -> Event:
        url = self.url.replace("NUMBER", booking.number)
        start, end = booking.start, booking.end
        uid_ = uid(booking.number)
        if self.facility_id:
            # Of a booking of several things the facility is busy for its own lines alone.
            start = min(part.period.start for part in booking.parts)
            end = max(part.period.end for part in booking.parts)
            uid_ = uid(f"{booking.number}-{self.facility_id}")
        return Event(
            uid=uid_,
            sequence=booking.sequence,
            created=booking.placed_at,
            since=booking.since,
            start=start,
            end=end,
            summary=self.summary(booking),
            description=self.description(booking, url),
            url=url,
            status=self.states[booking.state],
        )

    def summary(self, booking: Fed) -> str:
        things = ", ".join([self.thing(part.name, part.quantity) for part in booking.parts])
        if self.desk:
            return f"{self.organisation(booking.organisation)}: {things}"
        return plain(self.things_at % {"things": things, "hub": self.hubs[booking.hub_id]})

    def description(self, booking: Fed, url: str) -> tuple[str, ...]:
        zone = self.places[booking.hub_id].zone
        differ = len({(part.start, part.end) for part in booking.parts}) > 1
        return (
            self.for_whom
            % {"number": booking.number, "organisation": self.organisation(booking.organisation)},
            *(
                self.thing(part.name, part.quantity)
                + (f": {period(part.period.start, part.period.end, zone)}" if differ else "")
                for part in booking.parts
            ),
            *self.visit(booking, zone),
            *said((booking.purpose, booking.end_reason)),
            url,
        )

    def visit(self, booking: Fed, zone: ZoneInfo) -> list[str]:
        its = booking.visit
        if not (its.people or its.activity or its.setup_minutes or its.strike_minutes):
            return []
        return said(visit_words(booking.visit, Period(booking.start, booking.end), zone))

    def blocks(self, found: Iterable[FedBlock]) -> Iterator[str]:
        hub = self.feed.hub_id
        if hub is None:
            return
        place = self.places[hub]
        for each in found:
            yield event_text(_block(each), self.lines[hub], place.zone)


def _block(block: FedBlock) -> Event:
    kind = str(BlockKind(block.kind).label)
    return Event(
        uid=block_uid(block.uuid),
        # Seconds since it was made: rises with each change, and needs no count.
        sequence=int((block.since - block.created_at).total_seconds()),
        created=block.created_at,
        since=block.since,
        start=block.start,
        end=block.end,
        summary=plain(f"{block.title or kind}: {block.units}"),
        description=(plain(kind), *said((block.note,))),
        url="",
        status="CANCELLED" if block.is_lifted else "CONFIRMED",
    )


def block_uid(uuid: UUID) -> str:
    return f"block-{uuid}@vliegwiel"
