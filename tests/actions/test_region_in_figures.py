"""What of a region is used, by whom not, and how it changed: each number counted by hand."""

from datetime import date, datetime, timedelta
from datetime import time as clock_time

import pytest

from bookings.actions.cancel import cancel
from bookings.models.use import Minutes, use_of
from facilities.models import UnitState
from hub.kit.periods import Period
from knowledgebase.models import Theme
from members.models import Organisation
from region.actions.change_entry import change_entry
from region.actions.move_entry import move_entry
from region.models import Sector, Stage
from region.models.absent import absent
from region.models.change import Stood, change
from region.models.field import balances, networks, themes
from region.models.open_hours import open_hours
from region.outbound.figures import organisations
from region.rules.balance import Balance
from region.rules.facts import PartnerFacts
from region.rules.quarters import COUNTRY, Quarter, quarter_of, spans, year_of
from tests.cast import NOW, THURSDAY, Cast, assemble
from tests.factories.atlas import an_entry, entry_facts
from tests.factories.blocks import blocked, thursday
from tests.factories.bookings import booked, held
from tests.factories.facilities import FacilityFactory, made_of
from tests.factories.funding import BandDeclarationFactory, card, four_bands
from tests.factories.hours import pledged
from tests.factories.members import DisciplineFactory, MembershipFactory, OrganisationFactory
from tests.factories.needs import a_need

DAY = datetime.combine(THURSDAY, clock_time(), COUNTRY)
OVER = date(2027, 1, 4)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def on_thursday(cast: Cast) -> dict[str, Minutes]:
    return {each.slug: each.minutes for each in use_of([cast.effenaar.pk], DAY, DAY + timedelta(days=1))}


def comers(cast: Cast, number: int, **facts) -> list[Organisation]:
    """Organisations of Eindhoven, each with a booking at Effenaar on Thursday."""
    made = []
    for _ in range(number):
        organisation = OrganisationFactory(municipality=cast.zout.municipality)
        member = MembershipFactory(organisation=organisation, post="owner").person
        room = FacilityFactory(hub=cast.effenaar, open_days=[THURSDAY])
        card(room, daypart=16_000)
        booked(member, organisation, room)
        made.append(organisation)
    return made


# -- use --------------------------------------------------------------------------------


def test_open_and_booked_hours_of_a_day_are_counted_by_hand(cast):
    """Open 09:00 to 23:00 is 14 hours; of six microphones 84. Four hours of the studio and of two microphones."""
    booked(cast.zoe, cast.zout, cast.studio, (cast.microphones, 2))
    found = on_thursday(cast)
    assert found["studio-2"] == Minutes(opened=14 * 60, booked=4 * 60)
    assert found["microphones"] == Minutes(opened=84 * 60, booked=8 * 60)
    assert found["engineer"] == Minutes(opened=14 * 60)
    assert [found[slug].percent for slug in ("studio-2", "microphones", "engineer")] == [29, 10, 0]


def test_what_does_not_count_as_booked(cast):
    """A hold, what was cancelled, the turnaround after a booking, and another day."""
    cast.studio.turnaround_minutes = 60
    cast.studio.save()
    held(cast.zoe, cast.zout, cast.engineer)
    gone = booked(cast.zoe, cast.zout, cast.microphones)
    cancel(number=gone.number, reason="", actor=cast.zoe, now=NOW + timedelta(minutes=5))
    booked(cast.zoe, cast.zout, cast.studio)
    found = on_thursday(cast)
    assert [found[slug].booked for slug in ("studio-2", "microphones", "engineer")] == [240, 0, 0]
    friday = use_of([cast.effenaar.pk], DAY + timedelta(days=1), DAY + timedelta(days=2))
    assert sum(each.minutes.booked for each in friday) == 0


def test_what_the_house_keeps_is_not_to_be_had_and_half_a_booking_counts_half(cast):
    blocked(cast.engineer.units.get(), period=thursday(9, 16))
    booked(cast.zoe, cast.zout, cast.studio)
    found = on_thursday(cast)
    assert (found["engineer"].blocked, found["engineer"].to_be_had) == (7 * 60, 7 * 60)
    noon = DAY + timedelta(hours=15)
    rest = {each.slug: each.minutes for each in use_of([cast.effenaar.pk], noon, DAY + timedelta(days=1))}
    assert rest["studio-2"] == Minutes(opened=8 * 60, booked=2 * 60), "from 15:00 on, of 13:00 to 17:00"


def test_what_the_house_keeps_while_it_is_closed_takes_nothing_from_what_is_open(cast):
    """Kept from 20:00 to 09:00 the next day: three hours of what is open until 23:00."""
    evening = thursday(20, 21)
    blocked(cast.studio.units.get(), period=Period(evening.start, evening.start + timedelta(hours=13)))
    found = on_thursday(cast)["studio-2"]
    assert (found.opened, found.blocked) == (14 * 60, 3 * 60)


def test_what_was_booked_of_a_unit_that_is_out_of_service_is_left_out_as_its_hours_are(cast):
    booked(cast.zoe, cast.zout, (cast.microphones, 6))
    unit = cast.microphones.units.first()
    unit.state = UnitState.IN_REPAIR
    unit.save()
    assert on_thursday(cast)["microphones"] == Minutes(opened=5 * 14 * 60, booked=5 * 4 * 60)


def test_a_whole_counts_with_its_parts_and_a_broken_unit_is_not_open(cast):
    made_of((cast.studio, 1), (cast.microphones, 2), slug="package")
    unit = cast.microphones.units.first()
    unit.state = UnitState.RETIRED
    unit.save()
    found = on_thursday(cast)
    assert "package" not in found and found["microphones"].opened == 5 * 14 * 60


def test_hours_of_open_doors_that_nobody_took(cast):
    """Twenty hours a month, from September to December: what is given or reserved is not unused."""
    pledge = pledged(cast.studio, 20, starts_on=date(2026, 9, 1), now=NOW - timedelta(days=90))
    pledge.months.create(month=date(2026, 10, 1), offered_minutes=1200, given_minutes=300)
    pledge.months.create(
        month=date(2026, 11, 1), offered_minutes=1200, reserved_minutes=60, given_minutes=120
    )
    (found,) = open_hours(cast.brabant.pk, date(2026, 10, 1), date(2026, 11, 23))
    assert (found.promised, found.reserved, found.given, found.unused) == (2400, 60, 420, 1920)
    assert open_hours(cast.groningen.pk, date(2026, 1, 1), date(2026, 12, 31)) == []
    (year,) = open_hours(cast.brabant.pk, date(2026, 1, 1), date(2026, 11, 23))
    assert year.promised == 3 * 1200, "September, October and November"


# -- who does not come --------------------------------------------------------------------------------


def groups(cast: Cast, sort: str) -> dict[str, tuple[int, int]]:
    found = absent(cast.brabant.pk, NOW.date())
    return {each.word: (each.organisations, each.never) for each in found if each.sort == sort}


def test_who_never_came_is_counted_by_discipline_band_and_town(cast):
    """Zout and six others are within reach; hubs and funders are not waited for, nor is Groningen within reach."""
    came = comers(cast, 2)
    stayed = [OrganisationFactory(municipality=cast.zout.municipality) for _ in range(4)]
    dance, film = DisciplineFactory(slug="dance"), DisciplineFactory(slug="film")
    for each in (*stayed, came[0]):
        each.disciplines.add(dance)
    stayed[0].disciplines.add(film)
    BandDeclarationFactory(organisation=stayed[1], band=four_bands()["B"])
    BandDeclarationFactory(organisation=came[1], band=four_bands()["B"])
    Organisation.objects.filter(name="Makersfonds").delete()
    assert groups(cast, "town") == {"Eindhoven": (7, 5)}
    assert groups(cast, "discipline") == {"dance": (4, 3), "several": (1, 1), "none": (2, 1)}
    assert groups(cast, "band") == {"B": (2, 1), "none": (5, 4)}


def test_groups_are_told_in_fives_or_not_at_all():
    assert [organisations(number).text for number in (0, 4, 5, 9)] == [
        "fewer than 5",
        "fewer than 5",
        "about 5",
        "about 10",
    ]


# -- the field --------------------------------------------------------------------------------


def test_the_sides_of_a_lab_are_its_partners_and_itself(cast):
    school, firm, other = (
        PartnerFacts(sector=sector, name=name)
        for sector, name in [
            (Sector.KNOWLEDGE, "Een school"),
            (Sector.BUSINESS, "Een zaak"),
            ("business", "Twee"),
        ]
    )
    hidden = an_entry("Nog niet", stage=Stage.HEARD_OF)
    unseen = PartnerFacts(sector=Sector.CITIZENS, partner_id=hidden.pk)
    an_entry("Lab", partners=(school, firm, other, unseen))
    an_entry("Museum", kind="museum")
    (found,) = balances(cast.brabant.pk)
    assert found.balance == Balance((1, 1, 2, 0, 0)), (
        "itself, a school, two firms; who is not public is not seen"
    )
    assert found.balance.missing == ("government", "citizens")
    assert found.balance.shares == (25, 25, 50, 0, 0)


def test_a_network_is_as_used_as_the_hubs_of_its_partners(cast):
    lab = an_entry("Effenaar", hub_id=cast.effenaar.pk)
    lab.organisation = cast.zout
    lab.save()
    hidden = an_entry("Nog niet", stage=Stage.HEARD_OF, hub_id=cast.tetem.pk)
    partners = [
        PartnerFacts(sector="culture", partner_id=lab.pk),
        PartnerFacts(sector="business", name="Een zaak"),
        PartnerFacts(sector="culture", partner_id=hidden.pk),
    ]
    an_entry("Netwerk", kind="network", partners=tuple(partners))
    (found,) = networks(cast.brabant.pk)
    assert (found.hubs, found.partners, found.members) == ((cast.effenaar.pk,), 2, 1), (
        "who is not public is not counted"
    )


def test_themes_here_and_everywhere(cast):
    one, two = (
        Theme.objects.create(slug=slug, name_nl=slug, name_en=slug) for slug in ("sensors", "heritage")
    )
    an_entry("A", theme_ids=(one.pk, two.pk))
    an_entry("B", theme_ids=(one.pk,))
    an_entry("C", town=cast.noord.municipality, theme_ids=(two.pk,))
    an_entry("D", town=cast.noord.municipality, theme_ids=(two.pk,))
    an_entry("E", theme_ids=(one.pk,), stage=Stage.CONTACTED)
    found = themes(cast.brabant.pk)
    assert (found.entries, found.all_entries) == (2, 4)
    assert [(each.name, each.here, each.everywhere, each.most) for each in found.themes] == [
        ("sensors", 2, 2, "Noord-Brabant"),
        ("heritage", 1, 3, "Groningen"),
    ]


# -- over time --------------------------------------------------------------------------------


def test_the_atlas_as_it_stood_at_the_end_of_each_quarter(cast):
    """Put on in January and checked then; a partner and a theme came in November."""
    theme = Theme.objects.create(slug="sensors", name_nl="sensoren", name_en="sensors")
    lab = an_entry("Lab", verified_on=date(2026, 1, 5))
    an_entry("Ooit", stage=Stage.HEARD_OF)
    facts = entry_facts(
        "Lab", partners=(PartnerFacts(sector="business", name="Een zaak"),), theme_ids=(theme.pk,)
    )
    change_entry(entry_id=lab.pk, at_version=1, facts=facts, actor=cast.karim, now=NOW)
    found = change(cast.brabant.pk, NOW.date(), OVER)
    assert [each.quarter.name for each in found] == [
        f"{year}-Q{n}" for year in (2025, 2026) for n in (1, 2, 3, 4)
    ]
    assert [each.stood.entries for each in found] == [0, 0, 0, 0, 1, 1, 1, 1]
    assert found[-2].stood == Stood(entries=1, verified=1)
    assert found[-1].stood == Stood(entries=1, verified=1, partners=1, themes=1)
    before = change(cast.brabant.pk, NOW.date() - timedelta(days=1), OVER)
    assert before[-1].stood.partners == 0, "as of the day before"
    later = change(cast.brabant.pk, date(2027, 3, 1), date(2027, 3, 1))
    assert later[-1].stood.verified == 0, "more than a year after it was checked"


def test_a_partner_is_counted_from_when_everybody_saw_them(cast):
    """Heard of in January, mapped in November; a name that is not on the atlas is seen at once."""
    hidden = an_entry("Nog niet", stage=Stage.HEARD_OF, source="A visit")
    partners = (
        PartnerFacts(sector="culture", partner_id=hidden.pk),
        PartnerFacts(sector="business", name="Een zaak"),
    )
    an_entry("Netwerk", kind="network", partners=partners)
    move_entry(entry_id=hidden.pk, at_version=1, stage=Stage.MAPPED, actor=cast.karim, now=NOW)
    found = change(cast.brabant.pk, NOW.date(), OVER)
    assert [each.stood.partners for each in found] == [0, 0, 0, 0, 1, 1, 1, 2]


def test_needs_of_a_quarter_are_those_that_everybody_reads(cast):
    a_need(cast, only_hubs=True)
    assert change(cast.brabant.pk, NOW.date(), OVER)[-1].needs == (0, 0, 0)
    a_need(cast, title="Another")
    assert change(cast.brabant.pk, NOW.date(), OVER)[-1].needs == (1, 0, 0)


def test_bookings_of_a_quarter_are_those_that_began_in_it_and_only_when_it_is_over(cast):
    comers(cast, 2)
    a_need(cast)
    last = change(cast.brabant.pk, OVER - timedelta(days=10), OVER)[-1]
    assert (last.quarter.name, last.booked, last.needs) == ("2026-Q4", (2, 2), (1, 0, 0))
    assert change(cast.brabant.pk, NOW.date(), NOW.date())[-1].booked is None


def test_periods_are_whole_quarters_and_years():
    assert (Quarter.of(date(2026, 12, 31)).name, Quarter(2026, 1).back(1).name) == ("2026-Q4", "2025-Q4")
    assert Quarter(2026, 4).next == Quarter(2027, 1)
    names = [each.name for each in spans(date(2026, 5, 1))]
    assert names[:4] == ["2026", "2026-Q2", "2026-Q1", "2025"] and len(names) == 1 + 2 + 3 * 5
    year, quarter = year_of(2026), quarter_of(Quarter(2026, 3))
    assert year.until(date(2026, 5, 1)) == datetime(2026, 5, 1, tzinfo=COUNTRY)
    assert quarter.until(date(2027, 1, 1)) == quarter.end == datetime(2026, 10, 1, tzinfo=COUNTRY)
