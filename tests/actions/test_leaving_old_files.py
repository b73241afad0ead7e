"""At night: a file of entries that nobody took over is left, and what was in it is gone."""

from datetime import timedelta

import pytest

from region.actions.ask_entry_file import ask_entry_file
from region.actions.leave_old_files import KEPT, leave_old_files
from region.models import EntryFile
from tests.cast import NOW, Cast, assemble
from tests.factories.entry_files import HEAD, seen, taken_over
from tests.factories.imports import csv_file

LATER = NOW + KEPT + timedelta(seconds=1)
FILE = csv_file(HEAD, ("Lab A", "lab", "Eindhoven", ""))
WRONG = csv_file(HEAD, ("Lab A", "kasteel", "Eindhoven", ""))


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.mark.parametrize("content", [FILE, WRONG], ids=["read", "refused"])
def test_what_waits_for_thirty_days_is_left_and_another_may_come(cast, content):
    found = seen(cast.brabant, content, cast.karim)
    assert leave_old_files(now=NOW + KEPT) == 0
    assert (leave_old_files(now=LATER), leave_old_files(now=LATER)) == (1, 0)
    found.refresh_from_db()
    assert (found.state, bytes(found.content), found.preview) == ("dropped", b"", {})
    assert taken_over(cast.brabant, FILE, cast.karim).state == "written"


def test_what_was_written_and_what_a_worker_has_in_hand_stay(cast):
    done = taken_over(cast.brabant, FILE, cast.karim)
    other = csv_file(HEAD, ("Lab B", "lab", "Eindhoven", ""))
    found = seen(cast.brabant, other, cast.karim)
    ask_entry_file(
        found=found, seen=found.preview["digest"], for_all="", for_rows=None, actor=cast.karim, now=NOW
    )
    assert leave_old_files(now=LATER) == 0
    assert {each.state for each in EntryFile.objects.all()} == {"written", "writing"}
    done.refresh_from_db()
    assert done.made["made"] == 1
