"""Reads about training sessions: which come, how many seats are free, who has one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Func, Q, QuerySet
from django.http import Http404

from bookings.models.bookings import LIVE_STATES, Booking, BookingState
from bookings.models.inductions import Attendance
from facilities.models import (
    Facility,
    FacilityState,
    Hub,
    Induction,
    KindFamily,
    TrainingSession,
    Unit,
    UnitState,
)
from hub.kit.sql import rows
from members.models import User

# On one page of one hub.
MOST = 200
# Who was there can be said from shortly before it begins, and for a month.
EARLY, LATE = timedelta(hours=1), timedelta(days=31)
CAME_STATES = (BookingState.CONFIRMED, BookingState.COMPLETED)

FREE_SEATS = """
SELECT seat.facility_id, count(*)
FROM facilities_unit seat
JOIN facilities_trainingsession s ON s.facility_id = seat.facility_id
WHERE seat.facility_id = ANY (%(ids)s::bigint[]) AND seat.state = 'in_service' AND NOT EXISTS (
    SELECT FROM bookings_occupancy o
    WHERE o.released_at IS NULL AND o.during && s.during
        AND int8range(o.unit_id, o.unit_id, '[]') && int8range(seat.id, seat.id, '[]')
        AND NOT EXISTS (
            SELECT FROM bookings_line line JOIN bookings_booking b ON b.id = line.booking_id
            WHERE line.id = o.line_id AND b.state IN ('held', 'option', 'requested') AND b.held_until <= %(now)s
                AND NOT b.has_second AND NOT b.paying
        )
)
GROUP BY seat.facility_id
"""


@dataclass(frozen=True, slots=True)
class Coming:
    """A session with how many of its seats are free."""

    session: TrainingSession
    free: int
    seats: int


def coming(
    now: datetime, *, hub: Hub | None = None, induction: Induction | None = None, most: int = MOST
) -> list[Coming]:
    """What can be booked, the first to begin first; of one hub or with one induction where that is asked. Three
    queries."""
    found = TrainingSession.objects.filter(
        called_off_at=None, during__startswith__gt=now, facility__state=FacilityState.LIVE
    )
    if hub:
        found = found.filter(facility__hub=hub)
    if induction:
        found = found.filter(induction=induction)
    listed = found.select_related("facility__hub__municipality", "facility__kind", "induction", "room")
    return with_seats(listed.order_by(_begins(), "pk")[:most], now)


def held_at(hub: Hub, now: datetime) -> list[Coming]:
    """For the desk: those of the last month too, and what was called off."""
    found = TrainingSession.objects.filter(facility__hub=hub, during__endswith__gt=now - LATE)
    listed = found.select_related("facility__hub", "induction", "room").order_by(_begins(), "pk")
    return with_seats(listed[:MOST], now)


def with_seats(sessions: Iterable[TrainingSession], now: datetime) -> list[Coming]:
    listed = list(sessions)
    ids = [each.facility_id for each in listed]
    free = dict(rows(FREE_SEATS, {"ids": ids, "now": now})) if ids else {}
    seats: dict[int, int] = {}
    for facility in Unit.objects.filter(facility__in=ids, state=UnitState.IN_SERVICE).values_list(
        "facility", flat=True
    ):
        seats[facility] = seats.get(facility, 0) + 1
    return [Coming(each, free.get(each.facility_id, 0), seats.get(each.facility_id, 0)) for each in listed]


def _begins() -> Func:
    return Func(F("during"), function="lower")


def session_at(hub: Hub, pk: int) -> TrainingSession:
    """One of a hub's; raises Http404."""
    found = (
        TrainingSession.objects.filter(pk=pk, facility__hub=hub)
        .select_related("facility__hub", "induction__hub", "room", "planned_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def unit_ids_of_session(session: TrainingSession) -> list[int]:
    """Its seats, and the units of the room it is held in."""
    wanted = Q(facility=session.facility_id)
    if session.room_id:
        wanted |= Q(facility__leaf_of__whole=session.room_id)
    return sorted(set(Unit.objects.filter(wanted).values_list("pk", flat=True)))


def seats_booked(session: TrainingSession) -> QuerySet[Booking]:
    return Booking.objects.filter(lines__facility=session.facility_id, state__in=LIVE_STATES)


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat that somebody has. `person` is None where who called has no account; `came` where nobody has said."""

    booking: Booking
    person: User | None
    name: str
    came: bool | None


def who_comes(session: TrainingSession) -> list[Seat]:
    """By name; of what is confirmed or over."""
    found = (
        Booking.objects.filter(lines__facility=session.facility_id, state__in=CAME_STATES)
        .select_related("organisation__caller", "placed_by", "used_by", "hub")
        .defer("quote")
    )
    # What was seen before the booking was changed was seen of somebody else, or of another session.
    as_it_is = Q(booking__changed_at=None) | Q(booking__changed_at__lte=F("noted_at"))
    seen = Attendance.objects.filter(as_it_is, booking__in=found.values("pk"))
    came = dict(seen.values_list("booking", "came"))
    return sorted(
        (_seat(each, came.get(each.pk)) for each in found), key=lambda seat: (seat.name, seat.booking.pk)
    )


def _seat(booking: Booking, came: bool | None) -> Seat:
    person = attendee(booking)
    return Seat(booking, person, str(person or booking.organisation), came)


def attendee(booking: Booking) -> User | None:
    """Whose seat it is: a colleague who was named, else who booked. The hub's own people who wrote down a caller are
    not meant by it."""
    return booking.used_by or (None if booking.organisation.made_by_desk else booking.placed_by)


def over_and_unsettled(now: datetime) -> list[int]:
    found = TrainingSession.objects.filter(called_off_at=None, settled_at=None, during__endswith__lte=now)
    return list(found.order_by("pk").values_list("pk", flat=True))


def session_of_seat(booking: Booking) -> TrainingSession | None:
    """The session that a booking is a seat in, if it is one."""
    return (
        TrainingSession.objects.filter(facility__lines__booking=booking)
        .select_related("facility__hub", "induction__hub")
        .first()
    )


def rooms_of(hub: Hub) -> list[Facility]:
    """Where a session may take place: the hub's live studios and rooms."""
    rooms = Facility.objects.filter(
        hub=hub, state=FacilityState.LIVE, kind__family__in=(KindFamily.STUDIO, KindFamily.ROOM)
    )
    return list(rooms.order_by("name", "pk"))
