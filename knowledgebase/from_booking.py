"""What a booking had, as the gear of a how-to that somebody writes about it afterwards."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from bookings.models import Booking, BookingState
from bookings.permissions import booking_for
from facilities.models import Facility, Hub, Kind, KindFamily
from knowledgebase.rules.content import MOST_GEAR, Need, new_id
from members.permissions import is_member


@dataclass(frozen=True, slots=True)
class GearLine:
    """One line as `Gear` has it: the facility itself, its kind for when it goes, and how many. People are asked for
    only where nobody knows how, so they are not strictly needed."""

    name: str
    facility: Facility
    kind: Kind
    quantity: int
    optional: bool


@dataclass(frozen=True, slots=True)
class FromBooking:
    """What is known of a how-to before it is written: where, with what, and how long it took (minutes)."""

    number: str
    hub: Hub
    minutes: int
    gear: tuple[GearLine, ...]


def gear_of_booking(person: Any, number: str) -> FromBooking:
    """Of a booking that was carried out, for the members of its organisation; raises Http404 for anybody else, and for
    one that is still to come or never was."""
    booking = booking_for(person, number)
    if not (is_member(person, booking.organisation) and may_be_written_of(booking)):
        raise Http404
    lines: dict[int, GearLine] = {}
    for line in booking.lines.all():
        thing, before = line.facility, lines.get(line.facility_id)
        quantity = max(line.quantity, before.quantity if before else 0)
        is_person = thing.kind.family == KindFamily.EXPERT
        lines[thing.pk] = GearLine(thing.name, thing, thing.kind, quantity, is_person)
    return FromBooking(booking.number, booking.hub, booking.period.minutes, tuple(lines.values()))


def needs_of(booking: FromBooking) -> tuple[Need, ...]:
    """The same as lines of a draft."""
    return tuple(
        Need(
            id=new_id(),
            what=f"facility:{line.facility.pk}",
            name=line.name[:120],
            quantity=str(line.quantity),
            optional=line.optional,
        )
        for line in booking.gear[:MOST_GEAR]
    )


def may_be_written_of(booking: Booking) -> bool:
    return booking.state == BookingState.COMPLETED
