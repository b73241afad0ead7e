"""The inductions that facilities ask for, and who of an organisation holds them, as the rules read it."""

import json
from datetime import datetime
from typing import Any

from bookings.rules.inductions import Asked, Held
from hub.kit.translated import in_language

# Of one facility and all that is inside it (`inside`, of `bookings.models.companions`). Who is no member any more holds
# nothing for the organisation; a seat that somebody has is not free, whatever becomes of it.
INDUCTIONS = """
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
                AND EXISTS (
                    SELECT FROM facilities_unit seat
                    WHERE seat.facility_id = s.facility_id AND seat.state = 'in_service' AND NOT EXISTS (
                        SELECT FROM bookings_occupancy o
                        WHERE o.released_at IS NULL AND o.during && s.during
                            AND int8range(o.unit_id, o.unit_id, '[]') && int8range(seat.id, seat.id, '[]')
                    )
                )
        )
    ) ORDER BY i.id)::text
    FROM facilities_induction i
    WHERE i.id IN (
        SELECT part.induction_id FROM inside JOIN facilities_facility part ON part.id = inside.id
        WHERE inside.whole_id = {whole}
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
