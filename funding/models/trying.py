"""What an organisation would be quoted that is not there yet: the facts of "try your share". Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from facilities.models import Hub
from funding.models.choosing import band_for
from funding.models.giving import open_to
from funding.models.limits import COUNTRY, provisional_terms
from funding.models.quoting import quote_facts
from funding.rules.facts import BandFacts, OrganisationFacts, QuoteFacts
from funding.rules.fiscal import valid_until, years_to_declare
from funding.rules.lines import LineWish
from funding.rules.time import local_day
from members.models import Municipality

# Nobody has this number, so no fund has given anything to this organisation yet.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class WouldBe:
    """What decides about the share of an organisation: its turnover in cents, its seat, what it makes."""

    turnover_cents: int
    municipality: Municipality
    discipline_ids: frozenset[int] = frozenset()


def facts_to_try(*, wishes: Sequence[LineWish], hub: Hub, would_be: WouldBe, now: datetime) -> QuoteFacts:
    """The facts for an organisation that registered and declared its latest year at this moment: provisional, with
    nothing used. Where no band is for that turnover, its declaration would be refused and the list price stands."""
    listed = quote_facts(wishes=wishes, hub=hub, organisation=None, now=now)
    today = local_day(now, hub.zone)
    band = _band(would_be.turnover_cents, today, now)
    starts_on = local_day(min(wish.period.start for wish in wishes), hub.zone)
    return replace(
        listed,
        organisation=OrganisationFacts(
            id=NOBODY,
            municipality_id=would_be.municipality.pk,
            region_id=would_be.municipality.region_id,
            discipline_ids=would_be.discipline_ids,
        ),
        band=band,
        funds=open_to(NOBODY, today=today, starts_on=starts_on) if band else (),
    )


def _band(turnover_cents: int, today: date, now: datetime) -> BandFacts | None:
    """As `declare_band` gives it (by the country's day) and `band_of` reads it (by the hub's)."""
    declared_on = local_day(now, COUNTRY)
    band = band_for(turnover_cents, declared_on)
    if band is None:
        return None
    year = years_to_declare(declared_on)[0]
    cap, since = provisional_terms(today)
    return BandFacts(
        code=band.code,
        own_share_bp=band.own_share_bp,
        fiscal_year=year,
        valid_until=valid_until(year),
        table_from=band.valid_from,
        policy_from=since,
        provisional_cap_cents=cap,
        provisional_left_cents=cap,
    )
