"""What a quartermaster puts on the atlas, and what they change of it."""

from decimal import Decimal

import pytest
from django.http import Http404

from hub.kit.errors import Forbidden
from knowledgebase.models import Theme
from region.actions._entries import EntryChanged
from region.actions.add_entry import add_entry
from region.actions.change_entry import change_entry
from region.invariants import entries_are_as_kept, entries_are_audited, history_is_guarded
from region.models import AtlasEntry, Sector, Stage
from region.rules.facts import PartnerFacts, ThingFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry, entry_facts


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_a_lab_is_put_on_the_atlas_at_the_centre_of_its_town(cast):
    theme = Theme.objects.create(slug="sensors", name_nl="sensoren", name_en="sensors")
    mixer = ThingFacts(kind_id=cast.studio.kind_id, name="Dome")
    school = PartnerFacts(sector=Sector.KNOWLEDGE, name="Een hogeschool", role_en="researches")
    facts = entry_facts("Lab aan de Dommel", theme_ids=(theme.pk,), partners=(school,), things=(mixer,))
    made = add_entry(facts=facts, stage=Stage.VISITED, actor=cast.karim, now=NOW)
    assert (made.slug, made.stage, made.region, made.version) == (
        "lab-aan-de-dommel",
        "visited",
        cast.brabant,
        1,
    )
    assert (made.latitude, made.longitude) == (Decimal("51.44083"), Decimal("5.47778"))
    kept = made.versions.get()
    assert (kept.made_by, kept.content["themes"]) == (cast.karim, [theme.pk])
    assert [each["name"] for each in kept.content["partners"]] == ["Een hogeschool"]
    assert [each["name"] for each in kept.content["described"]] == ["Dome"]
    assert [*entries_are_as_kept(), *history_is_guarded(), *entries_are_audited()] == []


def test_two_of_one_name_have_two_addresses(cast):
    first, second = (add_entry(facts=entry_facts("Lab"), actor=cast.karim, now=NOW) for _ in range(2))
    assert (first.slug, second.slug) == ("lab", "lab-2")


def test_nothing_begins_as_checked(cast):
    made = add_entry(facts=entry_facts(), stage=Stage.VERIFIED, actor=cast.karim, now=NOW)
    assert made.stage == Stage.MAPPED


@pytest.mark.parametrize("name", ["zoe", "teun", "hanna", "fien"])
def test_who_is_no_quartermaster_puts_nothing_on_the_atlas(cast, name):
    with pytest.raises(Forbidden):
        add_entry(facts=entry_facts(), actor=getattr(cast, name), now=NOW)
    assert not AtlasEntry.objects.exists()


def test_another_region_is_its_own_quartermasters(cast):
    with pytest.raises(Forbidden):
        add_entry(facts=entry_facts(town=cast.noord.municipality), actor=cast.karim, now=NOW)
    elsewhere = an_entry("Noorderlab", town=cast.noord.municipality)
    with pytest.raises(Http404):
        change_entry(entry_id=elsewhere.pk, at_version=1, facts=entry_facts(), actor=cast.karim, now=NOW)


def test_a_change_keeps_what_was_there_before(cast):
    entry = an_entry("Lab", about_en="It was small.")
    facts = entry_facts("Lab", about_en="It grew.", pin=(Decimal("51.45"), Decimal("5.45")))
    changed = change_entry(entry_id=entry.pk, at_version=1, facts=facts, actor=cast.karim, now=NOW)
    assert changed.pin_moved and changed.latitude == Decimal("51.45")
    assert [each.content["about_en"] for each in changed.versions.all()] == ["It was small.", "It grew."]
    assert entries_are_as_kept() == []


def test_who_wrote_later_from_an_older_page_is_told(cast):
    entry = an_entry("Lab")
    change_entry(entry_id=entry.pk, at_version=1, facts=entry_facts("A"), actor=cast.karim, now=NOW)
    with pytest.raises(EntryChanged):
        change_entry(entry_id=entry.pk, at_version=1, facts=entry_facts("B"), actor=cast.karim, now=NOW)


def test_an_entry_does_not_move_to_a_region_of_somebody_else(cast):
    entry = an_entry("Lab")
    away = entry_facts("Lab", town=cast.noord.municipality)
    with pytest.raises(Forbidden):
        change_entry(entry_id=entry.pk, at_version=1, facts=away, actor=cast.karim, now=NOW)


def test_an_entry_that_is_not_as_it_was_kept_is_found(cast):
    entry = an_entry("Lab")
    AtlasEntry.objects.filter(pk=entry.pk).update(name="Other")
    assert entries_are_as_kept() == [
        f"entry {entry.pk} is at version 1 and its history has 1, the last of which says mapped"
    ]
