"""What asks for an induction among many facilities, who of an organisation holds it, and where it is taught next: one
statement, and one more where anything asks."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bookings.models.inducted import SEAT_FREE
from bookings.rules.inductions import Held
from bookings.rules.letting_in import Doors, Lesson, Way
from facilities.models.inducting import asked_by
from hub.kit.periods import Period
from hub.kit.sql import rows
from hub.kit.translated import in_language
from members.models import Organisation, User

# Of who looks, and of who may be named by them.
WAYS = f"""
SELECT i.id, i.name_nl, i.name_en, hub.name,
    (
        SELECT json_agg(
            json_build_array(g.person_id, p.name, p.email, g.valid_from, g.valid_until) ORDER BY p.name, g.id
        )
        FROM facilities_inductiongrant g JOIN members_user p ON p.id = g.person_id AND p.is_active
        WHERE g.induction_id = i.id AND g.withdrawn_at IS NULL AND (
            g.person_id = %(person)s::bigint OR EXISTS (
                SELECT FROM members_membership m
                WHERE m.person_id = g.person_id AND m.organisation_id = %(organisation)s::bigint
            )
        )
    )::text,
    (
        SELECT json_build_array(at.slug, held.slug, held.name, lower(s.during), upper(s.during), at.zone_name)
        FROM facilities_trainingsession s
        JOIN facilities_facility held ON held.id = s.facility_id AND held.state = 'live'
        JOIN facilities_hub at ON at.id = held.hub_id
        WHERE s.induction_id = i.id AND s.called_off_at IS NULL AND lower(s.during) > %(now)s AND {SEAT_FREE}
        ORDER BY lower(s.during), s.id LIMIT 1
    )::text
FROM facilities_induction i JOIN facilities_hub hub ON hub.id = i.hub_id
WHERE i.id = ANY (%(ids)s::bigint[])
"""


def doors_of(
    *, facility_ids: Iterable[int], organisation: Organisation | None, person: User | None, now: datetime
) -> Doors:
    """At most two statements. Without an organisation nobody but the person themself can be named."""
    asked = asked_by(facility_ids)
    if not asked:
        return Doors()
    person_id = person.pk if person else 0
    values = {
        "ids": sorted({id_ for ids in asked.values() for id_ in ids}),
        "person": person_id,
        "organisation": organisation.pk if organisation else 0,
        "now": now,
    }
    people: dict[int, str] = {}
    ways = {}
    for id_, name_nl, name_en, hub_name, held, lesson in rows(WAYS, values):
        grants = json.loads(held or "[]")
        people |= {person_id: name or email for person_id, name, email, _since, _until in grants}
        ways[id_] = Way(
            id=id_,
            name=in_language(name_nl, name_en),
            hub_name=hub_name,
            held=tuple(
                Held(who, _at(since), _at(until) if until else None) for who, _n, _e, since, until in grants
            ),
            lesson=_lesson(*json.loads(lesson)) if lesson else None,
        )
    return Doors(asked, ways, person_id, people if organisation else {})


def _lesson(hub: str, slug: str, title: str, start: str, end: str, zone_name: str) -> Lesson:
    return Lesson(hub, slug, title, Period(_at(start), _at(end)), zone_name)


def _at(text: Any) -> datetime:
    return datetime.fromisoformat(text)
