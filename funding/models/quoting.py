"""All reads for a price, in a number of queries that does not grow with lines or funds."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext

from facilities.models import Facility, Hub
from funding.models.agreements import Fund, FundRule
from funding.models.bands import LIVE_DECLARATIONS, BandDeclaration, DeclarationStatus
from funding.models.limits import Left, left_of, provisional_cap, provisional_used
from funding.models.rates import RateCard, VatSetting
from funding.rules.facts import (
    BandFacts,
    CardFacts,
    FundFacts,
    HubFacts,
    LineFacts,
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
        funds = _funds(organisation, today=local_day(now, hub.zone), starts_on=starts_on)
    return QuoteFacts(
        lines=_lines(wishes, hub),
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
    cap = left = None
    if declaration.is_provisional:
        cap = provisional_cap(on)
        used = provisional_used(organisation_id=organisation.pk, fiscal_year=declaration.fiscal_year)
        left = max(cap - used, 0)
    return BandFacts(
        code=declaration.band.code,
        own_share_bp=declaration.band.own_share_bp,
        fiscal_year=declaration.fiscal_year,
        valid_until=declaration.valid_until,
        table_from=declaration.band.valid_from,
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


def _lines(wishes: Sequence[LineWish], hub: Hub) -> tuple[LineFacts, ...]:
    ids = {wish.facility_id for wish in wishes}
    facilities = Facility.objects.filter(hub=hub).select_related("kind").in_bulk(ids)
    if len(facilities) != len(ids):
        raise ValueError("a quote is about facilities of one hub")
    last = max(local_day(wish.period.start, hub.zone) for wish in wishes)
    cards = list(
        RateCard.objects.filter(facility__in=ids, valid_from__lte=last)
        .order_by("-valid_from")
        .prefetch_related("rates")
    )
    vat = list(
        VatSetting.objects.filter(
            Q(facility=None) | Q(facility__in=ids), hub=hub, valid_from__lte=last
        ).order_by("-valid_from")
    )
    return tuple(_line(wish, hub, facilities[wish.facility_id], cards, vat) for wish in wishes)


def _line(
    wish: LineWish, hub: Hub, facility: Facility, cards: Iterable[RateCard], vat: Sequence[VatSetting]
) -> LineFacts:
    day = local_day(wish.period.start, hub.zone)
    card = next((each for each in cards if each.facility_id == facility.pk and each.valid_from <= day), None)
    tax = _vat(vat, facility.pk, day) or _vat(vat, None, day)
    return LineFacts(
        facility_id=facility.pk,
        name=facility.name,
        quantity=wish.quantity,
        period=wish.period,
        card=_card(card) if card else None,
        vat_bp=tax.rate_bp if tax else None,
        exemption_reason=tax.exemption_reason if tax else "",
        fixed_fee=facility.fixed_fee,
        family=facility.kind.family,
        kind_id=facility.kind_id,
    )


def _card(card: RateCard) -> CardFacts:
    return CardFacts(card.valid_from, tuple((rate.unit, rate.cents) for rate in card.rates.all()))


def _vat(settings: Iterable[VatSetting], facility_id: int | None, day: date) -> VatSetting | None:
    return next(
        (each for each in settings if each.facility_id == facility_id and each.valid_from <= day), None
    )


def _funds(organisation: Organisation, *, today: date, starts_on: date) -> tuple[FundFacts, ...]:
    """Every fund that is open today, with what is left of it for this organisation on the day of the booking."""
    funds = list(
        Fund.objects.filter(expires_on__gte=today).select_related("agreement").prefetch_related("rules")
    )
    left = left_of(funds, organisation_id=organisation.pk, counts_on=starts_on)
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
