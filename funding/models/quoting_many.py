"""The facts for many prices at once: each facility on its own, as a list of search results asks for them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext

from facilities.models import Facility
from funding.models.quoting import _funds, _line, _organisation, band_of
from funding.models.rates import RateCard, VatSetting
from funding.rules.facts import BandFacts, FundFacts, HubFacts, LineFacts, QuoteFacts
from funding.rules.lines import LineWish
from funding.rules.time import local_day
from hub.kit.periods import Period
from members.models import Organisation


def facts_of_each(
    *,
    facilities: Sequence[Facility],
    quantity: int,
    period: Period,
    organisation: Organisation | None,
    now: datetime,
) -> list[QuoteFacts]:
    """Per facility, in their order, what decides about the price of `quantity` of it alone for this period.

    The facilities come with their hub and kind. The number of queries does not grow with them: only hubs in another
    time zone, where it may be another day, are asked for apart.
    """
    if not facilities:
        return []
    lines = _lines(facilities, LineWish(0, quantity, period))
    them = _organisation(organisation) if organisation else None
    bands: dict[date, BandFacts | None] = {}
    funds: dict[tuple[date, date], tuple[FundFacts, ...]] = {}
    out = []
    for facility, line in zip(facilities, lines, strict=True):
        hub = facility.hub
        today, starts_on = local_day(now, hub.zone), local_day(period.start, hub.zone)
        if organisation and today not in bands:
            bands[today] = band_of(organisation, on=today)
        band = bands.get(today)
        if organisation and band and (today, starts_on) not in funds:
            funds[today, starts_on] = _funds(organisation, today=today, starts_on=starts_on)
        out.append(
            QuoteFacts(
                lines=(line,),
                hub=HubFacts(hub.pk, hub.name, hub.zone, hub.gap_policy, hub.municipality_id, hub.region_id),
                own_label=organisation.name if organisation else gettext("You"),
                organisation=them,
                band=band,
                funds=funds.get((today, starts_on), ()),
            )
        )
    return out


def _lines(facilities: Sequence[Facility], wish: LineWish) -> list[LineFacts]:
    ids = [facility.pk for facility in facilities]
    hubs = {facility.hub_id for facility in facilities}
    last = max(local_day(wish.period.start, facility.hub.zone) for facility in facilities)
    cards: dict[int, list[RateCard]] = {}
    for card in (
        RateCard.objects.filter(facility__in=ids, valid_from__lte=last)
        .order_by("-valid_from")
        .prefetch_related("rates")
    ):
        cards.setdefault(card.facility_id, []).append(card)
    vat: dict[int, list[VatSetting]] = {}
    for setting in VatSetting.objects.filter(
        Q(facility=None) | Q(facility__in=ids), hub__in=hubs, valid_from__lte=last
    ).order_by("-valid_from"):
        vat.setdefault(setting.hub_id, []).append(setting)
    return [
        _line(
            LineWish(facility.pk, wish.quantity, wish.period),
            facility.hub,
            facility,
            cards.get(facility.pk, []),
            vat.get(facility.hub_id, []),
        )
        for facility in facilities
    ]
