"""How facilities and units are written, one or a thousand: what every verb that makes some shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from schedule.models import Calendar

from facilities.actions._facts import FacilityFacts, apply, columns, free_slug
from facilities.models import Facility, FacilityState, Hub, Unit
from hub.kit.audit import Actor, noted, write
from hub.kit.transactions import step

# Rows of one statement.
A_HANDFUL = 250


@dataclass(frozen=True, slots=True)
class NewFacility:
    facts: FacilityFacts
    state: FacilityState = FacilityState.DRAFT


@step
def write_facilities(
    *, hub: Hub, wanted: Sequence[NewFacility], actor: Actor, now: datetime
) -> list[Facility]:
    """In this order. The caller has checked the facts, holds the hub (`lock_hubs`), and sees to opening windows."""
    slugs = set(Facility.objects.filter(hub=hub).values_list("slug", flat=True))
    made = []
    for each in wanted:
        slug = free_slug(each.facts.name, slugs)
        slugs.add(slug)
        facility = Facility(hub=hub, slug=slug, state=each.state)
        apply(facility, each.facts, columns(FacilityFacts))
        facility.calendar = Calendar(name=f"{hub.name}: {each.facts.name}"[:200], slug=uuid4().hex)
        made.append(facility)
    Calendar.objects.bulk_create([each.calendar for each in made], batch_size=A_HANDFUL)
    for facility in made:
        facility.calendar_id = facility.calendar.pk
    Facility.objects.bulk_create(made, batch_size=A_HANDFUL)
    has = Facility.features.through
    has.objects.bulk_create(
        [
            has(facility_id=facility.pk, feature_id=feature.pk)
            for facility, new in zip(made, wanted, strict=True)
            for feature in new.facts.features
        ],
        batch_size=A_HANDFUL,
    )
    notes = [
        noted(
            action="facilities.add_facility",
            about=facility.ref,
            actor=actor,
            now=now,
            hub_id=hub.pk,
            facts={"slug": facility.slug, "kind": facility.kind.slug},
        )
        for facility in made
    ]
    for start in range(0, len(notes), A_HANDFUL):
        write(notes[start : start + A_HANDFUL])
    return made


@step
def write_units(units: Sequence[Unit]) -> list[Unit]:
    """The caller has looked whether their labels are free, and holds their facilities; the constraint on labels stays
    as the last word."""
    return Unit.objects.bulk_create(units, batch_size=A_HANDFUL)
