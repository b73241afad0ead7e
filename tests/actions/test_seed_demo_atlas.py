"""The atlas of the demonstration region: what the advice names, as it says it."""

import pytest

from facilities.models import Hub
from hub.demo.reading import SOURCE, places
from region.models import AtlasEntry, Reach, Stage

# The first to want the region has it made: half a minute on a machine of its own, minutes on a busy one.
pytestmark = pytest.mark.timeout(900)


def test_all_that_the_advice_names_is_on_the_atlas_as_of_its_source(region):
    entries = AtlasEntry.objects.public()
    assert {entry.name for entry in entries} == set(places())
    assert {(entry.source, entry.verified_by, entry.stage) for entry in entries} == {
        (SOURCE, None, Stage.VERIFIED)
    }
    assert entries.exclude(hub=None).count() == Hub.objects.filter(source=SOURCE).count() == 19
    assert entries.filter(reach=Reach.NATIONAL, region=None).count() == 2
    lab = AtlasEntry.objects.get(name="V2_")
    assert {str(each) for each in lab.partners.all()} == {"Tetem", "Waag"}
    assert not entries.filter(themes=None).exists()
