"""Reads about inductions: who holds which, what lapses, what a hub asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from facilities.models.facilities import Facility, FacilityState
from facilities.models.hubs import Hub
from facilities.models.inductions import Induction, InductionGrant, TrainingSession
from facilities.rules.inductions import LAPSES_IN, valid_until
from hub.kit.sql import rows
from members.models import User

# Twice: of what is over and of what was taken back.
FORGOTTEN_AFTER = timedelta(days=2 * 365)
MOST_GRANTS = 500


def induction_at(hub: Hub, pk: int) -> Induction:
    """One of a hub's; raises Http404."""
    found = Induction.objects.filter(hub=hub, pk=pk).first()
    if found is None:
        raise Http404
    found.hub = hub
    return found


def public_induction(pk: int) -> Induction:
    """For anybody, with its hub; raises Http404."""
    found = Induction.objects.select_related("hub__municipality").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def inductions_of(hub: Hub) -> QuerySet[Induction]:
    return Induction.objects.filter(hub=hub).order_by("name_nl", "pk")


def asking_for(induction: Induction) -> list[Facility]:
    """The live facilities that ask for it."""
    found = Facility.objects.filter(induction=induction, state=FacilityState.LIVE)
    return list(found.select_related("hub", "kind").order_by("name", "pk"))


def counting(
    *, induction: Induction, person: User, until_at_least: int | None, now: datetime
) -> InductionGrant | None:
    """A grant that lasts as long as one would that is given now."""
    enough = valid_until(given_at=now, months=until_at_least, zone=induction.hub.zone)
    held = InductionGrant.objects.in_force().filter(induction=induction, person=person)
    lasting = Q(valid_until=None) | (Q(valid_until__gte=enough) if enough else Q(pk__in=[]))
    return held.filter(lasting).first()


def held_by(person: User, now: datetime) -> list[InductionGrant]:
    """Somebody's inductions, by hub and name, each by its latest end; those that lapsed a while ago and what was taken
    back come along, as they explain a refusal."""
    grants = InductionGrant.objects.filter(person=person).select_related("induction__hub__municipality")
    latest: dict[int, InductionGrant] = {}
    for grant in grants.order_by("induction__hub__name", "induction__name_nl", "pk"):
        before = latest.get(grant.induction_id)
        if before is None or _rank(grant, now) >= _rank(before, now):
            latest[grant.induction_id] = grant
    return list(latest.values())


def _rank(grant: InductionGrant, now: datetime) -> tuple[bool, bool, datetime]:
    until = grant.valid_until
    return grant.withdrawn_at is None, until is None, until or now


def holders_of(induction: Induction) -> list[InductionGrant]:
    """For the desk: who holds it or held it, the latest first."""
    found = InductionGrant.objects.filter(induction=induction)
    return list(
        found.select_related("person", "given_by", "session__facility", "induction__hub").order_by(
            "-given_at", "-pk"
        )[:MOST_GRANTS]
    )


def about_to_lapse(now: datetime) -> list[InductionGrant]:
    """In force and over within `LAPSES_IN`, of people who do not hold the same for longer."""
    longer = InductionGrant.objects.in_force().filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until")),
        induction=OuterRef("induction"),
        person=OuterRef("person"),
    )
    found = InductionGrant.objects.in_force().filter(
        ~Exists(longer), valid_until__gt=now, valid_until__lte=now + LAPSES_IN, person__is_active=True
    )
    return list(found.order_by("pk"))


def to_be_forgotten(now: datetime) -> list[int]:
    before = now - FORGOTTEN_AFTER
    over = Q(valid_until__lte=before) | Q(withdrawn_at__lte=before)
    return list(InductionGrant.objects.filter(over).order_by("pk").values_list("pk", flat=True))


# Of facilities and of all that is inside them at any depth.
ASKED = """
WITH RECURSIVE inside (whole_id, id) AS (
    SELECT asked.id, asked.id FROM unnest(%(ids)s::bigint[]) AS asked (id)
    UNION
    SELECT inside.whole_id, p.part_id FROM inside JOIN facilities_part p ON p.whole_id = inside.id
)
SELECT DISTINCT inside.whole_id, part.induction_id
FROM inside JOIN facilities_facility part ON part.id = inside.id
WHERE part.induction_id IS NOT NULL ORDER BY 1, 2
"""


def asked_by(facility_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """By facility: the ids of the inductions that it and what is inside it ask for. One query; none for none."""
    ids = sorted(set(facility_ids))
    found: dict[int, tuple[int, ...]] = {}
    for whole, induction in rows(ASKED, {"ids": ids}) if ids else ():
        found[whole] = (*found.get(whole, ()), induction)
    return found


def inductions_by_id(ids: Iterable[int]) -> list[Induction]:
    wanted = sorted(set(ids))
    return (
        list(Induction.objects.filter(pk__in=wanted).select_related("hub").order_by("pk")) if wanted else []
    )


def session_of(facility: Facility) -> TrainingSession | None:
    found = TrainingSession.objects.filter(facility=facility).select_related("induction", "room").first()
    if found:
        found.facility = facility
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """An induction with how many hold it now, and how many facilities ask for it."""

    induction: Induction
    holders: int
    asking: int


def with_counts(inductions: QuerySet[Induction], now: datetime) -> list[Counted]:
    """One query."""
    in_force = Q(grants__withdrawn_at=None) & (Q(grants__valid_until=None) | Q(grants__valid_until__gt=now))
    live = Q(facilities__state=FacilityState.LIVE)
    found = inductions.annotate(
        holders=Count("grants__person", filter=in_force, distinct=True),
        asking=Count("facilities", filter=live, distinct=True),
    )
    return [Counted(each, each.holders, each.asking) for each in found]
