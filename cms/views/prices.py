"""List prices as a page shows them before anybody has asked for a time; all including VAT."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from facilities.models import Facility
from funding.models import Rate, RateCard, RateUnit

ORDER = {unit: place for place, unit in enumerate(RateUnit.values)}


@dataclass(frozen=True, slots=True)
class Price:
    cents: int
    unit: str


def prices_on(facilities: Iterable[Facility], day: date) -> dict[int, list[Price]]:
    """By facility the rates of the card that is valid on a day, the shortest unit first; in two queries."""
    cards = (
        RateCard.objects.filter(facility__in=[facility.pk for facility in facilities], valid_from__lte=day)
        .order_by("facility_id", "-valid_from")
        .distinct("facility_id")
        .prefetch_related("rates")
    )
    return {
        card.facility_id: [_price(rate) for rate in sorted(card.rates.all(), key=_place)] for card in cards
    }


def _place(rate: Rate) -> int:
    return ORDER[rate.unit]


def _price(rate: Rate) -> Price:
    return Price(rate.cents, str(RateUnit(rate.unit).label))
