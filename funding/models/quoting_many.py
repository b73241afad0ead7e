"""The facts for many prices at once: each facility on its own, as a list of search results asks for them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext

from funding.models.line_prices import line_facts
from funding.models.quoting import _funds, _organisation, band_of
from funding.rules.facts import BandFacts, FundFacts, HubFacts, QuoteFacts
from funding.rules.lines import LineWish
from funding.rules.time import local_day
from hub.kit.periods import Period
from members.models import Organisation


def facts_of_each(
    *,
    places: Sequence[tuple[int, HubFacts]],
    quantity: int,
    period: Period,
    organisation: Organisation | None,
    now: datetime,
) -> list[QuoteFacts]:
    """Per facility, given by its id with its hub: what decides about the price of so many of it alone for this period.

    The number of queries does not grow with them: only hubs in another time zone, where it may be another day, are
    asked for apart.
    """
    if not places:
        return []
    lines = line_facts([(LineWish(id_, quantity, period), hub.id, hub.zone) for id_, hub in places])
    them = _organisation(organisation) if organisation else None
    bands: dict[date, BandFacts | None] = {}
    funds: dict[tuple[date, date], tuple[FundFacts, ...]] = {}
    out = []
    for (_id, hub), line in zip(places, lines, strict=True):
        today, starts_on = local_day(now, hub.zone), local_day(period.start, hub.zone)
        if organisation and today not in bands:
            bands[today] = band_of(organisation, on=today)
        band = bands.get(today)
        if organisation and band and (today, starts_on) not in funds:
            funds[today, starts_on] = _funds(organisation.pk, today=today, starts_on=starts_on)
        out.append(
            QuoteFacts(
                lines=(line,),
                hub=hub,
                own_label=organisation.name if organisation else gettext("You"),
                organisation=them,
                band=band,
                funds=funds.get((today, starts_on), ()),
            )
        )
    return out
