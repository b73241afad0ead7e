from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from facilities.models import Facility
from funding.actions._reviews import record_of
from funding.models import (
    BandDeclaration,
    BandPolicy,
    DeclarationStatus,
    Fund,
    FundingAgreement,
    FundRule,
    Outcome,
    Rate,
    RateBand,
    RateCard,
    RateUnit,
    ReasonCode,
    Review,
    Tranche,
    VatSetting,
)
from tests.factories.facilities import FacilityFactory, HubFactory
from tests.factories.members import LONG_AGO, OrganisationFactory
from tests.factories.trail import audited

YEAR = date(2026, 1, 1)


class RateBandFactory(DjangoModelFactory[RateBand]):
    """Band A: up to € 50,000, carries 35 %."""

    class Meta:
        model = RateBand
        django_get_or_create = ("code", "valid_from")

    code = "A"
    valid_from = YEAR
    turnover_from_cents = 0
    turnover_to_cents = 5_000_000
    own_share_bp = 3_500


def four_bands() -> dict[str, RateBand]:
    """A to D: 35 %, 55 %, 80 % and the whole; from € 50,000, € 250,000 and € 1,000,000."""
    rows = [
        ("A", 0, 5_000_000, 3_500),
        ("B", 5_000_000, 25_000_000, 5_500),
        ("C", 25_000_000, 100_000_000, 8_000),
        ("D", 100_000_000, None, 10_000),
    ]
    return {
        code: RateBandFactory(code=code, turnover_from_cents=start, turnover_to_cents=end, own_share_bp=share)
        for code, start, end, share in rows
    }


class BandPolicyFactory(DjangoModelFactory[BandPolicy]):
    class Meta:
        model = BandPolicy
        django_get_or_create = ("valid_from",)

    valid_from = YEAR
    provisional_cap_cents = 150_000


class BandDeclarationFactory(DjangoModelFactory[BandDeclaration]):
    """A declaration of € 30,000 over 2025: accepted as it was declared, so that no provisional cap is in the way."""

    class Meta:
        model = BandDeclaration
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    fiscal_year = 2025
    turnover_cents = 3_000_000
    band = factory.SubFactory(RateBandFactory)
    status = DeclarationStatus.ACCEPTED
    declared_at = LONG_AGO
    valid_until = date(2027, 6, 30)

    class Params:
        provisional = factory.Trait(status=DeclarationStatus.PROVISIONAL)

    @factory.post_generation
    def trail(self: BandDeclaration, create: bool, extracted: object, **kwargs: object) -> None:  # type: ignore[misc]
        if create:
            audited("funding.declare_band", self.ref, LONG_AGO)
            looked_at(self)


def looked_at(declaration: BandDeclaration) -> Review:
    """The look that its state tells of: waiting, or decided long ago, signed and written down."""
    review = Review(declaration=declaration, asked_at=LONG_AGO)
    if declaration.status in (DeclarationStatus.ACCEPTED, DeclarationStatus.REFUSED):
        is_accepted = declaration.status == DeclarationStatus.ACCEPTED
        review.decided_at = LONG_AGO
        review.outcome = Outcome.ACCEPTED if is_accepted else Outcome.REFUSED
        review.reason = ReasonCode.AS_DECLARED if is_accepted else ReasonCode.NO_EVIDENCE
        review.counted_cents = declaration.declared_cents if is_accepted else None
        review.band = declaration.band if is_accepted else None
        review.objection_until = LONG_AGO.date() + timedelta(days=42)
    review.save()
    if review.decided_at:
        record_of(review).save()
        audited("funding.decide_review", declaration.ref, LONG_AGO)
    return review


class RateCardFactory(DjangoModelFactory[RateCard]):
    class Meta:
        model = RateCard

    facility = factory.SubFactory(FacilityFactory)
    valid_from = YEAR


def card(facility: Facility, *, valid_from: date = YEAR, **cents: int) -> RateCard:
    """`card(studio, hour=5000, daypart=16000)`: a rate card in cents including VAT."""
    made = RateCardFactory(facility=facility, valid_from=valid_from)
    Rate.objects.bulk_create(
        [Rate(card=made, unit=RateUnit(unit), cents=amount) for unit, amount in cents.items()]
    )
    day = valid_from.isoformat()
    audited("funding.set_rate_card", facility.ref, LONG_AGO, valid_from=day, after=cents)
    return made


class VatSettingFactory(DjangoModelFactory[VatSetting]):
    class Meta:
        model = VatSetting

    hub = factory.SubFactory(HubFactory)
    valid_from = YEAR
    rate_bp = 2_100


class FundingAgreementFactory(DjangoModelFactory[FundingAgreement]):
    class Meta:
        model = FundingAgreement
        skip_postgeneration_save = True

    funder = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Agreement {n}")
    starts_on = YEAR
    ends_on = date(2029, 12, 31)

    @factory.post_generation
    def trail(self: FundingAgreement, create: bool, extracted: object, **kwargs: object) -> None:  # type: ignore[misc]
        if create:
            audited("funding.open_agreement", self.ref, LONG_AGO)


class FundFactory(DjangoModelFactory[Fund]):
    """A fund with one rule that meets everything. It has no money yet: see `tests.factories.money.fill`."""

    class Meta:
        model = Fund
        skip_postgeneration_save = True

    agreement = factory.SubFactory(FundingAgreementFactory)
    slug = factory.Sequence(lambda n: f"fund-{n}")
    name_nl = factory.LazyAttribute(lambda fund: fund.slug.replace("-", " ").title())
    expires_on = date(2029, 12, 31)

    @factory.post_generation
    def for_everything(self: Fund, create: bool, extracted: object, **kwargs: object) -> None:  # type: ignore[misc]
        if create and extracted is not False:
            FundRule.objects.create(fund=self)

    @factory.post_generation
    def trail(self: Fund, create: bool, extracted: object, **kwargs: object) -> None:  # type: ignore[misc]
        if create:
            audited("funding.open_fund", self.ref, LONG_AGO)


class TrancheFactory(DjangoModelFactory[Tranche]):
    class Meta:
        model = Tranche

    fund = factory.SubFactory(FundFactory)
    agreement = factory.SelfAttribute("fund.agreement")
    cents = 1_000_000
    due_on = YEAR
