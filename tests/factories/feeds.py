"""Links to calendars, made the way people make them, and what a program reads at their address."""

from uuid import uuid4

from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from bookings.actions._feeds import Made
from bookings.actions.make_feed import make_feed
from bookings.models import FeedKind
from facilities.models import Facility, Hub
from members.models import User
from tests.cast import NOW


def a_link(actor: User, of: Hub | Facility | None = None, *, own: bool = False, now=NOW, **more) -> Made:
    """To what somebody's organisations book (or they themselves), a hub's or a facility's calendar; in English."""
    if isinstance(of, Facility):
        what = {"kind": FeedKind.FACILITY, "hub": of.hub, "facility": of}
    elif of is not None:
        what = {"kind": FeedKind.HUB, "hub": of}
    else:
        what = {"kind": FeedKind.OWN if own else FeedKind.ORGANISATIONS}
    wanted = {"request_key": uuid4(), "language": "en", **what, **more}
    return make_feed(**wanted, actor=actor, now=now)


def address(made: Made) -> str:
    return reverse("calendar_feed", args=[made.key])


def asked(made: Made, **headers):
    """The answer that a calendar program gets, which has no session."""
    return Client(headers=headers).get(address(made))


def events(made: Made) -> dict[str, object]:
    """By UID, read by a parser that is not ours."""
    answer = asked(made)
    assert answer.status_code == 200, answer.content
    read = Calendar.from_ical(answer.content)
    return {str(event["UID"]): event for event in read.walk("VEVENT")}
