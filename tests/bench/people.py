"""Whom and what the measurements speak of: hubs with prices, a signed-in member, fifty rivals, funds with money."""

from schedule.models import Calendar

from facilities.models import Facility, Hub, KindFamily, Unit
from funding.actions.receive_tranche import receive_tranche
from funding.models import Fund, Rate, RateCard, RateUnit
from hub.kit import clock
from hub.kit.audit import SITE
from members.models import Post, Role
from tests.cast import declare_band_a
from tests.factories.facilities import FacilityFactory, HubFactory, KindFactory
from tests.factories.funding import FundFactory, TrancheFactory, VatSettingFactory
from tests.factories.members import (
    GrantFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    UserFactory,
)

RIVALS = 50
MUCH = 100_000_000_00
SPEAKER = "speaker@example.org"


def assemble(*, hubs: int, a_hub: int, crowded: int, small: bool) -> None:
    """`hub-1`, `hub-2`, ... of 200 facilities each; `crowded` and `small`, if anything is to be in them."""
    town = MunicipalityFactory()
    operator = OrganisationFactory(municipality=town)
    studio = KindFactory()
    made = [
        HubFactory(slug=f"hub-{number}", name=f"Hub {number}", operator=operator, municipality=town)
        for number in range(1, hubs + 1)
    ]
    for hub in made:
        _facilities(hub, studio, a_hub)
    if crowded:
        made.append(HubFactory(slug="crowded", name="Crowded", operator=operator, municipality=town))
        _facilities(made[-1], studio, crowded)
    if small:
        made.append(HubFactory(slug="small", name="Small", operator=operator, municipality=town))
        _facilities(made[-1], studio, 20)
        _pools(made[-1])
    for hub in made:
        VatSettingFactory(hub=hub)
    _prices()
    _people(town)
    _funds()


def _facilities(hub: Hub, kind: object, total: int) -> None:
    calendars = Calendar.objects.bulk_create(
        [Calendar(name=f"{hub.name} {n}", slug=f"{hub.slug}-{n}") for n in range(total)]
    )
    rows = [
        Facility(
            hub=hub, kind=kind, slug=f"room-{n}", name=f"Room {n}", state="live", calendar=calendar,
            turnaround_minutes=30 * (n % 2),
        )
        for n, calendar in enumerate(calendars)
    ]  # fmt: skip
    Facility.objects.bulk_create(rows)
    Unit.objects.bulk_create([Unit(facility=row, label=row.slug) for row in rows])


def _pools(hub: Hub) -> None:
    microphone = KindFactory(slug="microphone", family=KindFamily.EQUIPMENT, pattern="bars")
    for size in (20, 200):
        FacilityFactory(hub=hub, slug=f"pool-{size}", name=f"Pool {size}", kind=microphone, units=size)


def _prices() -> None:
    cards = RateCard.objects.bulk_create(
        [
            RateCard(facility_id=pk, valid_from="2020-01-01")
            for pk in Facility.objects.values_list("pk", flat=True)
        ]
    )
    prices = ((RateUnit.HOUR, 5_000), (RateUnit.DAYPART, 16_000), (RateUnit.DAY, 36_000))
    Rate.objects.bulk_create(
        [Rate(card=card, unit=unit, cents=cents) for card in cards for unit, cents in prices]
    )


def _people(town: object) -> None:
    for number in range(RIVALS):
        person = UserFactory(email=f"rival{number}@example.org")
        organisation = OrganisationFactory(name=f"Rival {number}", municipality=town)
        MembershipFactory(person=person, organisation=organisation, post=Post.BOOKER)
        declare_band_a(organisation)


def _funds() -> None:
    for number in range(3):
        fund: Fund = FundFactory(slug=f"fund-{number}", match_share_bp=3_000, priority=number)
        tranche = TrancheFactory(fund=fund, cents=MUCH)
        now = clock.now()
        receive_tranche(tranche=tranche, received_on=now.date(), actor=SITE, now=now)
        if number == 0:  # the one that all allocations are of
            speaker = UserFactory(email=SPEAKER)
            GrantFactory(person=speaker, role=Role.FUNDER, scope=fund.agreement.funder.ref)
