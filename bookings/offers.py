"""What is free, with what it costs the one who asks: for the search page and the API alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

from bookings.filled import Filled
from bookings.models.company import accompanied
from bookings.models.exactly import EARTH_KM, Fit, Wanted, free_exactly
from bookings.rules.companions import missing
from bookings.rules.company import Coming, Party
from bookings.rules.request import Visit
from facilities.models import Facility, KindFamily
from funding.models.quoting_many import Bundle, facts_of_bundles
from funding.rules.facts import HubFacts, QuoteFacts
from funding.rules.quote import Quote, quote
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from members.models import Organisation

# More than anybody looks through; a search that finds more says so and asks for a narrower question.
MOST_FOUND = 240
MOST_EXTRAS = 6
EXTRAS = (KindFamily.EQUIPMENT, KindFamily.EXPERT)
NOTHING_SAID = Visit()


@dataclass(frozen=True, slots=True)
class Found:
    """One facility that is free then, with whoever must come along; not priced yet. `km` from the asker's seat."""

    fit: Fit
    party: Party
    km: float | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """The same with its price, or with the `refusal` that says why there is none."""

    fit: Fit
    km: float | None
    period: Period
    coming: Coming
    quote: Quote | None
    refusal: Refusal | None
    facility: Facility | None = None

    @property
    def free(self) -> int:
        return self.fit.free


def found(
    *,
    wanted: Wanted,
    period: Period,
    organisation: Organisation | None,
    now: datetime,
    visit: Visit = NOTHING_SAID,
) -> list[Found]:
    """Everything that fits, without prices yet: nearest to the organisation's seat first; for somebody without an
    organisation by town, place and name."""
    fits = free_exactly(wanted=wanted, window=period, now=now, limit=MOST_FOUND)
    them = accompanied(fits=fits, quantity=max(wanted.quantity, 1), period=period, visit=visit, now=now)
    return sorted((Found(fit, party, _km(organisation, fit)) for fit, party in them), key=_order)


def priced(
    found: Sequence[Found], *, period: Period, organisation: Organisation | None, now: datetime
) -> list[Offer]:
    """With the organisation's price, or the list price, of all that comes along too; a constant number of queries."""
    those = [(each.fit, each.km, each.party.coming) for each in found]
    return _offers(those, period, organisation, now)


def _offers(
    those: Sequence[tuple[Fit, float | None, Coming]],
    period: Period,
    organisation: Organisation | None,
    now: datetime,
) -> list[Offer]:
    bundles = [Bundle(hub_facts(fit), coming.wishes) for fit, _km, coming in those]
    facts = facts_of_bundles(bundles=bundles, organisation=organisation, now=now)
    return [
        Offer(fit, km, period, coming, *quoted(its))
        for (fit, km, coming), its in zip(those, facts, strict=True)
    ]


def pictured(offers: Sequence[Offer]) -> list[Offer]:
    """With what a card shows: the facility itself, its kind, place, features and photos."""
    facilities = (
        Facility.objects.select_related("kind", "hub__municipality")
        .prefetch_related("features", "photos")
        .in_bulk([offer.fit.facility_id for offer in offers])
    )
    return [replace(offer, facility=facilities[offer.fit.facility_id]) for offer in offers]


def quoted(facts: QuoteFacts) -> tuple[Quote | None, Refusal | None]:
    """The price, or why there is none."""
    try:
        return quote(facts), None
    except Refusal as refusal:
        return None, refusal


def hub_facts(fit: Fit) -> HubFacts:
    zone = ZoneInfo(fit.zone_name)
    return HubFacts(fit.hub_id, fit.hub_name, zone, fit.gap_policy, fit.municipality_id, fit.region_id)


def _order(found: Found) -> tuple[float, str, str, int, str, int]:
    fit = found.fit
    # To a tenth of a kilometre, so that one hub's facilities stay together.
    near = round(found.km, 1) if found.km is not None else 0.0
    return near, fit.town, fit.hub_name, fit.kind_position, fit.name, fit.facility_id


def _km(organisation: Organisation | None, fit: Fit) -> float | None:
    if organisation is None:
        return None
    seat = organisation.municipality
    return distance_km((float(seat.latitude), float(seat.longitude)), (fit.latitude, fit.longitude))


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies, between two points given as latitude and longitude in degrees (the haversine formula)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (one, other))
    across = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(across))


def extras_for(*, filled: Filled, organisation: Organisation | None, now: datetime) -> list[Offer]:
    """Equipment and people of the same place that are free at the basket's time and not in it yet."""
    period = filled.basket.period
    if period is None:
        return []
    inside = {row.facility.pk for row in filled.rows}
    fits = free_exactly(wanted=Wanted(hub_id=filled.hub.pk), window=period, now=now, limit=MOST_FOUND)
    others = [fit for fit in fits if fit.facility_id not in inside and KindFamily(fit.family) in EXTRAS]
    them = accompanied(fits=others, quantity=1, period=period, visit=filled.basket.visit, now=now)
    extras = [(fit, None, _beyond(party.coming, filled)) for fit, party in them[:MOST_EXTRAS]]
    return pictured(_offers(extras, period, organisation, now))


def _beyond(coming: Coming, filled: Filled) -> Coming:
    """Without whoever comes with the basket already."""
    new = (each for each in coming.kept if each.picked is not None or missing(each.owed, filled.wishes))
    return replace(coming, kept=tuple(new))
