"""The index follows what is on the site: whoever changes it, and however; and it knows nothing else."""

import pytest

from cms.actions import _indexing
from cms.actions import index_changes as indexing
from cms.actions.index_changes import index_changes
from cms.actions.reindex import reindex
from cms.invariants import index_agrees, nothing_private_is_found
from cms.models import HubPage, News, NewsItem, Pages, PlainPage, SearchMark, SearchRow, SearchWord
from cms.models.marks import MOST_TRIES
from facilities.actions.change_state import change_state
from facilities.models import Facility, FacilityState, Kind
from hub.kit.refs import Ref
from members.models import Region
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.facilities import FacilityFactory
from tests.factories.knowledge import how_to, needs, shelf, step
from tests.factories.search import index, titles


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_what_is_on_the_site_is_found(cast):
    article = how_to(
        "Opnemen met twee camera's",
        themes=[knowledge.theme()],
        steps=[step("Wit meten", text="*Grijskaart*")],
    )
    experiment = knowledge.experiment("Dansen op afstand", question="Voelt vertraging?", hub=cast.effenaar)
    result = knowledge.result(experiment, "Na een maand", worked="Koptelefoons")
    box = knowledge.toolbox("Beginnen met streamen", introduction="Voor wie niets heeft")
    index()
    assert titles("grijskaart") == [article.title]
    assert titles("immersieve") == [article.title]
    assert titles("vertraging") == [experiment.title]
    assert titles("koptelefoon") == [result.title]
    assert titles("niets heeft") == [box.title]
    assert titles("condenser") == [cast.microphones.name]
    assert cast.effenaar.name in titles("eindhoven")


def test_what_editors_write_is_found(cast):
    news = NewsItem(title="Nieuwe zaal open", on="2026-11-02", summary="Met zweefvloer.", slug="zaal")
    shelf(News).add_child(instance=news)
    pages = shelf(Pages)
    plain = PlainPage(title="Samenwerken", slug="samenwerken", body=[("text", "Zo *doen* wij het.")])
    pages.add_child(instance=plain)
    hub_page = HubPage(title="Effenaar", slug="effenaar", hub=cast.effenaar, body=[("heading", "Klankkast")])
    pages.add_child(instance=hub_page)
    index()
    assert titles("zweefvloer") == ["Nieuwe zaal open"]
    assert titles("samenwerken") == ["Samenwerken"]
    assert titles("klankkast") == [cast.effenaar.name]
    hub_page.unpublish()
    index()
    assert titles("klankkast") == []


def test_what_is_not_for_everybody_is_never_found(cast):
    how_to("Geheimschrift", live=False)
    FacilityFactory(hub=cast.effenaar, name="Geheimkamer", state=FacilityState.DRAFT)
    FacilityFactory(hub=cast.effenaar, name="Geheimgang", state=FacilityState.RETIRED)
    hidden = knowledge.experiment("Proefneming", live=False)
    knowledge.result(hidden, "Geheimresultaat")
    index()
    private = [
        "geheim",
        "proefneming",
        "zoe",
        "bo",
        "mira",
        "collectief zout",
        "kwartet",
        "desk",
        "example",
    ]
    assert {word: titles(word) for word in private} == {word: [] for word in private}
    assert not SearchWord.objects.filter(word__startswith="geheim").exists()


def test_what_is_taken_off_the_site_is_hidden_in_the_same_moment(cast):
    article = how_to("Sluitertijd")
    experiment = knowledge.experiment("Nevel")
    knowledge.result(experiment, "Neveldruppels")
    index()
    assert titles("sluitertijd") and titles("neveldruppels") and titles("condenser")
    article.unpublish()
    experiment.unpublish()
    change_state(facility=cast.microphones, to=FacilityState.RETIRED, actor=cast.hanna, now=NOW)
    # No worker has been by.
    assert titles("sluitertijd") == titles("neveldruppels") == titles("condenser") == []
    index()
    assert not SearchRow.objects.filter(hidden=True).exists()
    assert not SearchWord.objects.filter(word="sluitertijd").exists()


def test_what_is_deleted_is_found_no_more_and_its_words_are_forgotten(cast):
    how_to("Sluitertijd").delete()
    article = how_to("Diafragma")
    index()
    article.delete()
    assert titles("diafragma") == []
    index()
    assert not SearchWord.objects.filter(word="diafragma").exists()


def test_a_change_is_found_whoever_makes_it(cast):
    index()
    Facility.objects.filter(pk=cast.studio.pk).update(name="Klankhuis", about_nl="Met zweefvloer.")
    Kind.objects.filter(pk=cast.microphones.kind_id).update(name_nl="opneemding")
    Region.objects.filter(pk=cast.brabant.pk).update(name="Zuidland")
    article = how_to("Belichten", hub=cast.effenaar)
    index()
    type(cast.effenaar).objects.filter(pk=cast.effenaar.pk).update(name="Kaasfabriek")
    index()
    assert titles("klankhuis") == ["Klankhuis"]
    assert titles("zweefvloer") == ["Klankhuis"]
    assert cast.microphones.name in titles("opneemding")
    assert {"Klankhuis", article.title, "Kaasfabriek"} <= set(titles("kaasfabriek"))
    assert set(titles("zuidland")) >= {"Klankhuis", "Kaasfabriek"}
    assert titles("effenaar") == []


def test_a_draft_of_a_live_page_changes_nothing_until_it_is_published(cast):
    article = how_to("Belichten", summary="Met een lamp.")
    index()
    article.summary = "Met een zaklantaarn."
    revision = article.save_revision()
    index()
    assert titles("zaklantaarn") == []
    revision.publish()
    index()
    assert titles("zaklantaarn") == ["Belichten"]


def test_what_an_article_needs_makes_it_bookable_as_long_as_it_can_be_booked(cast):
    article = how_to()
    needs(article, cast.microphones)
    index()
    row = SearchRow.objects.filter(ref=Ref("page", str(article.pk)))
    assert row.get().bookable
    change_state(facility=cast.microphones, to=FacilityState.RETIRED, actor=cast.hanna, now=NOW)
    index()
    assert not row.get().bookable


def test_of_what_was_translated_each_reader_finds_their_own(cast):
    dutch = how_to("Streamen met camera's")
    index()
    assert titles("streamen", "en") == [dutch.title]
    english = how_to("Streaming a camera", language="en", translation_key=dutch.translation_key)
    index()
    assert titles("camera") == [dutch.title]
    assert titles("camera", "en") == [english.title]
    english.delete()
    index()
    assert titles("camera", "en") == [dutch.title]


def test_what_cannot_be_indexed_holds_up_nothing_and_is_set_aside(cast, monkeypatch):
    index()
    broken, good = how_to("Kapot"), how_to("Heel")
    ref, real = Ref("page", str(broken.pk)), _indexing.rows_of

    def rows_of(refs):
        if ref in refs:
            raise ValueError("it cannot be read")
        return real(refs)

    monkeypatch.setattr(_indexing, "rows_of", rows_of)
    for _try in range(MOST_TRIES + 1):
        index_changes(most=20)
    assert titles("heel") == [good.title]
    assert set(SearchMark.objects.values_list("ref", "tries")) == {(ref, MOST_TRIES)}
    assert "could not be indexed" in index_agrees()[-1]
    monkeypatch.undo()
    reindex()
    assert titles("kapot") == [broken.title]
    assert index_agrees() == []


def test_an_index_that_went_wrong_is_written_anew(cast):
    how_to("Belichten")
    index()
    SearchRow.objects.filter(title="Belichten").delete()
    SearchRow.objects.filter(title=cast.studio.name).update(ref=Ref("page", "999999"))
    SearchWord.objects.update(rows=7)
    SearchMark.objects.all().delete()
    assert len(nothing_private_is_found()) == 2
    assert any("not found and not marked" in each for each in index_agrees())
    assert any("is counted 7 times" in each for each in index_agrees())
    reindex()
    assert [*nothing_private_is_found(), *index_agrees()] == []
    assert titles("belichten") == ["Belichten"]


def test_what_is_written_in_bulk_is_found_too(cast):
    made = [
        Kind(slug=f"soort-{number}", family="room", name_nl=f"Soort {number}", name_en="x", pattern="dots")
        for number in range(3)
    ]
    Kind.objects.bulk_create(made)
    Facility.objects.filter(hub=cast.effenaar).update(kind=made[0])
    index()
    assert len(titles("soort")) == 4


def test_while_one_indexes_another_leaves_it_alone(cast, monkeypatch):
    index()
    how_to("Belichten")
    monkeypatch.setattr(indexing, "one_at_a_time", lambda: False)
    assert index_changes() == 0
    assert titles("belichten") == []
