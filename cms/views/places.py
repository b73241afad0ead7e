"""Places for everybody, without an account: all hubs, a region, a hub, a facility with a month of free time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.models.house_rules import current_house_rules
from bookings.models.sessions import coming
from cms.models.reading import written_for_hub, written_for_region
from cms.outbound.schema_org import machines_of_facility, machines_of_hub, machines_of_region
from cms.views.inductions import event_of, listed, session_context
from cms.views.months import asked_month, month_tables
from cms.views.prices import Price, prices_on, surcharges_on
from facilities.models import Facility, FacilityState, Hub, HubKind, Kind, KindFamily
from facilities.models.parts import Contained, contained_in, in_service
from facilities.outbound import hours
from facilities.permissions import facility_for, hub_for, public_hubs
from funding.models.invoicing import no_vat_of
from funding.models.open_doors import open_to_public
from funding.models.terms import terms_on
from funding.outbound.open_doors import in_a_line
from funding.outbound.terms import in_words
from hub.kit import clock
from hub.kit.choosing import chosen
from hub.kit.paging import page_number, page_of
from knowledgebase.models.followables import button_for, facility_followed, hub_followed
from knowledgebase.models.reading import experiments_at, with_facility, with_latest_result
from knowledgebase.models.tried_with import results_with
from members.models import Region
from members.permissions import works_at

HUBS_A_PAGE = 24
KINDS_ON_A_CARD = 4
ARTICLES_SHOWN = 3
# What is drawn for a hub: a hub has no picture of its own.
PATTERNS = {
    HubKind.VENUE: "waves",
    HubKind.MUSEUM: "frames",
    HubKind.LAB: "cubes",
    HubKind.LIVING_LAB: "layers",
    HubKind.KNOWLEDGE: "peaks",
}
FAMILIES: dict[str, Promise] = {
    KindFamily.STUDIO: gettext_lazy("Studios"),
    KindFamily.ROOM: gettext_lazy("Rooms"),
    KindFamily.EQUIPMENT: gettext_lazy("Equipment"),
    KindFamily.EXPERT: gettext_lazy("Experts"),
}


@dataclass(frozen=True, slots=True)
class HubCard:
    hub: Hub
    pattern: str
    kinds: list[str]

    @property
    def shown(self) -> list[str]:
        return self.kinds[:KINDS_ON_A_CARD]

    @property
    def more(self) -> int:
        return len(self.kinds) - len(self.shown)


@dataclass(frozen=True, slots=True)
class FacilityCard:
    facility: Facility
    units: int
    price: Price | None
    contains: tuple[Contained, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    title: str | Promise
    cards: list[FacilityCard]


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """All hubs, perhaps of one region, one kind, or with one kind of facility; what is asked for is in the address."""
    regions, kinds = list(Region.objects.filter(hubs__isnull=False).distinct()), list(_kinds())
    region = chosen(request, "region", {each.slug: each for each in regions})
    sort = chosen(request, "kind", dict(HubKind.choices))
    with_kind = chosen(request, "with", {each.slug: each for each in kinds})
    hubs = public_hubs()
    if region:
        hubs = hubs.filter(region=region)
    if sort:
        hubs = hubs.filter(kind=request.GET["kind"])
    if with_kind:
        having = Facility.objects.filter(kind=with_kind, state=FacilityState.LIVE)
        hubs = hubs.filter(pk__in=having.values("hub"))
    page = page_of(_with_live(hubs), page_number(request), HUBS_A_PAGE)
    context = {
        "page_obj": page,
        "cards": _hub_cards(page.object_list),
        "regions": regions,
        "hub_kinds": HubKind.choices,
        "kinds": kinds,
        "asked": {name: request.GET.get(name, "") for name in ("region", "kind", "with")},
        "is_filtered": bool(region or sort or with_kind),
    }
    return render(request, "cms/places/places.html", context)


@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """What a region has: its hubs, and the kinds of things that can be booked there."""
    found = get_object_or_404(Region, slug=slug)
    page = page_of(_with_live(public_hubs().filter(region=found)), page_number(request), HUBS_A_PAGE)
    in_region = Q(facilities__state=FacilityState.LIVE, facilities__hub__region=found)
    kinds = Kind.objects.annotate(count=Count("facilities", filter=in_region)).filter(count__gt=0)
    kinds = kinds.order_by("position", "slug")
    crumbs = [(_("Hubs"), reverse("cms:places"))]
    context = {
        "region": found,
        "written": written_for_region(found, get_language() or "nl"),
        "page_obj": page,
        "cards": _hub_cards(page.object_list),
        "kinds": kinds,
        "machines": machines_of_region(found, crumbs),
        "crumbs": crumbs,
    }
    return render(request, "cms/places/region.html", context)


@require_safe
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    """A hub: what it is, where, when it is open, how one gets in, what can be booked, and its house rules."""
    found = hub_for(slug)
    now, language, live = clock.now(), get_language() or "nl", _live_at(found)
    week = hours.week_at(found)
    crumbs = [
        (_("Hubs"), reverse("cms:places")),
        (found.region.name, reverse("cms:region", args=[found.region.slug])),
    ]
    context = {
        "hub": found,
        "written": written_for_hub(found, language),
        "experiments": with_latest_result(experiments_at(found, language, ARTICLES_SHOWN)),
        "sessions": listed(coming(now, hub=found), now) if any(map(_is_session, live)) else [],
        "families": _families(live, now.astimezone(found.zone).date()),
        "no_vat": no_vat_of(found, now.astimezone(found.zone).date()),
        "hours": hours.lines(week),
        "closures": hours.closures_of(found, now),
        "house_rules": current_house_rules(found, now),
        "works_here": bool(works_at(request.user, found)),
        "follow": button_for(request.user, hub_followed(found)),
        "machines": machines_of_hub(found, week, crumbs),
        "crumbs": crumbs,
    }
    return render(request, "cms/places/hub.html", context)


@require_safe
def facility(request: HttpRequest, hub: str, slug: str) -> HttpResponse:
    """A facility: what it is and has, what it costs, how it is booked, and a month of its free time."""
    found = facility_for(hub, slug)
    prefetch_related_objects([found], "photos", "features")
    now = clock.now()
    today = now.astimezone(found.hub.zone).date()
    here = reverse("cms:facility", args=[hub, slug])
    start = reverse("bookings:start", args=[hub, slug])
    contains = contained_in([found.pk]).get(found.pk, ())
    prices = prices_on([found], today).get(found.pk, [])
    crumbs = _crumbs_of(found)
    shown = session_context(found, request.user, now, is_whole=bool(contains))
    held = event_of(shown["session"], prices, now)
    context = {
        "facility": found,
        "hub": found.hub,
        "how_tos": with_facility(found, get_language() or "nl", ARTICLES_SHOWN),
        "results_with": results_with(found, ARTICLES_SHOWN),
        **shown,
        "more_photos": found.photos.all()[1:],
        "units": in_service([found.pk])[found.pk],
        "contains": contains,
        "prices": prices,
        "surcharges": surcharges_on(found, today),
        "no_vat": no_vat_of(found.hub, today),
        "terms": in_words(terms_on(found, today)),
        "in_kind": [in_a_line(each) for each in open_to_public(today, facility_id=found.pk)],
        "hours": hours.lines(hours.hours_of(found)),
        "months": month_tables(
            found,
            asked_month(request.GET.get("month"), found, now),
            now,
            page_url=lambda other: f"{here}?month={other:%Y-%m}#free",
            day_url=lambda on: f"{start}?date={on.isoformat()}",
        ),
        "follow": button_for(request.user, facility_followed(found)),
        "machines": machines_of_facility(found, prices, crumbs, held),
        "crumbs": crumbs,
    }
    return render(request, "cms/places/facility.html", context)


def _crumbs_of(facility: Facility) -> list[tuple[str, str]]:
    hub = facility.hub
    return [
        (_("Hubs"), reverse("cms:places")),
        (hub.region.name, reverse("cms:region", args=[hub.region.slug])),
        (hub.name, reverse("cms:hub", args=[hub.slug])),
    ]


def _kinds() -> QuerySet[Kind]:
    return Kind.objects.filter(facilities__state=FacilityState.LIVE).distinct()


def _with_live(hubs: QuerySet[Hub]) -> QuerySet[Hub]:
    live = (
        Facility.objects.filter(state=FacilityState.LIVE)
        .select_related("kind")
        .order_by("kind__position", "pk")
    )
    return hubs.order_by("name", "pk").prefetch_related(Prefetch("facilities", queryset=live, to_attr="live"))


def _hub_cards(hubs: Iterable[Any]) -> list[HubCard]:
    """`hubs` come from `_with_live`. What is said of a hub is each kind of thing it has, once."""
    return [
        HubCard(
            each,
            PATTERNS[HubKind(each.kind)],
            list(dict.fromkeys(facility.kind.name for facility in each.live)),
        )
        for each in hubs
    ]


def _live_at(hub: Hub) -> list[Facility]:
    return list(
        hub.facilities.filter(state=FacilityState.LIVE)
        .select_related("kind", "hub")
        .prefetch_related("photos", "features")
        .order_by("kind__position", "name", "pk")
    )


def _is_session(facility: Facility) -> bool:
    return facility.kind.family == KindFamily.SESSION


def _families(live: Iterable[Facility], today: date) -> list[Family]:
    """What can be booked at a hub by family, in a constant number of queries; sessions have a list of their own."""
    facilities = [each for each in live if not _is_session(each)]
    prices = prices_on(facilities, today)
    ids = [each.pk for each in facilities]
    units, contains = in_service(ids), contained_in(ids)
    cards: dict[str, list[FacilityCard]] = {family: [] for family in FAMILIES}
    for each in facilities:
        price = next(iter(prices.get(each.pk, [])), None)
        cards[each.kind.family].append(FacilityCard(each, units[each.pk], price, contains.get(each.pk, ())))
    return [Family(FAMILIES[family], found) for family, found in cards.items() if found]
