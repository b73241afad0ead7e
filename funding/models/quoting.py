"""All reads for a price, in a number of queries that does not grow with lines or funds."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext

from facilities.models import Hub
from funding.models.agreements import Fund, FundRule
from funding.models.bands import LIVE_DECLARATIONS, BandDeclaration, DeclarationStatus
from funding.models.limits import Left, left_of, policy_on, provisional_used
from funding.models.line_prices import line_facts
from funding.rules.facts import (
    BandFacts,
    FundFacts,
    HubFacts,
    OrganisationFacts,
    QuoteFacts,
    RuleFacts,
)
from funding.rules.lines import LineWish
from funding.rules.time import local_day
from members.models import Organisation


def quote_facts(
    *, wishes: Sequence[LineWish], hub: Hub, organisation: Organisation | None, now: datetime
) -> QuoteFacts:
    """What decides about the price of these wishes at one hub. Without an organisation, or a valid declaration of it,
    no fund is asked and the list price stands. The wishes are for facilities of that hub."""
    band = band_of(organisation, on=local_day(now, hub.zone)) if organisation else None
    starts_on = local_day(min(wish.period.start for wish in wishes), hub.zone)
    funds: tuple[FundFacts, ...] = ()
    if organisation and band:
        funds = _funds(organisation.pk, today=local_day(now, hub.zone), starts_on=starts_on)
    return QuoteFacts(
        lines=line_facts([(wish, hub.pk, hub.zone) for wish in wishes]),
        hub=HubFacts(
            id=hub.pk,
            name=hub.name,
            zone=hub.zone,
            gap_policy=hub.gap_policy,
            municipality_id=hub.municipality_id,
            region_id=hub.region_id,
        ),
        own_label=organisation.name if organisation else gettext("You"),
        organisation=_organisation(organisation) if organisation else None,
        band=band,
        funds=funds,
    )


def declaration_of(organisation: Organisation, *, on: date) -> BandDeclaration | None:
    """The declaration that counts on a day. Of those not over, what somebody looked at goes before what nobody has
    looked at: declaring a newer year never costs an organisation its checked band. Of equal ones, the latest year."""
    accepted = Case(When(status=DeclarationStatus.ACCEPTED, then=Value(0)), default=Value(1))
    return _counting(organisation, on).order_by(accepted, "-fiscal_year").first()


def waiting_declaration(organisation: Organisation, *, on: date) -> BandDeclaration | None:
    """A declaration that does not count yet, because a checked one of an earlier year still does."""
    latest = _counting(organisation, on).order_by("-fiscal_year").first()
    counts = declaration_of(organisation, on=on)
    return latest if latest and latest != counts else None


def _counting(organisation: Organisation, on: date) -> QuerySet[BandDeclaration]:
    return BandDeclaration.objects.filter(
        organisation=organisation, status__in=LIVE_DECLARATIONS, valid_until__gte=on
    ).select_related("band")


def band_of(organisation: Organisation, *, on: date) -> BandFacts | None:
    """The band that an organisation books at on a day, with what is left of its cap while nobody has reviewed it."""
    declaration = declaration_of(organisation, on=on)
    if declaration is None:
        return None
    cap = left = policy = None
    if declaration.is_provisional:
        policy = policy_on(on)
        cap = policy.provisional_cap_cents if policy else 0
        used = provisional_used(organisation_id=organisation.pk, fiscal_year=declaration.fiscal_year)
        left = max(cap - used, 0)
    return BandFacts(
        code=declaration.band.code,
        own_share_bp=declaration.band.own_share_bp,
        fiscal_year=declaration.fiscal_year,
        valid_until=declaration.valid_until,
        table_from=declaration.band.valid_from,
        policy_from=policy.valid_from if policy else None,
        provisional_cap_cents=cap,
        provisional_left_cents=left,
    )


def _organisation(organisation: Organisation) -> OrganisationFacts:
    return OrganisationFacts(
        id=organisation.pk,
        municipality_id=organisation.municipality_id,
        region_id=organisation.municipality.region_id,
        discipline_ids=frozenset(organisation.disciplines.values_list("pk", flat=True)),
    )


def _funds(organisation_id: int, *, today: date, starts_on: date) -> tuple[FundFacts, ...]:
    """Every fund that is open today, with what is left of it for this organisation on the day of the booking."""
    funds = list(
        Fund.objects.filter(expires_on__gte=today).select_related("agreement").prefetch_related("rules")
    )
    left = left_of(funds, organisation_id=organisation_id, counts_on=starts_on)
    return tuple(_fund(fund, left[fund.pk]) for fund in funds)


def _fund(fund: Fund, left: Left) -> FundFacts:
    return FundFacts(
        id=fund.pk,
        names=(("nl", fund.name_nl), ("en", fund.name_en or fund.name_nl)),
        label=fund.name,
        match_share_bp=fund.match_share_bp,
        available_cents=left.available,
        priority=fund.priority,
        starts_on=fund.agreement.starts_on,
        expires_on=fund.expires_on,
        rules=tuple(_rule(rule) for rule in fund.rules.all()),
        version=fund.terms_version,
        stackable=fund.stackable,
        cap_per_booking_cents=fund.cap_per_booking_cents,
        organisation_left_cents=left.of_organisation,
        month_left_cents=left.of_month,
    )


def _rule(rule: FundRule) -> RuleFacts:
    return RuleFacts(
        place=rule.place,
        region_id=rule.region_id,
        municipality_id=rule.municipality_id,
        discipline_id=rule.discipline_id,
        family=rule.family,
        kind_id=rule.kind_id,
        bands=rule.band_codes,
        starts_on=rule.starts_on,
        ends_on=rule.ends_on,
    )
