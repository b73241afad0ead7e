"""List prices as a page shows them before anybody has asked for a time; all including VAT."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from facilities.models import Facility
from facilities.outbound.dayparts import in_words
from funding.models import Rate, RateCard, RateUnit
from funding.outbound.surcharges import SaidSurcharge, said

ORDER = {unit: place for place, unit in enumerate(RateUnit.values)}


@dataclass(frozen=True, slots=True)
class Price:
    cents: int
    unit: str
    # Which times are meant, where the house has dayparts of its own.
    times: str = ""
    # One of `RateUnit`, for machines.
    rate_unit: str = ""


def prices_on(facilities: Iterable[Facility], day: date) -> dict[int, list[Price]]:
    """By facility (with its hub) the rates of the card valid on a day, the shortest unit first; two queries."""
    by_id = {facility.pk: facility for facility in facilities}
    return {
        card.facility_id: [
            _price(rate, by_id[card.facility_id]) for rate in sorted(card.rates.all(), key=_place)
        ]
        for card in _cards(by_id, day).prefetch_related("rates")
    }


def surcharges_on(facility: Facility, day: date) -> list[SaidSurcharge]:
    """What comes on top at certain times, by the card that is valid on a day."""
    card = _cards([facility.pk], day).first()
    return said(card.surcharges) if card else []


def _cards(ids: Iterable[int], day: date) -> QuerySet[RateCard]:
    return (
        RateCard.objects.filter(facility__in=list(ids), valid_from__lte=day)
        .order_by("facility_id", "-valid_from")
        .distinct("facility_id")
    )


def _place(rate: Rate) -> int:
    return ORDER[rate.unit]


def _price(rate: Rate, facility: Facility) -> Price:
    if rate.unit == RateUnit.DAYPART and facility.hub.dayparts:
        return Price(rate.cents, _("daypart"), in_words(facility.hub), rate.unit)
    return Price(rate.cents, str(RateUnit(rate.unit).label), rate_unit=rate.unit)
