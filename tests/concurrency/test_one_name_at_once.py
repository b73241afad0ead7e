"""Two quartermasters put something of one name on the atlas at the same moment: each has an address of its own."""

import threading

import pytest

from hub.kit.errors import Busy
from region.actions import _entries
from region.actions.add_entry import add_entry
from region.models import AtlasEntry
from tests.cast import NOW, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.atlas import entry_facts
from tests.own_database import OwnDatabase

pytestmark = pytest.mark.race


def test_the_later_one_is_told_to_try_again(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch):
    cast = assemble()
    facts = entry_facts("Lab", town=cast.zout.municipality)
    both, free = threading.Barrier(2, timeout=20), _entries._free_slug

    def at_once(name: str) -> str:
        found = free(name)
        both.wait()
        return found

    monkeypatch.setattr(_entries, "_free_slug", at_once)
    made = own_database.crowd(2, lambda _number: add_entry(facts=facts, actor=cast.karim, now=NOW))
    assert sorted(type(each).__name__ for each in made) == ["AtlasEntry", "Busy"], made
    assert [each.slug for each in AtlasEntry.objects.all()] == ["lab"]
    monkeypatch.undo()
    again = add_entry(facts=facts, actor=cast.karim, now=NOW)
    assert again.slug == "lab-2" and Busy.status == 503
    assert broken_invariants() == {}
