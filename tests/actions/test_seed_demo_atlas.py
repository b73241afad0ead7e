"""The atlas of the demonstration region: what the advice names, as it says it."""

import pytest

from facilities.models import Hub
from hub.demo.reading import SOURCE, places
from members.models import Region
from region.models import AtlasEntry, Claim, ClaimState, EntryFile, Need, Reach, Stage
from region.models.suggestions import waiting_in

# The first to want the region has it made: half a minute on a machine of its own, minutes on a busy one.
pytestmark = pytest.mark.timeout(900)


def test_all_that_the_advice_names_is_on_the_atlas_as_of_its_source(region):
    entries = AtlasEntry.objects.public().filter(is_demo=False)
    assert {entry.name for entry in entries} == set(places())
    assert {(entry.source, entry.verified_by, entry.stage) for entry in entries} == {
        (SOURCE, None, Stage.VERIFIED)
    }
    assert entries.exclude(hub=None).count() == Hub.objects.filter(source=SOURCE).count() == 19
    assert entries.filter(reach=Reach.NATIONAL, region=None).count() == 2
    lab = AtlasEntry.objects.get(name="V2_")
    assert {str(each) for each in lab.partners.all()} == {"Tetem", "Waag"}
    assert not entries.filter(themes=None).exists()


def test_at_the_desk_a_suggestion_a_change_a_claim_and_a_file_wait(region):
    brabant = Region.objects.get(slug="noord-brabant")
    new, change = waiting_in(brabant.pk)
    assert new.entry is None and change.entry is not None
    assert Claim.objects.get().state == ClaimState.WAITING
    file = EntryFile.objects.get()
    assert (file.state, file.rows, file.preview["new_count"]) == ("read", 2, 1)
    assert file.preview["problems"] == []


def test_eight_needs_say_that_they_are_a_demonstration(region):
    states = list(Need.objects.values_list("is_demo", "state"))
    assert len(states) == 8 and {is_demo for is_demo, _state in states} == {True}
    assert {"open", "met", "lapsed"} <= {state for _is_demo, state in states}
