"""`kill -9` between each two steps of taking a file of entries over, and of undoing it: nothing of it is there, or
all of it; the next one does it all."""

import pytest

from hub.kit.models import AuditRow, OutboxMessage
from region.actions.ask_entry_file import ask_entry_file
from region.actions.write_entry_file import write_entry_file
from region.models import AtlasEntry, DescribedFacility, EntryFile, EntryVersion, Partner
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.atlas import an_entry
from tests.factories.entry_files import HEAD, seen, taken_over, undone
from tests.factories.imports import csv_file
from tests.faults.test_the_server_is_killed import wait_until_paused
from tests.faults.test_the_server_is_killed_while_changing import paused_after
from tests.faults.test_the_worker_is_killed import Worker

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]
WRITING = [
    ("region_atlasentry", "INSERT"),
    ("region_entryversion", "INSERT"),
    ("kit_auditrow", "INSERT"),
]


@pytest.fixture
def stage(own_database):
    return cast.assemble()


def all_of_it() -> tuple[object, ...]:
    """But for the file itself, which counts how often somebody began."""
    kept = (AtlasEntry, EntryVersion, Partner, DescribedFacility, AuditRow, OutboxMessage)
    return tuple(list(model.objects.order_by("pk").values()) for model in kept)


def test_a_file_of_entries_is_taken_over_or_not(own_database, stage) -> None:
    an_entry("Klankwerf")
    rows = [(name, "lab", "Eindhoven", f"https://{name}.example") for name in ("klankwerf", "beeldwerf")]
    found = seen(stage.brabant, csv_file(HEAD, *rows), stage.karim)
    digest = found.preview["digest"]
    ask_entry_file(found=found, seen=digest, for_all="update", for_rows=None, actor=stage.karim, now=NOW)
    before = all_of_it()
    for table, event in WRITING:
        with paused_after(own_database, table, event):
            worker = Worker(lambda: write_entry_file(uuid=found.uuid, now=NOW))
            wait_until_paused(own_database, worker)
            worker.kill_9()
        assert all_of_it() == before, f"killed after writing to {table}"
        assert EntryFile.objects.get(pk=found.pk).state == "writing"
        # Who sees to the machine has it begin anew: so often a worker does not die by itself.
        EntryFile.objects.filter(pk=found.pk).update(attempts=0)
    write_entry_file(uuid=found.uuid, now=NOW)
    done = EntryFile.objects.get(pk=found.pk)
    assert (done.state, done.made["made"], done.made["changed"]) == ("written", 1, 1)
    after = all_of_it()
    assert after != before and broken_invariants() == {}
    write_entry_file(uuid=found.uuid, now=NOW)
    assert all_of_it() == after


def test_a_file_of_entries_is_undone_or_not(own_database, stage) -> None:
    an_entry("Klankwerf")
    rows = [(name, "venue", "Eindhoven", f"https://{name}.example") for name in ("klankwerf", "beeldwerf")]
    file = taken_over(stage.brabant, csv_file(HEAD, *rows), stage.karim)
    before = all_of_it()
    for table, event in [*WRITING, ("region_atlasentry", "UPDATE")]:
        with paused_after(own_database, table, event):
            worker = Worker(lambda: undone(file, stage.karim))
            wait_until_paused(own_database, worker)
            worker.kill_9()
        assert all_of_it() == before, f"killed after writing to {table}"
        assert EntryFile.objects.get(pk=file.pk).state == "written"
    undone(file, stage.karim)
    assert EntryFile.objects.get(pk=file.pk).state == "undone"
    assert all_of_it() != before and broken_invariants() == {}
