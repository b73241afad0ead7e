"""A file that was undone is brought again: what is on the atlas is meant, and what was done to the file is noted."""

from datetime import timedelta

import pytest

from region.invariants import entries_are_as_kept, entries_are_audited
from region.models import AtlasEntry, EntryFile
from region.models.undoing import undoing
from tests.actions.test_undoing_a_file import brought
from tests.cast import NOW, Cast, assemble
from tests.factories.desk import ready
from tests.factories.entry_files import HEAD, taken_over, undone
from tests.factories.imports import csv_file


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_a_file_brought_again_means_what_is_on_the_atlas_and_not_what_was_taken_off(cast):
    undone(brought(cast, "Lab"), cast.karim)
    by_hand = ready("Lab", website="https://lab.example")
    again = brought(cast, "Lab")
    assert (again.made["made"], again.made["changed"]) == (0, 1)
    on_it = AtlasEntry.objects.public()
    assert [each.pk for each in on_it] == [by_hand.pk] and on_it[0].kind == "venue"


def test_a_file_whose_undoing_nobody_noted_is_seen(cast):
    file = undone(brought(cast, "Lab"), cast.karim)
    assert entries_are_audited() == []
    EntryFile.objects.update(undone_at=NOW + timedelta(hours=1))
    assert entries_are_audited() == [
        f"nothing is noted of file {file.pk} being undone",
        f"version 2 of entry {AtlasEntry.objects.get().pk} was taken_back at another moment than its file",
    ]


def test_what_stayed_off_the_atlas_says_again_what_it_said_when_the_file_that_changed_it_is_undone(cast):
    undone(brought(cast, "Lab"), cast.karim)
    row = csv_file((*HEAD, "Stand"), ("Lab", "museum", "Eindhoven", "", "taken_off"))
    file = taken_over(cast.brabant, row, cast.karim)
    assert AtlasEntry.objects.get().kind == "museum" and undoing(file).take_off == []
    undone(file, cast.karim)
    entry = AtlasEntry.objects.get()
    assert (entry.kind, entry.stage) == ("venue", "taken_off")
    assert [*entries_are_as_kept(), *entries_are_audited()] == []


def test_what_a_file_took_off_comes_back_though_it_was_put_right_while_it_was_off_and_goes_again(cast):
    first = undone(brought(cast, "Lab"), cast.karim)
    row = csv_file((*HEAD, "Stand"), ("Lab", "museum", "Eindhoven", "", "taken_off"))
    taken_over(cast.brabant, row, cast.karim)
    again = brought(cast, "Lab")
    assert AtlasEntry.objects.get().stage == "mapped"
    undone(again, cast.karim)
    assert AtlasEntry.objects.get().stage == "taken_off" and first.state == "undone"
    assert [*entries_are_as_kept(), *entries_are_audited()] == []
