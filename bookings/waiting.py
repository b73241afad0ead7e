"""What waits for a venue's people, said on top of their planning.

Each provider looks at one thing and gives one matter, or nothing. To add one: a function here, its place in PROVIDERS.
What must be answered stands before what is only news.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import BookingState, SecondOption
from bookings.models.behind import seconds_at
from bookings.models.clashes import clashes_at
from bookings.models.hits import hits_soon
from bookings.models.in_line import waits_at
from bookings.models.thread import unread_at_hub
from bookings.models.unreached import unreached_at
from bookings.models.waiting import Happening, news_since, out_of_order, requests_at, waiting_until
from bookings.rules.escalating import is_urgent
from bookings.showing import waited_for
from facilities.models import Hub
from hub.kit import saying
from hub.kit.periods import day

# So long before a hold runs out somebody may still want to ring.
SOON = timedelta(hours=1)
A_DAY, A_WHILE, TWO_WEEKS = timedelta(days=1), timedelta(days=3), timedelta(days=14)
# So many are read at a glance; the rest unfolds.
AT_A_GLANCE = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One line. `until` counts down; without a number there is no booking to go to."""

    state: str
    who: str
    number: str
    when: str
    more: str = ""
    until: datetime | None = None
    page: str = "bookings:booking"
    is_urgent: bool = False

    @property
    def url(self) -> str:
        return reverse(self.page, args=[self.number])


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits, with its lines."""

    name: str
    title: str
    items: tuple[Item, ...]

    @property
    def first(self) -> tuple[Item, ...]:
        return self.items[:AT_A_GLANCE]

    @property
    def rest(self) -> tuple[Item, ...]:
        return self.items[AT_A_GLANCE:]


Provider = Callable[[Hub, datetime], tuple[str, str, Iterator[Item]]]


def waiting(*, hub: Hub, now: datetime) -> list[Matter]:
    """What waits at this hub now, the pressing first; what has nothing to say is left out."""
    return [found for provider in PROVIDERS if (found := matter(provider, hub=hub, now=now))]


def matter(provider: Provider, *, hub: Hub, now: datetime) -> Matter | None:
    """What one provider has to say, if anything."""
    name, title, items = provider(hub, now)
    found = tuple(items)
    return Matter(name, title, found) if found else None


def requests(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    """All that wait for an answer, the first to run out on top; those whose time runs out are urgent. A series is one
    line: its page answers all of its dates, or leads to each."""
    found = requests_at(hub=hub, now=now)
    return "requests", _("Waits for your answer"), (_pressed(each, hub, now) for each in found)


def _pressed(each: Happening, hub: Hub, now: datetime) -> Item:
    item = _timed(each, hub, now)
    if each.dates:
        item = replace(item, page="bookings:series", when=_dates(each, hub))
    urgent = each.asked_at is not None and is_urgent(asked_at=each.asked_at, until=each.at, now=now)
    return replace(item, is_urgent=urgent and each.at > now)


def _dates(each: Happening, hub: Hub) -> str:
    first, last = (saying.day(at, hub.zone, "short") for at in (each.start, each.end))
    words = ngettext(
        "%(count)d date of a series, %(first)s",
        "%(count)d dates of a series, %(first)s to %(last)s",
        each.dates,
    )
    return words % {"count": each.dates, "first": first, "last": last}


def holds(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    found = waiting_until(hub=hub, state=BookingState.HELD, until=now + SOON, now=now)
    return "holds", _("Holds that run out"), (_timed(each, hub, now) for each in found)


def options(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    found = waiting_until(hub=hub, state=BookingState.OPTION, until=now + A_WHILE, now=now)
    return "options", _("Options that end soon"), (_timed(each, hub, now) for each in found)


def seconds(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    """Who waits behind an option, those who have asked for a decision with its moment."""
    items = (
        Item(
            state="second",
            who=each.organisation.name,
            number=each.number,
            when=saying.period(each.period.start, each.period.end, hub.zone, "short"),
            more=_decides(each, hub),
            page="bookings:second",
        )
        for each in seconds_at(hub)
    )
    return "seconds", _("Second options"), items


def in_line(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    """Who stands in line for what, in the order in which they are asked."""
    items = (
        Item(
            state="waiting",
            who=each.organisation.name,
            number=each.number,
            when=f"{each.facility.name}, {waited_for(each, 'short')}",
            page="bookings:waiting",
        )
        for each in waits_at(hub, now)
    )
    return "in_line", _("In line"), items


def _decides(second: SecondOption, hub: Hub) -> str:
    words = _("the first decides before %(at)s") if second.challenged_at else _("the first ends %(at)s")
    return words % {"at": saying.moment(second.behind.held_until, hub.zone, "short")}


def broken(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    items = (
        Item(
            state="in_repair",
            who=each.label if each.label == each.facility else f"{each.facility}, {each.label}",
            number=each.first,
            when=f"{each.organisation}, {saying.period(each.start, each.end, hub.zone, 'short')}",
            more=_and_more(each.bookings - 1),
        )
        for each in out_of_order(hub=hub, now=now)
    )
    return "broken", _("In repair, but booked"), items


def unkept(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    """What a block wants, or what lies outside the hours soon; a unit in repair is `broken`'s. All of it, with what may
    become of it, has a page of its own."""
    found = hits_soon(hub=hub, now=now, until=now + TWO_WEEKS)
    items = (
        Item(
            state=each.lines[0].promise.state,
            who=each.organisation,
            number=each.number,
            when=saying.period(
                each.lines[0].promise.period.start, each.lines[0].promise.period.end, hub.zone, "short"
            ),
        )
        for each in found
    )
    return "unkept", _("Cannot be kept"), items


def clashes(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    """Booked here while another calendar, which is named, says busy."""
    items = (
        Item(
            state=each.state,
            who=f"{each.organisation}, {each.facility}",
            number=each.number,
            when=saying.period(each.booked.start, each.booked.end, hub.zone, "short"),
            more=_("busy by %(calendar)s: %(when)s")
            % {
                "calendar": each.source,
                "when": saying.period(each.busy.start, each.busy.end, hub.zone, "short"),
            },
        )
        for each in clashes_at(hub, now)
    )
    return "clashes", _("Busy there, booked here"), items


def news(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    yesterday = now.astimezone(hub.zone).date() - timedelta(days=1)
    found = news_since(hub=hub, since=day(yesterday, hub.zone).start)
    return "news", _("New and cancelled since yesterday"), (_item(each, hub) for each in found)


def talk(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    """What guests wrote and nobody here has read."""
    items = (
        Item(
            state=each.state,
            who=each.organisation.name,
            number=each.number,
            when=saying.period(each.period.start, each.period.end, hub.zone, "short"),
            more=ngettext("%(count)s message", "%(count)s messages", count) % {"count": count},
            page="bookings:thread",
        )
        for each, count in unread_at_hub(hub, now)
    )
    return "talk", _("Written to you"), items


def unreached(hub: Hub, now: datetime) -> tuple[str, str, Iterator[Item]]:
    """Whoever is to come and gets no mail of ours: somebody rings them."""
    items = (
        Item(
            state=each.booking.state,
            who=each.booking.organisation.name,
            number=each.booking.number,
            when=saying.period(each.booking.period.start, each.booking.period.end, hub.zone, "short"),
            more=each.guest.to_ring,
        )
        for each in unreached_at(hub, now)
    )
    return "unreached", _("Not reached by mail"), items


PROVIDERS: tuple[Provider, ...] = (
    requests,
    holds,
    options,
    talk,
    seconds,
    in_line,
    broken,
    unkept,
    clashes,
    unreached,
    news,
)


def _timed(each: Happening, hub: Hub, now: datetime) -> Item:
    """A clock that counts down on the last day, before that the moment; after it that it is being released."""
    if each.at <= now:
        more = _("its time is over, its payment is being called off")
        return replace(_item(each, hub), state=saying.RELEASED, more=more)
    if each.at - now <= A_DAY:
        return _item(each, hub, until=each.at)
    return replace(
        _item(each, hub), more=_("until %(at)s") % {"at": saying.moment(each.at, hub.zone, "short")}
    )


def _item(each: Happening, hub: Hub, until: datetime | None = None) -> Item:
    return Item(
        state=each.state,
        who=each.organisation,
        number=each.number,
        when=saying.period(each.start, each.end, hub.zone, "short"),
        more=each.reason if each.state == BookingState.CANCELLED else "",
        until=until,
    )


def _and_more(count: int) -> str:
    if not count:
        return ""
    return ngettext("and %(count)s booking after it", "and %(count)s bookings after it", count) % {
        "count": count
    }
