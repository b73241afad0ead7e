"""The search of everything finds what is on the atlas, and nothing of it that is not for everybody."""

import pytest

from cms.invariants import index_agrees, nothing_private_is_found
from cms.models import SearchRow
from cms.models.searching import suggested
from knowledgebase.models import Theme
from members.models import Municipality
from region.actions.change_entry import change_entry
from region.models import AtlasEntry, Reach, Sector, Stage
from region.rules.facts import PartnerFacts, ThingFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry, entry_facts
from tests.factories.search import index, titles

PRIVATE = [Stage.HEARD_OF, Stage.CONTACTED, Stage.VISITED, Stage.TAKEN_OFF]


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_an_entry_is_found_by_all_that_its_page_says(cast):
    theme = Theme.objects.create(slug="sensors", name_nl="sensoren", name_en="sensors")
    an_entry(
        "Klankwerf",
        about_nl="Onderzoekt galm in kerken.",
        theme_ids=(theme.pk,),
        partners=(PartnerFacts(sector=Sector.KNOWLEDGE, name="Conservatorium", role_nl="meet akoestiek"),),
        things=(ThingFacts(kind_id=cast.studio.kind_id, name="Nagalmkamer"),),
    )
    index()
    for words in (
        "klankwerf",
        "galm",
        "sensoren",
        "conservatorium",
        "akoestiek",
        "nagalmkamer",
        "klankwerf lab",
    ):
        assert titles(words, sort="entry") == ["Klankwerf"], words
    assert titles("klankwerf", region=cast.brabant.pk, theme=theme.pk) == ["Klankwerf"]
    assert titles("klankwerf", region=cast.noord.municipality.region_id) == []
    assert [hit.at("nl") for hit in suggested("klankw", reader="nl")] == ["/nl/atlas/klankwerf/"]


@pytest.mark.parametrize("stage", PRIVATE)
def test_what_is_being_mapped_is_not_found(cast, stage):
    an_entry("Geheimlab", stage=stage)
    index()
    assert titles("geheimlab") == [] and not SearchRow.objects.filter(title="Geheimlab").exists()


@pytest.mark.parametrize("change", [{"stage": Stage.TAKEN_OFF}, {"merged_into_id": 0}], ids=["off", "merged"])
def test_what_is_taken_off_is_hidden_at_once(cast, change):
    entry, other = an_entry("Klankwerf"), an_entry("Ander")
    index()
    AtlasEntry.objects.filter(pk=entry.pk).update(**{key: value or other.pk for key, value in change.items()})
    assert titles("klankwerf") == [] and nothing_private_is_found() == []
    index()
    assert not SearchRow.objects.filter(ref=entry.ref).exists()


def test_a_change_of_what_it_says_or_of_who_takes_part_is_found(cast):
    partner = an_entry("Oude naam")
    entry = an_entry("Klankwerf", partners=(PartnerFacts(sector=Sector.CULTURE, partner_id=partner.pk),))
    index()
    assert titles("oude", sort="entry") == ["Oude naam", "Klankwerf"]
    change_entry(entry_id=partner.pk, at_version=1, facts=entry_facts("Nieuwnaam"), actor=cast.karim, now=NOW)
    index()
    assert titles("nieuwnaam", sort="entry") == ["Nieuwnaam", "Klankwerf"] and titles("oude") == []
    assert entry.is_public


def test_what_is_nowhere_says_how_far_it_reaches_and_a_town_its_new_name(cast):
    an_entry("Netwerk Podium", reach=Reach.NATIONAL)
    an_entry("Klankwerf")
    index()
    assert titles("hele land") == ["Netwerk Podium"]
    Municipality.objects.filter(name="Eindhoven").update(name="Lichtstad")
    index()
    assert "Klankwerf" in titles("lichtstad") and index_agrees() == []
