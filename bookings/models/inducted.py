"""The inductions that facilities ask for, and who of an organisation holds them, as the rules read it."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from bookings.models.bookings import Booking
from bookings.rules.inductions import Asked, Held
from facilities.models import Facility, Induction, InductionGrant, KindFamily
from facilities.models.inducting import asked_by, inductions_by_id
from hub.kit.translated import in_language
from members.models import Organisation, User

# Of a training session `s`.
SEAT_FREE = """EXISTS (
    SELECT FROM facilities_unit seat
    WHERE seat.facility_id = s.facility_id AND seat.state = 'in_service' AND NOT EXISTS (
        SELECT FROM bookings_occupancy o
        WHERE o.released_at IS NULL AND o.during && s.during
            AND int8range(o.unit_id, o.unit_id, '[]') && int8range(seat.id, seat.id, '[]')
    )
)"""
# Of one facility and all that is inside it (`inside`, of `bookings.models.companions`). Who is no member any more holds
# nothing for the organisation; a seat that somebody has is not free, whatever becomes of it.
INDUCTIONS = f"""
    SELECT json_agg(json_build_array(
        i.id, i.name_nl, i.name_en,
        (
            SELECT json_agg(json_build_array(g.person_id, g.valid_from, g.valid_until))
            FROM facilities_inductiongrant g
            JOIN members_membership m ON m.person_id = g.person_id AND m.organisation_id = %(of)s::bigint
            WHERE g.induction_id = i.id AND g.withdrawn_at IS NULL AND g.person_id = ANY (%(people)s::bigint[])
        ),
        (
            SELECT json_agg(w.booking_id) FROM bookings_inductionwaiver w
            WHERE w.induction_id = i.id AND w.booking_id = ANY (%(booked)s::bigint[])
        ),
        (
            SELECT min(lower(s.during)) FROM facilities_trainingsession s
            JOIN facilities_facility held ON held.id = s.facility_id AND held.state = 'live'
            WHERE s.induction_id = i.id AND s.called_off_at IS NULL AND lower(s.during) > %(now)s
                AND {SEAT_FREE}
        )
    ) ORDER BY i.id)::text
    FROM facilities_induction i
    WHERE i.id IN (
        SELECT part.induction_id FROM inside JOIN facilities_facility part ON part.id = inside.id
        WHERE inside.whole_id = {{whole}}
    )
"""


def read_inductions(text: str | None) -> tuple[Asked, ...]:
    """What `INDUCTIONS` says of one facility."""
    return tuple(_asked(*each) for each in json.loads(text or "[]"))


def _asked(
    id_: int,
    name_nl: str,
    name_en: str,
    held: list[tuple[int, str, str | None]] | None,
    waived: list[int] | None,
    next_at: str | None,
) -> Asked:
    return Asked(
        id=id_,
        name=in_language(name_nl, name_en),
        held=tuple(
            Held(person, _at(since), _at(until) if until else None) for person, since, until in held or ()
        ),
        waived=frozenset(waived or ()),
        next_at=_at(next_at) if next_at else None,
    )


def _at(text: Any) -> datetime:
    return datetime.fromisoformat(text)


def may_come(
    organisation: Organisation | None, facilities: Iterable[Facility], person: Any
) -> dict[int, str]:
    """The names of somebody's colleagues, where one of these things asks who will be there: for an induction, or for a
    seat. At most two queries, none without an organisation."""
    things = list(facilities)
    if organisation is None or not things:
        return {}
    seats = any(each.kind.family == KindFamily.SESSION for each in things)
    if not seats and not asked_by(each.pk for each in things):
        return {}
    others = User.objects.filter(memberships__organisation=organisation, is_active=True).exclude(pk=person.pk)
    return {each.pk: str(each) for each in others.order_by("name", "pk")}


def person_by_address(email: str) -> int:
    """Nought for nobody: then admission says what it says of anybody who is no colleague."""
    found = User.objects.filter(email__iexact=email, is_active=True).values_list("pk", flat=True)
    return found.first() or 0


def lacking_in(booking: Booking) -> list[Induction]:
    """What a booking asks for and who will be there does not hold then, nor was let be without: what
    was booked before they were asked for, or before they were withdrawn, stays all the same."""
    asked = asked_by(booking.lines.values_list("facility", flat=True))
    ids = {id_ for each in asked.values() for id_ in each}
    if not ids:
        return []
    ids -= set(booking.induction_waivers.values_list("induction", flat=True))
    held = InductionGrant.objects.in_force().filter(
        Q(valid_until=None) | Q(valid_until__gt=booking.period.start),
        person=booking.used_by_id or booking.placed_by_id,
        valid_from__lte=booking.period.start,
    )
    return inductions_by_id(ids - set(held.values_list("induction", flat=True)))
