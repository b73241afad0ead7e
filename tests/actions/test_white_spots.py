"""Where a kind of facility is far away: counted by hand, against plain Python, and without telling of anybody."""

import math
import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models.exactly import EARTH_KM
from facilities.models import FacilityState, Kind, KindFamily
from members.models import Municipality, Organisation
from region.models import AtlasEntry, DescribedFacility, EntryKind, Stage
from region.models.spots import spots
from region.models.white_spots import DISTANCES, Coverage, coverage
from region.rules.facts import ThingFacts
from region.rules.published import published, weight
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.facilities import FacilityFactory, HubFactory, KindFactory
from tests.factories.members import MembershipFactory, OrganisationFactory, RegionFactory
from tests.factories.needs import a_need
from tests.factories.region import SmallRegion, seated, small_region

SINCE = NOW - timedelta(days=365)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def small(cast) -> SmallRegion:
    return small_region(cast)


def of(cast: Cast, kind: Kind, km: int = 20) -> Coverage:
    found = coverage(km, since=SINCE, region_id=cast.brabant.pk)
    return next(each for each in found if each.kind_id == kind.pk)


def test_a_small_region_is_counted_as_by_hand(cast, small):
    found = of(cast, cast.studio.kind)
    assert (found.towns, found.told_towns, found.white_towns) == (4, 1, 1), (
        "Tilburg is told of, Breda is white"
    )
    assert (found.organisations, found.here, found.told) == (20, 10, 10), (
        "5 + 5 near the studio, 10 in Tilburg"
    )
    assert (found.share, found.share_here) == (100, 50)
    assert found.largest == (), "what is white weighs nothing: fewer than five are seated there"
    microphones = of(cast, cast.microphones.kind)
    assert (microphones.white_towns, microphones.here, microphones.told) == (2, 10, 0)
    assert (microphones.share, microphones.largest, microphones.weights) == (50, ("Tilburg",), (10,))


@pytest.mark.parametrize(("km", "white", "told"), [(5, 2, 1), (10, 1, 1), (20, 1, 1), (40, 0, 1)])
def test_near_is_as_near_as_the_address_says(cast, small, km, white, told):
    """Veldhoven is 5.8 km from the studio; Tilburg 29.6, and 0 from its own lab; Breda 22 from that and 50.9."""
    found = of(cast, cast.studio.kind, km)
    assert (found.white_towns, found.told_towns) == (white, told)


def test_a_need_that_came_to_nothing_weighs_where_it_was(cast, small):
    a_need(cast, municipality_id=small.breda.pk)
    found = of(cast, cast.studio.kind)
    assert (found.needs, found.white_needs, found.largest, found.weights) == (1, 1, ("Breda",), (0,))
    assert of(cast, cast.engineer.kind).needs == 0, "another kind"
    later = coverage(20, since=NOW + timedelta(days=1), region_id=cast.brabant.pk)
    assert sum(each.needs for each in later) == 0


def test_what_nobody_can_go_to_is_not_near(cast, small):
    cast.studio.state = FacilityState.RETIRED
    cast.studio.save()
    AtlasEntry.objects.filter(pk=small.textile_lab.pk).update(stage=Stage.VISITED)
    assert of(cast, cast.studio.kind).white_towns == 4
    merged = an_entry(
        "Twee", town=small.breda, things=(ThingFacts(kind_id=cast.studio.kind_id, name="Dome"),)
    )
    AtlasEntry.objects.filter(pk=merged.pk).update(merged_into=small.textile_lab)
    assert of(cast, cast.studio.kind).white_towns == 4


def test_who_only_a_hub_wrote_down_is_not_counted_until_they_take_over(cast, small):
    called = OrganisationFactory(municipality=small.breda, made_by_desk=True)
    assert of(cast, cast.studio.kind).organisations == 20
    MembershipFactory(organisation=called)
    assert of(cast, cast.studio.kind).organisations == 25, "five in Breda"


def test_training_is_no_kind_that_a_town_lacks(cast, small):
    session = KindFactory(slug="training", family=KindFamily.SESSION)
    assert session.pk not in {each.kind_id for each in coverage(20, since=SINCE)}


def test_town_by_town_says_the_same_and_what_is_nearest(cast, small):
    found = spots(cast.brabant, cast.studio.kind, 20, since=SINCE)
    assert {each.name: each.state(20) for each in found.towns} == {
        "Breda": "none",
        "Eindhoven": "here",
        "Tilburg": "told",
        "Veldhoven": "here",
    }
    breda = next(each for each in found.towns if each.name == "Breda")
    assert breda.here and breda.told
    assert (round(breda.here.km), breda.here.place, breda.here.thing) == (51, "Effenaar", "studio-2")
    assert (round(breda.told.km), breda.told.place, breda.told.thing) == (22, "Lab van textiel", "")
    assert [each.organisations for each in found.towns] == [0, 5, 10, 5]


@pytest.mark.parametrize("km", DISTANCES)
def test_the_towns_of_a_kind_add_up_to_its_line(cast, small, km):
    for kind in (cast.studio.kind, cast.microphones.kind):
        found, line = spots(cast.brabant, kind, km, since=SINCE), of(cast, kind, km)
        assert (len(found.white), len(found.told)) == (line.white_towns, line.told_towns)


def test_two_statements_whatever_there_is(cast, small):
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            coverage(20, since=SINCE)
        return len(found)

    few = statements()
    for number in range(20):
        FacilityFactory(hub=cast.tetem, kind=KindFactory(slug=f"kind-{number}"))
    assert few == statements() == 2


# -- against plain Python ---------------------------------------------------------------------------------------------


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat, lon), (to_lat, to_lon) = (tuple(map(math.radians, each)) for each in (one, other))
    root = (
        math.sin((to_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(root))


def scattered(seed: int, kinds: list[Kind]) -> tuple[dict[int, tuple], dict[int, list], dict[int, list]]:
    """Towns with their place and how many are seated there; where each kind is, on the site and on the atlas."""
    dice = random.Random(seed)

    def anywhere() -> tuple[float, float]:
        # The Netherlands, a few on Bonaire; often within the distances that are looked at.
        if dice.random() < 0.1:
            return round(dice.uniform(12.0, 12.4), 5), round(dice.uniform(-68.5, -68.1), 5)
        return round(dice.uniform(50.7, 53.6), 5), round(dice.uniform(3.3, 7.2), 5)

    region = RegionFactory(slug="scattered")
    towns = Municipality.objects.bulk_create(
        Municipality(slug=f"town-{number}", name=f"Town {number}", region=region, latitude=lat, longitude=lon)
        for number, (lat, lon) in enumerate(anywhere() for _ in range(60))
    )
    seats = {town.pk: dice.choice([0, 1, 4, 5, 7, 8, 12]) for town in towns}
    Organisation.objects.bulk_create(
        Organisation(name="x", kind="foundation", municipality=town, created_at=NOW)
        for town in towns
        for _ in range(seats[town.pk])
    )
    here: dict[int, list] = {kind.pk: [] for kind in kinds}
    told: dict[int, list] = {kind.pk: [] for kind in kinds}
    for _ in range(10):
        at, kind = anywhere(), dice.choice(kinds)
        FacilityFactory(
            hub=HubFactory(municipality=towns[0], latitude=at[0], longitude=at[1]), kind=kind, units=0
        )
        here[kind.pk].append(at)
    places = [anywhere() for _ in range(15)]
    entries = AtlasEntry.objects.bulk_create(
        AtlasEntry(slug=f"e-{seed}-{number}", name="e", kind=EntryKind.LAB, stage=Stage.MAPPED, region=region,
                   municipality=towns[0], latitude=at[0], longitude=at[1], created_at=NOW, changed_at=NOW)
        for number, at in enumerate(places)
    )  # fmt: skip
    for entry, at in zip(entries, places, strict=True):
        kind = dice.choice(kinds)
        DescribedFacility.objects.create(entry=entry, kind=kind, name="thing")
        told[kind.pk].append(at)
    placed = {town.pk: ((float(town.latitude), float(town.longitude)), seats[town.pk]) for town in towns}
    return placed, here, told


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_statement_says_what_plain_python_says(db, seed):
    kinds = [KindFactory(slug=f"kind-{number}") for number in range(3)]
    towns, here, told = scattered(seed, kinds)
    region = Municipality.objects.get(pk=next(iter(towns))).region_id
    for km in DISTANCES:
        for found in coverage(km, since=SINCE, region_id=region):
            near = [(at, n) for at, n in towns.values() if _within(km, at, here[found.kind_id])]
            only = [
                (at, n)
                for at, n in towns.values()
                if not _within(km, at, here[found.kind_id]) and _within(km, at, told[found.kind_id])
            ]
            assert found.told_towns == len(only)
            assert found.white_towns == len(towns) - len(near) - len(only)
            assert found.here == sum(_told(n) for _at, n in near)
            assert found.told == sum(_told(n) for _at, n in only)
            assert found.organisations == sum(_told(n) for _at, n in towns.values())


def _within(km: int, at: tuple[float, float], things: list[tuple[float, float]]) -> bool:
    return any(haversine(at, thing) <= km for thing in things)


def _told(count: int) -> int:
    """By hand: 5, 6 and 7 are about 5, 8 to 12 about 10, 13 about 15."""
    return {0: 0, 1: 0, 4: 0, 5: 5, 7: 5, 8: 10, 12: 10}[count]


# -- nobody is told of --------------------------------------------------------------------------------


def test_numbers_are_told_in_fives_and_below_five_not_at_all():
    assert [published(number) for number in (0, 1, 4)] == [None] * 3
    assert [published(number) for number in (5, 7, 8, 12, 13)] == [5, 5, 10, 10, 15]
    assert [weight(number) for number in (0, 4, 5)] == [0, 0, 5]


def everything(cast: Cast) -> list[Coverage]:
    return [each for km in DISTANCES for each in coverage(km, since=SINCE)]


@pytest.mark.parametrize("town", ["breda", "veldhoven"])
def test_one_more_organisation_in_a_town_changes_no_figure(cast, small, town):
    """In Breda three become four, in Veldhoven five become six: at no distance, and between no two, is it seen."""
    Organisation.objects.filter(municipality=small.breda).order_by("pk").first().delete()
    before = everything(cast)
    seated(getattr(small, town), 1)
    assert everything(cast) == before


def test_two_distances_differ_by_what_is_told_of_towns_and_nothing_finer(cast, small):
    """Whoever takes 10 km from 5 km gets Veldhoven, and of it the number that stands in the list."""
    five, ten = (of(cast, cast.studio.kind, km) for km in (5, 10))
    veldhoven = next(
        each
        for each in spots(cast.brabant, cast.studio.kind, 5, since=SINCE).towns
        if each.name == "Veldhoven"
    )
    assert ten.here - five.here == veldhoven.organisations == 5
    seated(small.veldhoven, 2)
    assert of(cast, cast.studio.kind, 10).here - of(cast, cast.studio.kind, 5).here == 5, "of seven, still 5"


def test_the_order_of_towns_tells_no_more_than_their_numbers(cast, small):
    """Seven in Alphen and five in Zundert are both about 5: they stand by name whoever has more."""
    names = [small.veldhoven, small.breda]
    Organisation.objects.filter(municipality__in=names).delete()
    seated(small.breda, 5)
    seated(small.veldhoven, 7)
    assert of(cast, cast.microphones.kind, 5).largest == ("Tilburg", "Breda", "Veldhoven")
    found = spots(cast.brabant, cast.microphones.kind, 5, since=SINCE)
    assert [each.name for each in found.white] == ["Tilburg", "Breda", "Veldhoven"]
