"""The people and places that every test speaks of, with fixed relations.

Collectief Zout (Eindhoven): Zoë owns it, Bo books, Mira reads along. Kwartet Noord (Groningen) is a stranger: Ilse owns
it. Effenaar in Eindhoven opens its doors: Teun works at the desk, Hanna manages. Wim works at another hub, Tetem.
Fien speaks for the Makersfonds, Karim is quartermaster of Noord-Brabant, Rosa reviews declarations, Anna administers
the site. It is Monday 23 November 2026, ten in the morning; the studio is wanted on Thursday.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from facilities.models import Facility, Hub, KindFamily
from hub.kit.periods import Period
from hub.kit.refs import Ref
from members.models import Organisation, OrganisationKind, Post, Region, Role, User
from tests.factories.facilities import FacilityFactory, HubFactory, KindFactory
from tests.factories.funding import BandDeclarationFactory, FundFactory, VatSettingFactory, card, four_bands
from tests.factories.members import (
    GrantFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.rehearsal import Rehearsal

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
THURSDAY = date(2026, 11, 26)


def thursday(start_hour: int, end_hour: int) -> Period:
    """Thursday 26 November 2026 between two whole hours on the clock of Eindhoven (UTC+1 in winter)."""
    midnight = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    return Period(midnight + timedelta(hours=start_hour), midnight + timedelta(hours=end_hour))


@dataclass(frozen=True)
class Cast:
    brabant: Region
    groningen: Region
    zout: Organisation
    zoe: User
    bo: User
    mira: User
    noord: Organisation
    ilse: User
    effenaar: Hub
    teun: User
    hanna: User
    tetem: Hub
    wim: User
    makersfonds: Organisation
    fien: User
    karim: User
    rosa: User
    anna: User
    # At Effenaar: a studio (€ 50 an hour, € 160 a daypart), six microphones (€ 10 a daypart), the house's engineer
    # (€ 30 an hour). Open every day of the month, 09:00 to 23:00.
    studio: Facility
    microphones: Facility
    engineer: Facility


def person(name: str) -> User:
    return UserFactory(name=name, email=f"{name.lower().replace('ë', 'e')}@example.org")


def assemble() -> Cast:
    """Put everybody on the stage. No fund has money: a test that wants some fills it."""
    return EVERYBODY.play()


def _assembled() -> Cast:
    brabant = RegionFactory(slug="noord-brabant", name="Noord-Brabant")
    groningen = RegionFactory(slug="groningen", name="Groningen")
    eindhoven = MunicipalityFactory(slug="eindhoven", region=brabant)
    city = MunicipalityFactory(
        slug="groningen-stad", name="Groningen", region=groningen, latitude="53.21917", longitude="6.56667"
    )
    zout = OrganisationFactory(name="Collectief Zout", municipality=eindhoven)
    noord = OrganisationFactory(name="Kwartet Noord", municipality=city, kind=OrganisationKind.MAKERS)
    people = {
        name: person(name)
        for name in ("Zoë", "Bo", "Mira", "Ilse", "Teun", "Hanna", "Wim", "Fien", "Karim", "Rosa", "Anna")
    }
    MembershipFactory(person=people["Zoë"], organisation=zout, post=Post.OWNER)
    MembershipFactory(person=people["Bo"], organisation=zout, post=Post.BOOKER)
    MembershipFactory(person=people["Mira"], organisation=zout, post=Post.MEMBER)
    MembershipFactory(person=people["Ilse"], organisation=noord, post=Post.OWNER)
    effenaar = HubFactory(slug="effenaar", name="Effenaar", municipality=eindhoven)
    tetem = HubFactory(
        slug="tetem",
        name="Tetem",
        municipality=MunicipalityFactory(
            slug="enschede",
            region=RegionFactory(slug="overijssel", name="Overijssel"),
            latitude="52.21833",
            longitude="6.89583",
        ),
    )
    makersfonds = OrganisationFactory(name="Makersfonds", municipality=eindhoven)
    for name, role, scope in [
        ("Teun", Role.HUB_STAFF, effenaar.ref),
        ("Hanna", Role.HUB_MANAGER, effenaar.ref),
        ("Wim", Role.HUB_STAFF, tetem.ref),
        ("Fien", Role.FUNDER, makersfonds.ref),
        ("Karim", Role.QUARTERMASTER, Ref("region", str(brabant.pk))),
        ("Rosa", Role.REVIEWER, Ref("region", str(brabant.pk))),
        ("Anna", Role.SITE_ADMIN, Ref("site", "all")),
    ]:
        GrantFactory(person=people[name], role=role, scope=scope)
    studio, microphones, engineer = _things(effenaar)
    return Cast(
        brabant=brabant, groningen=groningen, zout=zout, noord=noord, effenaar=effenaar, tetem=tetem,
        makersfonds=makersfonds, studio=studio, microphones=microphones, engineer=engineer,
        zoe=people["Zoë"], bo=people["Bo"], mira=people["Mira"], ilse=people["Ilse"], teun=people["Teun"],
        hanna=people["Hanna"], wim=people["Wim"], fien=people["Fien"], karim=people["Karim"], rosa=people["Rosa"],
        anna=people["Anna"],
    )  # fmt: skip


def _things(hub: Hub) -> tuple[Facility, Facility, Facility]:
    month = [MONDAY + timedelta(days=number) for number in range(-7, 30)]
    studio = FacilityFactory(hub=hub, slug="studio-2", name="Studio 2", open_days=month)
    microphones = FacilityFactory(
        hub=hub,
        slug="microphones",
        name="Condenser microphone",
        kind=KindFactory(slug="microphone", family=KindFamily.EQUIPMENT, pattern="dots"),
        units=6,
        open_days=month,
    )
    engineer = FacilityFactory(
        hub=hub,
        slug="engineer",
        name="Sound engineer",
        kind=KindFactory(slug="sound-engineer", family=KindFamily.EXPERT, pattern="hands"),
        open_days=month,
    )
    VatSettingFactory(hub=hub)
    card(studio, hour=5_000, daypart=16_000)
    card(microphones, daypart=1_000)
    card(engineer, hour=3_000)
    return studio, microphones, engineer


EVERYBODY = Rehearsal(_assembled)


def declare_band_a(organisation: Organisation) -> None:
    """The organisation carries 35 %, reviewed."""
    BandDeclarationFactory(organisation=organisation, band=four_bands()["A"])


def two_funds(cast: Cast) -> None:
    """Regional Makers Fund (up to 40 % of the gap, first) and Open Doors (at most € 36 a booking); both empty."""
    FundFactory(
        slug="regional-makers-fund", name_nl="Regional Makers Fund", match_share_bp=4_000, priority=10
    )
    FundFactory(slug="open-doors", name_nl="Open Doors", cap_per_booking_cents=3_600, priority=20)
