"""The facts for many prices at once, as a list of search results asks for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.utils.translation import gettext

from funding.models.aiding import aid_of
from funding.models.giving import open_to
from funding.models.limits import COUNTRY
from funding.models.line_prices import line_facts
from funding.models.payers import Payer, payer, refused_year
from funding.rules.aid import AidFacts
from funding.rules.facts import FundFacts, HubFacts, LineFacts, QuoteFacts
from funding.rules.lines import LineWish
from funding.rules.time import local_day
from members.models import Organisation


@dataclass(frozen=True, slots=True)
class Bundle:
    """What would be one booking, or a part of one: its wishes, all of them for facilities of that hub. `counts_on`: the
    day that caps count by, where these are not all that is booked."""

    hub: HubFacts
    wishes: tuple[LineWish, ...]
    counts_on: date | None = None


def facts_of_bundles(
    *, bundles: Sequence[Bundle], organisation: Organisation | None, now: datetime
) -> list[QuoteFacts]:
    """Per bundle what decides about its price.

    The number of queries does not grow with them: only other months, whose caps are others, and hubs in another time
    zone, where it may be another day, are asked for apart.
    """
    if not bundles:
        return []
    lines = _lines(bundles, organisation, now)
    payers: dict[date, Payer] = {}
    refused: dict[date, int | None] = {}
    funds: dict[tuple[date, date], tuple[FundFacts, ...]] = {}
    aid: AidFacts | None = None
    out = []
    for each in bundles:
        today, month = local_day(now, each.hub.zone), _month(each)
        if organisation and today not in payers:
            payers[today] = payer(organisation, on=today)
            refused[today] = None if payers[today].band else refused_year(organisation, on=today)
        they = payers.get(today)
        if they and they.band and (today, month) not in funds:
            funds[today, month] = open_to(they.organisation.id, today=today, starts_on=month)
            if aid is None and any(fund.is_aid for fund in funds[today, month]):
                aid = aid_of(they.organisation.id, on=local_day(now, COUNTRY))
        out.append(
            QuoteFacts(
                lines=tuple(islice(lines, len(each.wishes))),
                hub=each.hub,
                own_label=organisation.name if organisation else gettext("You"),
                organisation=they.organisation if they else None,
                band=they.band if they else None,
                refused_year=refused.get(today),
                aid=aid,
                funds=funds.get((today, month), ()),
                counts_on=each.counts_on,
            )
        )
    return out


def _lines(
    bundles: Sequence[Bundle], organisation: Organisation | None, now: datetime
) -> Iterator[LineFacts]:
    """Of all of them, one bundle after the other."""
    wishes = [(wish, each.hub.id, each.hub.zone) for each in bundles for wish in each.wishes]
    return iter(line_facts(wishes, organisation_id=organisation.pk if organisation else None, now=now))


def _month(bundle: Bundle) -> date:
    """Caps count by year and by month: one day of the month stands for all."""
    first = bundle.counts_on or local_day(min(wish.period.start for wish in bundle.wishes), bundle.hub.zone)
    return first.replace(day=1)
