"""All reads for a price: three statements, however many lines and funds."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext

from facilities.models import Hub
from funding.models.aiding import aid_of
from funding.models.giving import open_to
from funding.models.limits import COUNTRY
from funding.models.line_prices import line_facts
from funding.models.payers import payer, refused_year
from funding.rules.aid import AidFacts
from funding.rules.facts import FundFacts, HubFacts, QuoteFacts
from funding.rules.lines import LineWish
from funding.rules.time import local_day
from members.models import Organisation


def quote_facts(
    *,
    wishes: Sequence[LineWish],
    hub: Hub,
    organisation: Organisation | None,
    now: datetime,
    counts_on: date | None = None,
) -> QuoteFacts:
    """What decides about the price of these wishes at one hub. Without an organisation, or a valid declaration of it,
    no fund is asked and the list price stands. The wishes are for facilities of that hub. `counts_on`: the day that
    caps count by, where these are not all that is booked."""
    today = local_day(now, hub.zone)
    they = payer(organisation, on=today) if organisation else None
    funds: tuple[FundFacts, ...] = ()
    aid: AidFacts | None = None
    if they and they.band:
        starts_on = counts_on or local_day(min(wish.period.start for wish in wishes), hub.zone)
        funds = open_to(they.organisation.id, today=today, starts_on=starts_on)
        if any(fund.is_aid for fund in funds):
            aid = aid_of(they.organisation.id, on=local_day(now, COUNTRY))
    return QuoteFacts(
        lines=line_facts(
            [(wish, hub.pk, hub.zone) for wish in wishes],
            organisation_id=organisation.pk if organisation else None,
            now=now,
        ),
        hub=hub_facts(hub),
        own_label=organisation.name if organisation else gettext("You"),
        organisation=they.organisation if they else None,
        band=they.band if they else None,
        refused_year=refused_year(organisation, on=today)
        if organisation and they and not they.band
        else None,
        aid=aid,
        funds=funds,
        counts_on=counts_on,
    )


def hub_facts(hub: Hub) -> HubFacts:
    return HubFacts(
        id=hub.pk,
        name=hub.name,
        zone=hub.zone,
        gap_policy=hub.gap_policy,
        municipality_id=hub.municipality_id,
        region_id=hub.region_id,
    )
