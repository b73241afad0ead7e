"""Somebody undoes a file while another undoes it too, or changes what it brought: each effect once, no work lost."""

import threading

import pytest
from django.db import IntegrityError

from hub.kit.transactions import violated
from region.actions import take_back_entries as undoing_it
from region.actions._entries import EntryChanged
from region.actions._filing import SomethingElseByNow
from region.actions.change_entry import change_entry
from region.actions.take_back_entries import FileIsUndone, take_back_entries
from region.models import AtlasEntry, EntryFile
from region.models.undoing import undoing
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants, from_a_deadlock
from tests.concurrency.test_members_rivals import meet_after
from tests.factories.atlas import entry_facts
from tests.factories.desk import ready
from tests.factories.entry_files import HEAD, taken_over
from tests.factories.imports import csv_file

pytestmark = pytest.mark.race
ROUNDS = 3


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def brought(cast: Cast, number: int = 0) -> EntryFile:
    """What was there and what is new."""
    names = [f"Oud {number}", f"Nieuw {number}"]
    ready(names[0], website="https://oud.example")
    rows = [
        (name, "venue", "Eindhoven", f"https://{place}-{number}.example") for place, name in enumerate(names)
    ]
    return taken_over(cast.brabant, csv_file(HEAD, *rows), cast.karim)


def both_undo(own_database, cast: Cast, file: EntryFile):
    digest, people = undoing(file).digest, (cast.karim, cast.anna)
    return own_database.crowd(
        2, lambda number: take_back_entries(found=file, seen=digest, actor=people[number], now=NOW)
    )


def test_of_two_who_undo_a_file_one_does_and_the_other_is_told(own_database, cast):
    for number in range(ROUNDS):
        outcomes = both_undo(own_database, cast, brought(cast, number))
        assert {type(each) for each in outcomes} == {EntryFile, FileIsUndone}, outcomes
    assert broken_invariants() == {}


def without_the_lock_of(monkeypatch, *models) -> None:
    for model in models:
        monkeypatch.setattr(
            model.objects, "select_for_update", lambda model=model, **_how: model.objects.all()
        )


def test_without_the_files_lock_the_other_is_not_told_that_it_is_undone(own_database, cast, monkeypatch):
    file = brought(cast)
    without_the_lock_of(monkeypatch, EntryFile)
    meet_after(monkeypatch, undoing_it, "_held")
    outcomes = both_undo(own_database, cast, file)
    assert FileIsUndone not in {type(each) for each in outcomes}, outcomes


def one_undoes_and_one_writes(own_database, cast: Cast, file: EntryFile, afterwards=lambda: None):
    """What is changed was there before the file."""
    entry = AtlasEntry.objects.get(name__startswith="Oud", versions__file=file)
    digest, facts = undoing(file).digest, entry_facts(f"{entry.name} anders")

    def one(number: int):
        if number == 0:
            return take_back_entries(found=file, seen=digest, actor=cast.karim, now=NOW)
        changed = change_entry(
            entry_id=entry.pk, at_version=entry.version, facts=facts, actor=cast.anna, now=NOW
        )
        afterwards()
        return changed

    return entry, own_database.crowd(2, one)


def test_who_undoes_and_who_writes_at_once_do_not_lose_each_others_work(own_database, cast):
    for number in range(ROUNDS):
        entry, outcomes = one_undoes_and_one_writes(own_database, cast, brought(cast, number))
        (told,) = (each for each in outcomes if isinstance(each, Exception))
        assert isinstance(told, SomethingElseByNow | EntryChanged) and not from_a_deadlock(told)
        entry.refresh_from_db()
        is_undone = isinstance(told, EntryChanged)
        assert entry.name.endswith("anders") is not is_undone
        assert (entry.website == "https://oud.example") is is_undone
    assert broken_invariants() == {}


def test_without_the_entries_lock_the_database_has_to_refuse_the_undoing(own_database, cast, monkeypatch):
    file, meeting = brought(cast), threading.Barrier(2, timeout=20)

    def seen_by_both(of: EntryFile):
        plan = undoing(of)
        meeting.wait()
        return plan

    monkeypatch.setattr(undoing_it, "_hold_entries", lambda _file: None)
    monkeypatch.setattr(undoing_it, "undoing", seen_by_both)
    entry, outcomes = one_undoes_and_one_writes(own_database, cast, file, afterwards=meeting.wait)
    refused = outcomes[0]
    assert isinstance(refused, IntegrityError) and violated(refused) == "entry_version_once", outcomes
    entry.refresh_from_db()
    assert entry.name.endswith("anders") and broken_invariants() == {}
