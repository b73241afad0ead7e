"""What is said about bookings, and how they are set up, through the verbs."""

from datetime import UTC, datetime, timedelta

import time_machine
from django.core import mail

from bookings.actions.complete_ended import complete_ended
from bookings.actions.keep_set_up import keep_set_up
from bookings.actions.remind_due import remind_due
from bookings.actions.say import say
from bookings.models import Booking, Remark
from bookings.models.private import booking_files
from funding.actions._documents import Sent
from hub.kit import outbox
from members.models import User
from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.factories.papers import pdf, scan, sent

# Wednesday at four, on the clock of Eindhoven: the studio is wanted on Thursday.
FOUR = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(minutes=15)


def rider(name: str = "rider.pdf") -> Sent:
    return sent(pdf(), name)


def photo(name: str = "stage.jpg") -> Sent:
    return sent(scan("JPEG"), name)


def stored() -> set[str]:
    """What lies there."""
    try:
        return set(booking_files().listdir("")[1])
    except FileNotFoundError:
        return set()


def emptied() -> None:
    """Nothing that another test left."""
    for name in stored():
        booking_files().delete(name)


def mails(now: datetime) -> list:
    """What the worker sends at this moment."""
    mail.outbox.clear()
    while messages := outbox.claim(now=now):
        for message in messages:
            assert outbox.deliver(message, now=now)
    return list(mail.outbox)


def drained(now: datetime = NOW + timedelta(minutes=1)) -> None:
    """What booking itself brings along is sent and out of the way."""
    mails(now)


def played(actor: User, organisation, *things, text: str = "", photos=(), period=None) -> Booking:
    """A booking that is over, with how it was set up."""
    booking = booked(actor, organisation, *things, period=period or thursday(9, 12))
    keep_set_up(number=booking.number, text=text, photos=photos, actor=actor, now=NOW)
    complete_ended(now=booking.period.end)
    booking.refresh_from_db()
    return booking


def said(booking: Booking, actor: User, text: str = "We bring a drum kit.", *, now=SOON, files=()) -> Remark:
    return say(number=booking.number, text=text, files=files, actor=actor, now=now)


def last(booking: Booking) -> int:
    """The id of the last message."""
    return max(booking.remarks.values_list("pk", flat=True))


def to_bo(now: datetime) -> list:
    return [mail for mail in mails(now) if mail.to == ["bo@example.org"]]


def by_the_clock(now: datetime) -> list:
    """What the worker finds due, and sends, to Bo."""
    drained(now - timedelta(seconds=1))
    with time_machine.travel(now, tick=False):
        remind_due(now=now)
        return to_bo(now)
