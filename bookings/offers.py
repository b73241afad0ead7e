"""What is free, with what it costs the one who asks: for the search page and the API alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt

from bookings.basket import Filled
from bookings.models.availability import FreeFacility, Wanted, free_exactly
from facilities.models import Facility, KindFamily
from funding.models.quoting_many import facts_of_each
from funding.rules.quote import Quote, quote
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from members.models import Organisation

# More than anybody looks through; a search that finds more says so and asks for a narrower question.
MOST_FOUND = 240
MOST_EXTRAS = 6
EXTRAS = (KindFamily.EQUIPMENT, KindFamily.EXPERT)
EARTH_KM = 6_371.0


@dataclass(frozen=True, slots=True)
class Offer:
    """One facility that is free then. Where no price can be given, `refusal` says why. `km` from the asker's seat."""

    facility: Facility
    free: int
    period: Period
    km: float | None
    quote: Quote | None = None
    refusal: Refusal | None = None


def found(*, wanted: Wanted, period: Period, organisation: Organisation | None, now: datetime) -> list[Offer]:
    """Everything that fits, without prices yet: nearest to the organisation's seat first; for somebody without an
    organisation by town, place and name."""
    rows = free_exactly(wanted=wanted, window=period, now=now, limit=MOST_FOUND)
    offers = [Offer(row.facility, row.free, period, _km(organisation, row)) for row in rows]
    return sorted(offers, key=_order)


def priced(
    offers: Sequence[Offer], *, quantity: int, organisation: Organisation | None, now: datetime
) -> list[Offer]:
    """The same offers with the organisation's price, or the list price; a constant number of queries."""
    if not offers:
        return []
    facts = facts_of_each(
        facilities=[offer.facility for offer in offers],
        quantity=quantity,
        period=offers[0].period,
        organisation=organisation,
        now=now,
    )
    out = []
    for offer, its_facts in zip(offers, facts, strict=True):
        price: Quote | None = None
        refusal: Refusal | None = None
        try:
            price = quote(its_facts)
        except Refusal as error:
            refusal = error
        out.append(Offer(offer.facility, offer.free, offer.period, offer.km, price, refusal))
    return out


def _order(offer: Offer) -> tuple[float, str, str, int, str, int]:
    hub, kind = offer.facility.hub, offer.facility.kind
    # To a tenth of a kilometre, so that one hub's facilities stay together.
    near = round(offer.km, 1) if offer.km is not None else 0.0
    return near, hub.municipality.name, hub.name, kind.position, offer.facility.name, offer.facility.pk


def _km(organisation: Organisation | None, row: FreeFacility) -> float | None:
    if organisation is None:
        return None
    seat, hub = organisation.municipality, row.facility.hub
    return distance_km(
        (float(seat.latitude), float(seat.longitude)), (float(hub.latitude), float(hub.longitude))
    )


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
    inside = {line.facility_id for line in filled.basket.lines}
    rows = free_exactly(wanted=Wanted(hub_id=filled.hub.pk), window=period, now=now, limit=MOST_FOUND)
    extras = [
        Offer(row.facility, row.free, period, None)
        for row in rows
        if row.facility.pk not in inside and row.facility.kind.family in EXTRAS
    ][:MOST_EXTRAS]
    return priced(extras, quantity=1, organisation=organisation, now=now)
