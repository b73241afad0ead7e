"""A calendar that Effenaar reads, which is busy while somebody has booked, and links of its people to its own."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from bookings.actions._busy import keep
from bookings.models import Booking, BookingState, CalendarSource, Feed, FeedKind
from bookings.models.sources import SourceKind
from facilities.models import Hub
from hub.kit.audit import record
from hub.kit.periods import Period
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Grant, Role, User
from members.rules.keys import hash_of

AN_HOUR = timedelta(hours=1)


@step
def make_calendars(*, hub: Hub, random: Random, now: datetime) -> None:
    manager = Grant.objects.filter(role=Role.HUB_MANAGER, scope=hub.ref).order_by("pk")[0].person
    read, linked = now - 2 * AN_HOUR, now - timedelta(days=20)
    _read_a_file(hub, manager, random, read)
    feed = Feed.objects.create(
        uuid=_uuid(random),
        owner=manager,
        kind=FeedKind.HUB,
        hub=hub,
        name="Telefoon",
        language=manager.language,
        # Of a key that nobody has.
        key_hash=hash_of(f"{random.getrandbits(256):x}"),
        created_at=linked,
        used_on=now.date(),
    )
    _note("bookings.make_feed", feed.ref, manager, hub, linked)


@step
def _read_a_file(hub: Hub, manager: User, random: Random, at: datetime) -> None:
    """Busy around a booking that was there first, and on two evenings after it."""
    soon = Booking.objects.filter(
        hub=hub,
        state=BookingState.CONFIRMED,
        during__startswith__gt=at + timedelta(days=4),
        lines__facility__kind__family="studio",
    )
    booking = soon.order_by("during", "pk")[0]
    facility = booking.lines.filter(facility__kind__family="studio").order_by("position")[0].facility
    start = booking.period.start
    times = [Period(start + AN_HOUR, start + 3 * AN_HOUR)]
    times += [Period(start + days, start + days + 2 * AN_HOUR) for days in map(timedelta, (70, 77))]
    source = CalendarSource.objects.create(
        uuid=_uuid(random),
        hub=hub,
        facility=facility,
        name="Google Agenda techniek",
        kind=SourceKind.FILE,
        created_by=manager,
        created_at=at,
        tried_at=at,
        read_at=at,
        times=len(times),
    )
    _note("bookings.add_source", source.ref, manager, hub, at)
    keep(source=source, times=times, now=at)


@step
def _note(action: str, about: Ref, actor: User, hub: Hub, at: datetime) -> None:
    record(action=action, about=about, actor=actor, now=at, hub_id=hub.pk)


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
