"""What is said about bookings, and how they are set up, through the verbs."""

from datetime import datetime, timedelta

from django.core import mail

from bookings.actions.complete_ended import complete_ended
from bookings.actions.keep_set_up import keep_set_up
from bookings.models import Booking
from bookings.models.private import booking_files
from funding.actions._documents import Sent
from hub.kit import outbox
from members.models import User
from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.factories.papers import pdf, scan, sent


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
