"""A need says what it is about: who works on that is proposed first, and it is found by it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cms.invariants import index_agrees
from facilities.models import Hub
from knowledgebase.models import Theme
from members.models import Municipality
from region.actions.change_need import change_need
from region.models import EntryKind, Need, Stage
from region.models.matching import matches
from region.models.matching_entries import entries_near
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.facilities import FacilityFactory, HubFactory
from tests.factories.funding import card
from tests.factories.needs import a_need, need_facts
from tests.factories.search import index, titles

DAYS = [date(2026, 11, day) for day in range(25, 30)]


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def heritage(cast) -> Theme:
    return a_theme("heritage", "Erfgoed", "Heritage")


def a_theme(slug: str, dutch: str, english: str) -> Theme:
    return Theme.objects.get_or_create(slug=slug, defaults={"name_nl": dutch, "name_en": english})[0]


def eindhoven(cast: Cast) -> Municipality:
    return Municipality.objects.get(pk=cast.zout.municipality_id)


def partner(cast: Cast, *themes: Theme) -> Need:
    about = tuple(each.pk for each in themes)
    return a_need(cast, title=f"Partner for {len(about)}", sort="partner", kind_id=None, theme_ids=about)


def expert_at(cast: Cast, name: str, *themes: Theme, latitude: str = "51.44000", **more) -> Hub:
    """A hub with somebody to book, which the atlas says works on this."""
    hub = HubFactory(name=name, slug=name.lower(), municipality=eindhoven(cast), latitude=latitude)
    kind = cast.engineer.kind
    card(FacilityFactory(hub=hub, kind=kind, name=f"Expert of {name}", open_days=DAYS), hour=1_000)
    about = tuple(each.pk for each in themes)
    an_entry(name, town=eindhoven(cast), kind=EntryKind.VENUE, hub_id=hub.pk, theme_ids=about, **more)
    return hub


def test_entries_that_work_on_it_come_first_and_say_so(cast, heritage):
    town, other = eindhoven(cast), a_theme("sensors", "Sensoren", "Sensors")
    an_entry("A first by name", town=town, theme_ids=(other.pk,))
    an_entry("The museum lab", town=town, theme_ids=(heritage.pk, other.pk))
    assert [(each.name, each.themes) for each in entries_near(partner(cast, heritage))] == [
        ("The museum lab", ("Heritage",)),
        ("A first by name", ()),
    ]
    assert [each.name for each in entries_near(partner(cast))] == ["A first by name", "The museum lab"]


def test_a_partner_is_of_any_kind_that_works_on_it(cast, heritage):
    an_entry("A museum", town=eindhoven(cast), kind=EntryKind.MUSEUM, theme_ids=(heritage.pk,))
    an_entry("Another museum", town=eindhoven(cast), kind=EntryKind.MUSEUM)
    assert [each.name for each in entries_near(partner(cast, heritage))] == ["A museum"]
    assert entries_near(partner(cast)) == []


def test_experts_whose_hub_works_on_it_come_before_nearer_ones(cast, heritage):
    expert_at(cast, "Near")
    expert_at(cast, "Further", heritage, latitude="51.50000")
    wanted = {"sort": "expert", "kind_id": None, "hours": 4}
    need = a_need(cast, **wanted, theme_ids=(heritage.pk,))
    names = [each.fit.hub_name for each in matches(need, now=NOW)]
    assert names.index("Further") < names.index("Near")
    assert {each.fit.hub_name: each.themes for each in matches(need, now=NOW)}["Further"] == ("Heritage",)
    without = a_need(cast, **wanted, title="Of nothing")
    assert [each.fit.hub_name for each in matches(without, now=NOW)].index("Near") < names.index("Near") + 1
    assert not any(each.themes for each in matches(without, now=NOW))


def test_hours_that_are_more_than_the_afternoon_has_are_proposed_in_parts(cast):
    need = a_need(cast, sort="expert", kind_id=None, hours=8, daypart="afternoon")
    expert_at(cast, "Near")
    found = next(each for each in matches(need, now=NOW) if each.fit.hub_name == "Near")
    assert found.period and found.period.minutes == 240


def test_what_is_not_on_the_atlas_yet_is_no_reason(cast, heritage):
    expert_at(cast, "Hidden", heritage, stage=Stage.VISITED)
    need = a_need(cast, sort="expert", kind_id=None, hours=4, theme_ids=(heritage.pk,))
    assert {each.fit.hub_name: each.themes for each in matches(need, now=NOW)}["Hidden"] == ()


def test_a_room_is_not_chosen_for_its_theme(cast, heritage):
    an_entry(cast.effenaar.name, town=eindhoven(cast), hub_id=cast.effenaar.pk, theme_ids=(heritage.pk,))
    found = matches(a_need(cast, theme_ids=(heritage.pk,)), now=NOW)
    assert found and not any(each.themes for each in found)


def test_proposals_ask_as_much_for_many_as_for_few(cast, heritage):
    need = a_need(cast, sort="expert", kind_id=None, hours=4, theme_ids=(heritage.pk,))

    def asked() -> int:
        fresh = Need.objects.select_related("municipality", "kind").prefetch_related("themes")
        with CaptureQueriesContext(connection) as captured:
            found = fresh.get(pk=need.pk)
            assert entries_near(found) and matches(found, now=NOW)
        return len(captured)

    expert_at(cast, "First", heritage)
    an_entry("Lab", town=eindhoven(cast), theme_ids=(heritage.pk,))
    few = asked()
    for number in range(5):
        expert_at(cast, f"Hub{number}", heritage)
        an_entry(f"Lab {number}", town=eindhoven(cast), theme_ids=(heritage.pk,))
    assert asked() == few


def test_it_is_found_by_its_themes_and_by_new_ones(cast, heritage):
    sensors = a_theme("sensors", "Sensoren", "Sensors")
    need = a_need(cast, title="Galmvrije kamer", theme_ids=(heritage.pk,))
    index()
    for words in ("erfgoed", "heritage"):
        assert titles(words, sort="need") == ["Galmvrije kamer"]
    assert titles("galmvrije", theme=heritage.pk) == ["Galmvrije kamer"]
    facts = need_facts(cast, title="Galmvrije kamer", theme_ids=(sensors.pk,))
    change_need(uuid=need.uuid, at_version=1, facts=facts, actor=cast.zoe, now=NOW)
    index()
    assert titles("erfgoed", sort="need") == [] and titles("sensors", sort="need") == ["Galmvrije kamer"]
    Theme.objects.filter(pk=sensors.pk).update(name_en="Feelers")
    index()
    assert titles("feelers", sort="need") == ["Galmvrije kamer"] and index_agrees() == []
