"""Reads about needs and offers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from bookings.models import BookingState
from facilities.models import Hub, KindFamily
from funding.models.limits import COUNTRY
from hub.kit.refs import Ref
from hub.kit.sql import rows
from members.models import Grant, Membership, Municipality, Organisation, Post, Role, User
from region.models.needs import Need, NeedReport, NeedSort, NeedState, Offer, OfferState

# Which family of facilities serves what is looked for without a kind; the others need no facility.
FAMILIES: dict[str, tuple[str, ...]] = {
    NeedSort.PLACE: (str(KindFamily.STUDIO), str(KindFamily.ROOM)),
    NeedSort.GEAR: (str(KindFamily.EQUIPMENT),),
    NeedSort.EXPERT: (str(KindFamily.EXPERT),),
}

# As the crow flies, in kilometres (the haversine formula), between two tables' own degrees.
KM = """(2 * 6371.0 * asin(sqrt(least(1,
    power(sin(radians({a}.latitude::float8 - {b}.latitude::float8) / 2), 2)
    + cos(radians({b}.latitude::float8)) * cos(radians({a}.latitude::float8))
    * power(sin(radians({a}.longitude::float8 - {b}.longitude::float8) / 2), 2)
))))"""

FITTING = f"""
SELECT need.id, {KM.format(a="hub", b="town")} AS km,
    EXISTS (SELECT FROM region_offer offer WHERE offer.need_id = need.id AND offer.hub_id = hub.id) AS is_answered
FROM region_need need
JOIN members_municipality town ON town.id = need.municipality_id
JOIN facilities_hub hub ON hub.id = %(hub)s::bigint
WHERE need.state = 'open' AND need.answer_by >= %(today)s
    AND {KM.format(a="hub", b="town")} <= need.radius_km
    AND (NOT need.step_free OR hub.step_free)
    AND (need.sort IN ('placement', 'partner') AND need.kind_id IS NULL OR EXISTS (
        SELECT FROM facilities_facility f JOIN facilities_kind kind ON kind.id = f.kind_id
        WHERE f.hub_id = hub.id AND f.state = 'live' AND (
            f.kind_id = need.kind_id
            OR need.kind_id IS NULL AND (
                need.sort = 'gear' AND kind.family = 'equipment' OR need.sort = 'expert' AND kind.family = 'expert'
                OR need.sort = 'place' AND kind.family IN ('studio', 'room')
            )
        )
    ))
ORDER BY need.answer_by, km, need.id
"""
UNANSWERED = f"SELECT count(*) FROM ({FITTING}) AS fitting WHERE NOT is_answered"
# Of an answer or a report: what was taken off is not told to whoever answered or reported it.
TITLE = Case(
    When(Q(need__state=NeedState.TAKEN_OFF) | Q(need__hidden_at__isnull=False), then=Value("")),
    default=F("need__title"),
)
TOWNS = f"""
SELECT town.id FROM members_municipality town JOIN members_municipality here ON here.id = %(town)s::bigint
WHERE {KM.format(a="town", b="here")} <= %(km)s::float8
"""


def readers_of(need: Need) -> list[int]:
    """Who is written to: who posted it and is still there, else the owners of its organisation."""
    there = Membership.objects.filter(organisation=need.organisation_id, person__is_active=True)
    if there.filter(person=need.posted_by_id).exists():
        return [int(need.posted_by_id or 0)]
    return list(there.filter(post=Post.OWNER).order_by("since", "pk").values_list("person", flat=True))


def quartermasters_of(region_id: int) -> list[int]:
    scope = Ref("region", str(region_id))
    held = Grant.objects.filter(role=Role.QUARTERMASTER, scope=scope, revoked_at=None, person__is_active=True)
    return list(held.order_by("pk").values_list("person", flat=True))


class Fitting(NamedTuple):
    """An open need by its number, how far from the hub, and whether the hub has answered it in any way."""

    pk: int
    km: float
    is_answered: bool


def fitting_hub(hub: Hub, today: date) -> list[Fitting]:
    """The open needs that this hub could meet: those that close first come first. One statement."""
    return [Fitting(*found) for found in rows(FITTING, {"hub": hub.pk, "today": today})]


def unanswered_near(hub: Hub, now: datetime) -> int:
    """How many open needs this hub could meet and has not answered. One statement."""
    ((count,),) = rows(UNANSWERED, {"hub": hub.pk, "today": now.astimezone(COUNTRY).date()})
    return int(count)


def towns_near(town: Municipality, km: int) -> list[int]:
    """Numbers of the towns that lie within so many kilometres, itself too."""
    return [pk for (pk,) in rows(TOWNS, {"town": town.pk, "km": km})]


def shown(needs: "QuerySet[Need]") -> "QuerySet[Need]":
    """With all that a line of a list says."""
    answered = Count("offers", filter=Q(offers__state__in=[OfferState.OPEN, OfferState.ACCEPTED]))
    with_all = needs.select_related("organisation", "kind", "municipality__region")
    return with_all.prefetch_related("themes").annotate(answers=answered)


def about_theme(slug: str) -> Exists:
    """Its needs and no row twice."""
    of_theme = Need.themes.through.objects.filter(need=OuterRef("pk"), theme__slug=slug)
    return Exists(of_theme)


def open_needs(today: date) -> "QuerySet[Need]":
    """Those that may be answered; the first to close comes first."""
    return shown(Need.objects.filter(state=NeedState.OPEN, answer_by__gte=today)).order_by("answer_by", "-pk")


def needs_of(organisation: Organisation) -> "QuerySet[Need]":
    """All of an organisation, those that are open first."""
    is_open = Q(state=NeedState.OPEN)
    return shown(Need.objects.filter(organisation=organisation)).order_by(
        (~Exists(Need.objects.filter(is_open, pk=OuterRef("pk")))).asc(), "-posted_at", "-pk"
    )


def offers_for(need: Need, hubs: Sequence[Hub] | None = None) -> list[Offer]:
    """All of a need, or those of some hubs; the open ones first, then the latest. One statement."""
    found = need.offers.select_related("hub__municipality", "booking")
    if hubs is not None:
        found = found.filter(hub__in=hubs)
    return sorted(found.order_by("-made_at", "-pk"), key=lambda each: each.state != OfferState.OPEN)


def is_cancelled(need: Need) -> bool:
    """Whether what was booked for it was cancelled since. It stays met: an offer was accepted, and its organisation
    says whether it still looks."""
    if need.state != NeedState.MET:
        return False
    return need.offers.filter(state=OfferState.ACCEPTED, booking__state=BookingState.CANCELLED).exists()


def offers_of(hub: Hub) -> "QuerySet[Offer]":
    with_all = ("hub", "need__organisation", "need__municipality", "booking")
    return Offer.objects.filter(hub=hub).select_related(*with_all)


def reported_in(region_ids: Sequence[int]) -> "QuerySet[NeedReport]":
    """What waits for a quartermaster, the oldest first."""
    return (
        NeedReport.objects.filter(looked_at=None, need__municipality__region__in=region_ids)
        .select_related("need__organisation", "need__municipality")
        .order_by("at", "pk")
    )


def names_of_lines(offers: Sequence[Offer]) -> dict[int, str]:
    """Names of the facilities in these offers, by number; one statement."""
    ids = {line.facility_id for offer in offers for line in offer.lines}
    found = rows(
        "SELECT f.id, f.name FROM facilities_facility f WHERE f.id = ANY(%(ids)s::bigint[])",
        {"ids": sorted(ids)},
    )
    return dict(found) if ids else {}


def told(person: User) -> dict[str, Any]:
    """What somebody wrote, for whoever takes their own data along: needs, offers and reports. Three statements."""
    needs: Any = Need.objects.filter(posted_by=person).order_by("posted_at", "pk")
    offers: Any = Offer.objects.filter(made_by=person).order_by("made_at", "pk")
    reports: Any = NeedReport.objects.filter(person=person).order_by("at", "pk")
    return {
        "needs": list(needs.values("title", "words", "project", "posted_at", "state", "end_reason")),
        "offers": list(offers.values("message", "contact", "made_at", "state", need_title=TITLE)),
        "reports": list(reports.values("words", "at", need_title=TITLE)),
    }


def lapsing_before(now: datetime, today: date) -> tuple[list[Any], list[Any]]:
    """What is over and not written down yet: uuids of offers, and of needs that nobody's valid offer waits for."""
    offers = Offer.objects.filter(state=OfferState.OPEN, valid_until__lte=now)
    waits = Offer.objects.filter(need=OuterRef("pk"), state=OfferState.OPEN, valid_until__gt=now)
    needs = Need.objects.filter(~Exists(waits), state=NeedState.OPEN, answer_by__lt=today)
    return (
        list(offers.order_by("pk").values_list("uuid", flat=True)),
        list(needs.order_by("pk").values_list("uuid", flat=True)),
    )


def closing_on(day: date) -> list[Any]:
    """Uuids of the open needs whose last day for answers this is."""
    found = Need.objects.filter(state=NeedState.OPEN, answer_by=day)
    return list(found.order_by("pk").values_list("uuid", flat=True))


def not_proposed_since(at: datetime, today: date, most: int) -> list[Need]:
    """Open needs that could be met by what can be booked, and were not written to since then; those that close first
    come first."""
    found = Need.objects.filter(
        Q(proposed_at=None) | Q(proposed_at__lte=at), state=NeedState.OPEN, answer_by__gte=today
    ).filter(Q(kind__isnull=False) | Q(sort__in=[*FAMILIES]))
    found = found.select_related("organisation", "kind", "municipality").prefetch_related("themes")
    return list(found.order_by("answer_by", "pk")[:most])
