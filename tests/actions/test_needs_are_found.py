"""The search of everything and the map of the site find open needs, and none that is not for everybody."""

import pytest
from django.test import Client

from cms.invariants import index_agrees, nothing_private_is_found
from cms.models import SearchRow
from cms.models.sitemap import SECTIONS
from members.models import Municipality, Organisation
from region.actions.change_need import change_need
from region.actions.close_need import close_need
from region.models import Need
from tests.cast import NOW, Cast, assemble
from tests.factories.needs import a_need, need_facts
from tests.factories.search import index, titles

TITLE = "Galmvrije kamer gezocht"


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def needed(cast: Cast, **more) -> Need:
    return a_need(
        cast, title=TITLE, words="Voor een hoorspel.", project="Nachtvluchten", language="nl", **more
    )


def mapped() -> list[str]:
    return [place.path for place in SECTIONS["needs"].places(SECTIONS["needs"].rows())]


def test_an_open_need_is_found_by_what_its_page_says_and_stands_in_the_map(cast):
    need = needed(cast)
    index()
    kind = cast.studio.kind
    for words in (
        "galmvrije",
        "hoorspel",
        "nachtvluchten",
        cast.zout.name,
        kind.name_nl,
        kind.name_en,
        "eindhoven",
    ):
        for reader in ("nl", "en"):
            assert TITLE in titles(words, sort="need", reader=reader), words
    assert titles("hoorspel", region=cast.brabant.pk) == [TITLE]
    assert mapped() == [f"/nl/needs/{need.uuid}/", f"/en/needs/{need.uuid}/"]
    hit = Client().get("/api/search", {"q": "galmvrije"}).json()["results"][0]
    assert f"/needs/{need.uuid}/" in str(hit)


def test_what_only_hubs_may_read_is_in_neither(cast):
    needed(cast, only_hubs=True)
    index()
    assert titles("galmvrije") == [] and mapped() == [] and not SearchRow.objects.filter(title=TITLE).exists()


def test_what_becomes_only_for_hubs_is_hidden_at_once(cast):
    need = needed(cast)
    index()
    facts = need_facts(cast, title=TITLE, only_hubs=True)
    change_need(uuid=need.uuid, at_version=1, facts=facts, actor=cast.zoe, now=NOW)
    assert titles("galmvrije") == [] and nothing_private_is_found() == []
    index()
    assert not SearchRow.objects.filter(title=TITLE).exists()


def test_what_is_closed_is_hidden_at_once(cast):
    need = needed(cast)
    index()
    close_need(uuid=need.uuid, met=False, actor=cast.zoe, now=NOW)
    assert titles("galmvrije") == [] and mapped() == [] and nothing_private_is_found() == []


def test_new_names_of_its_organisation_and_town_are_found(cast):
    needed(cast)
    index()
    Organisation.objects.filter(pk=cast.zout.pk).update(name="Peper")
    Municipality.objects.filter(pk=cast.zout.municipality_id).update(name="Lichtstad")
    index()
    assert titles("peper", sort="need") == titles("lichtstad", sort="need") == [TITLE]
    assert index_agrees() == []
