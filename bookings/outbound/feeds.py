"""A calendar as other programs fetch it by its secret link: the same event of a booking as in the mail, of many.

For who booked it says what and where, for the house what and who. Nobody's address is in it: whoever hands a link on
hands on no more than the calendar.
"""

import hashlib
import marshal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models import BookingState, Feed
from bookings.models.blocks import BlockKind
from bookings.models.fed import MOST, Fed, FedBlock, Part, Row, bookings_in, fed, fed_blocks
from bookings.models.feeds import FeedKind, houses_of
from bookings.outbound.calendar import place_of, said, status, thing, uid
from bookings.outbound.ical import (
    Event,
    calendar_text,
    escaped,
    event_text,
    line,
    on_clock,
    plain,
    utc,
    written,
)
from bookings.showing import visit_words
from hub.kit.periods import Period
from hub.kit.saying import period

# How often we would like to be asked, in the two words that programs know (RFC 7986; Outlook's older one).
EVERY = "PT1H"
# Where the number of a booking comes in words: nothing that somebody typed has this in it (`plain`).
NUMBER = "\0"
SITE = Path(__file__).resolve().parents[2]
# Whose words and shapes are in a calendar beside what the database says.
WRITERS = (
    "bookings/models/blocks.py",
    "bookings/outbound/calendar.py",
    "bookings/outbound/feeds.py",
    "bookings/outbound/ical.py",
    "bookings/showing.py",
    "facilities/rules/companions.py",
    "hub/kit/saying.py",
    "hub/locale/nl/LC_MESSAGES/django.po",
)


@dataclass(frozen=True, slots=True)
class House:
    """A hub as its events say it: `lines` of the place are the same in each."""

    name: str
    zone: ZoneInfo
    lines: str


@dataclass(frozen=True, slots=True)
class FeedSource:
    """All that a calendar is made of, read at one moment. Whether it is still the same is told by its digest; its text
    is written only for who does not have it."""

    feed: Feed
    bookings: list[Row]
    blocks: list[Row]
    houses: dict[int, House]

    def digest(self) -> str:
        """Of everything that the text depends on, so that nothing is taken for unchanged that is not."""
        with override(self.feed.language):
            head = list(_head(self))
        parts = (_writing(), self.feed.language, self.feed.kind, settings.SITE_URL, head, self.houses)
        digest = hashlib.sha256(repr((parts, self.blocks)).encode())
        # Without references (as of version 3) the same rows are always the same bytes, in a fifth of the time.
        digest.update(marshal.dumps(self.bookings, 2))
        return digest.hexdigest()

    def text(self) -> str:
        """The whole calendar in the language of the link."""
        with override(self.feed.language):
            scribe = Scribe(self.feed, self.houses)
            return calendar_text(
                _head(self),
                [house.zone for house in self.houses.values()],
                [*map(scribe.booking, bookings_in(self.bookings)), *map(scribe.block, self.blocks)],
            )


def feed_source(feed: Feed, now: datetime) -> FeedSource:
    """The feed comes with its owner, hub and facility. Two queries, or three for the house's own, whatever the number
    of bookings."""
    found = fed(feed, now)
    blocks = fed_blocks(feed, now) if feed.is_desk else []
    pks = {row[1] for row in found} | ({feed.hub_id} if feed.hub_id else set())
    return FeedSource(feed, found, blocks, dict(_houses(pks)))


def _houses(pks: set[int]) -> Iterator[tuple[int, House]]:
    for hub in houses_of(pks):
        place = place_of(hub)
        yield hub.pk, House(hub.name, place.zone, place.lines)


@cache
def _writing() -> str:
    """Differs as soon as a new release may write another text of the same."""
    return hashlib.sha256(b"".join((SITE / name).read_bytes() for name in WRITERS)).hexdigest()


def _head(source: FeedSource) -> Iterator[str]:
    name = escaped(plain(calendar_name(source.feed)))
    yield "METHOD:PUBLISH"
    yield f"NAME:{name}"
    yield f"X-WR-CALNAME:{name}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{EVERY}"
    yield f"X-PUBLISHED-TTL:{EVERY}"
    if MOST in (len({row[0] for row in source.bookings}), len(source.blocks)):
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


@dataclass(frozen=True, slots=True)
class Things:
    """The lines of a booking: in words, and when; None where all of them have the booking's own time."""

    words: tuple[str, ...]
    times: tuple[tuple[int | None, int | None], ...] | None

    @classmethod
    def of(cls, parts: tuple[Part, ...]) -> "Things":
        words = tuple(thing(name, quantity) for name, quantity, _start, _end in parts)
        times = tuple((start, end) for _name, _quantity, start, end in parts)
        return cls(words, times if any(start is not None for start, _end in times) else None)

    def spans(self, booking: Fed) -> list[tuple[int, int]]:
        """Of each line, in seconds."""
        own = booking.start, booking.end
        return [own if start is None or end is None else (start, end) for start, end in self.times or ()]


class Recurring(NamedTuple):
    """What a booking has in common with others of the same things for the same organisation, as it stands in the file:
    the line with its summary, and the description until its number, and from there to the end of the things."""

    things: Things
    house: House
    summary: str
    before: str
    after: str


class Scribe:
    """Writes the events of one calendar. What comes again in many of them is put into words once."""

    def __init__(self, feed: Feed, houses: dict[int, House]) -> None:
        self.houses, self.hub_id, self.facility_id = houses, feed.hub_id, feed.facility_id
        self.is_desk = feed.is_desk
        self.states = {state: status(state) for state in BookingState.values}
        self.recurring: Callable[[tuple[Part, ...], int, str], Recurring] = cache(self._recurring)
        self.remarks: Callable[[str, str], str] = cache(_remarks)
        self.for_whom = _("Booking %(number)s for %(organisation)s")
        self.things_at = _("%(things)s at %(hub)s")
        path_before, _number, self.url_after = reverse("bookings:booking", args=["NUMBER"]).rpartition(
            "NUMBER"
        )
        self.url_before = settings.SITE_URL + path_before
        self.in_text_before, self.in_text_after = escaped(self.url_before), escaped(self.url_after)

    def booking(self, booking: Fed) -> str:
        # Taken apart at once, and what recurs by one look: there are thousands of them.
        (
            number, hub_id, state, sequence, placed_at, since, start, end,
            organisation, purpose, end_reason, people, activity, setup, strike, parts,
        ) = booking  # fmt: skip
        things, house, summary, before, after = self.recurring(parts, hub_id, organisation)
        name = number
        if things.times is not None:
            after = self._times_told(booking, things, house)
            if self.facility_id:
                # Of a booking of several things the facility is busy for its own lines alone.
                spans = things.spans(booking)
                start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        if self.facility_id:
            name = f"{number}-{self.facility_id}"
        if people or activity or setup or strike:
            after += _visit(booking, house.zone)
        created = utc(placed_at)
        return written(
            uid=uid(name),
            sequence=sequence,
            created=created,
            since=created if since == placed_at else utc(since),
            start=on_clock(start, house.zone),
            end=on_clock(end, house.zone),
            summary=summary,
            description=f"{before}{number}{after}{self.remarks(purpose, end_reason)}"
            f"\\n{self.in_text_before}{number}{self.in_text_after}",
            place=house.lines,
            url=f"{self.url_before}{number}{self.url_after}",
            status=self.states[state],
        )

    def _recurring(self, parts: tuple[Part, ...], hub_id: int, organisation: str) -> Recurring:
        things, house, who = Things.of(parts), self.houses[hub_id], plain(organisation)
        words = ", ".join(things.words)
        summary = (
            f"{who}: {words}"
            if self.is_desk
            else plain(self.things_at % {"things": words, "hub": house.name})
        )
        before, _number, after = (self.for_whom % {"number": NUMBER, "organisation": who}).partition(NUMBER)
        after = "\n".join((after, *things.words))
        return Recurring(things, house, line(f"SUMMARY:{escaped(summary)}"), escaped(before), escaped(after))

    def _times_told(self, booking: Fed, things: Things, house: House) -> str:
        who = {"number": NUMBER, "organisation": plain(booking.organisation)}
        after = (self.for_whom % who).partition(NUMBER)[2]
        return escaped("\n".join((after, *_with_times(things, booking, house.zone))))

    def block(self, row: Row) -> str:
        assert self.hub_id is not None
        house = self.houses[self.hub_id]
        return event_text(_block(FedBlock._make(row)), house.lines, house.zone)


def _remarks(purpose: str, end_reason: str) -> str:
    return "".join(f"\\n{escaped(each)}" for each in said((purpose, end_reason)))


def _visit(booking: Fed, zone: ZoneInfo) -> str:
    words = visit_words(booking.visit, _period(booking.start, booking.end), zone)
    return "".join(f"\\n{escaped(each)}" for each in said(words))


def _with_times(things: Things, booking: Fed, zone: ZoneInfo) -> Iterator[str]:
    spans = things.spans(booking)
    differ = len(set(spans)) > 1
    for words, span in zip(things.words, spans, strict=True):
        yield f"{words}: {_said_when(*span, zone)}" if differ else words


def _said_when(start: int, end: int, zone: ZoneInfo) -> str:
    when = _period(start, end)
    return period(when.start, when.end, zone)


def _period(start: int, end: int) -> Period:
    return Period(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))


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
