"""Who works at a hub says what the hub's entry on the atlas tells of itself, as an organisation does of the one it
claimed; nobody else does."""

import pytest
from django.http import Http404

from region.actions.change_own_entry import change_own_entry
from region.models import AtlasEntry, Stage
from region.rules.owned import OwnFacts
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.signing_in import signed_in

OWN = OwnFacts(about_nl="Een huis voor geluid.", website="https://huis.example", since=2019)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def of_effenaar(cast: Cast, **more: object) -> AtlasEntry:
    entry = an_entry("Klankwerf", **more)
    AtlasEntry.objects.filter(pk=entry.pk).update(hub=cast.effenaar)
    entry.refresh_from_db()
    return entry


@pytest.mark.parametrize("who", ["teun", "hanna"])
def test_staff_say_what_stands_there_and_nothing_else(cast, who):
    entry = of_effenaar(cast)
    changed = change_own_entry(entry_id=entry.pk, at_version=1, own=OWN, actor=getattr(cast, who), now=NOW)
    assert (changed.about_nl, changed.name, changed.hub) == (OWN.about_nl, "Klankwerf", cast.effenaar)


@pytest.mark.parametrize("who", ["wim", "zoe", "fien", "anna"])
def test_nobody_elses_staff_do(cast, who):
    entry = of_effenaar(cast)
    with pytest.raises(Http404):
        change_own_entry(entry_id=entry.pk, at_version=1, own=OWN, actor=getattr(cast, who), now=NOW)


def test_what_is_not_on_the_atlas_yet_is_the_quartermasters(cast):
    entry = of_effenaar(cast, stage=Stage.VISITED)
    with pytest.raises(Http404):
        change_own_entry(entry_id=entry.pk, at_version=1, own=OWN, actor=cast.teun, now=NOW)


def test_the_page_leads_there_and_offers_staff_no_claim_to_withdraw(cast, client):
    of_effenaar(cast)
    there, own = "/en/atlas/klankwerf/", "/en/atlas/klankwerf/ours/"
    assert own in signed_in(cast.teun).get(there).content.decode()
    assert own not in client.get(there).content.decode()
    page = signed_in(cast.teun).get(own).content.decode()
    assert "Effenaar" in page and "It is not ours any more" not in page
    assert signed_in(cast.wim).get(own).status_code == 404
