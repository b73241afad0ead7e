"""A venue with forty microphones in a spreadsheet: a row for each, or one row that says how many."""

import pytest

from bookings.actions.undo_import import undo_import
from bookings.models import Import
from bookings.outbound.import_words import problems as in_words
from facilities.forms.facilities import UnitsForm, labels_from
from facilities.models import Facility, UnitState
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.imports import csv_file, read, written

pytestmark = pytest.mark.django_db

HEAD = ("Naam", "Soort", "Aantal", "Prijs per dag")
VOCAL = ("Zangmicrofoon", "microphone", "12", "5,00")


@pytest.fixture
def cast() -> Cast:
    return assemble()


def labels(name: str) -> list[str]:
    return sorted(Facility.objects.get(name=name).units.values_list("label", flat=True))


def problems(found: Import) -> list[tuple]:
    return [(row, column, code) for row, column, code, _facts in found.preview["problems"]]


def test_how_many_becomes_so_many_numbered_units_and_one_alone_has_the_things_name(cast):
    hall = ("Grote zaal", "recording studio", "1", "")
    done = written(cast.effenaar, csv_file(HEAD, VOCAL, hall), cast.hanna)
    assert labels("Zangmicrofoon") == [f"{number:02}" for number in range(1, 13)]
    assert labels("Grote zaal") == ["Grote zaal"]
    assert done.preview["unit_count"] == 13 and broken_invariants() == {}
    undo_import(found=done, actor=cast.hanna, now=NOW)
    assert not Facility.objects.filter(name="Zangmicrofoon").exists()


def test_forty_rows_of_one_name_are_one_thing_with_forty_units(cast):
    head = ("Naam", "Soort", "Exemplaar", "Serienummer")
    rows = [("Condensator", "microphone", f"M-{number:02}", f"SN {number}") for number in range(1, 41)]
    done = written(cast.effenaar, csv_file(head, *rows), cast.hanna)
    assert len(labels("Condensator")) == 40 and done.preview["make_count"] == 1


def test_the_same_again_makes_none_and_a_higher_number_makes_what_is_missing(cast):
    written(cast.effenaar, csv_file(HEAD, VOCAL), cast.hanna)
    again = written(cast.effenaar, csv_file(HEAD, VOCAL), cast.hanna)
    assert (again.preview["same_count"], again.preview["unit_count"]) == (1, 0)
    microphones = Facility.objects.get(name="Zangmicrofoon")
    microphones.units.filter(label="03").update(state=UnitState.RETIRED)
    more = written(cast.effenaar, csv_file(HEAD, ("Zangmicrofoon", "", "13", "")), cast.hanna)
    # What was retired counts for none, and its number is not given again.
    assert more.preview["unit_count"] == 2 and {"13", "14"} <= set(labels("Zangmicrofoon"))


def test_fewer_than_there_are_or_both_ways_at_once_is_refused(cast):
    head = ("Naam", "Soort", "Aantal", "Exemplaar")
    found = read(
        cast.effenaar,
        csv_file(head, ("Condenser microphone", "", "5", ""), ("Lamp", "microphone", "2", "L-1")),
        cast.hanna,
    )
    assert problems(found) == [(2, "count", "fewer_than_there"), (3, "count", "labels_or_count")]
    first, _second = in_words(found.preview, "en")
    assert "has 6 units here" in first.words
    for wrong in ("0", "501", "een paar", "-1"):
        found = read(cast.effenaar, csv_file(head, ("Lamp", "microphone", wrong, "")), cast.hanna)
        assert problems(found) == [(2, "count", "whole_number")], wrong


def test_a_run_of_labels_is_typed_once():
    assert labels_from("M-08..M-11") == ["M-08", "M-09", "M-10", "M-11"]
    assert labels_from("9…10") == ["9", "10"] and labels_from("Lamp 1 .. Lamp 2") == ["Lamp 1", "Lamp 2"]
    form = UnitsForm({"units": "M-01..M-40\nM-77; SN 3"})
    assert form.is_valid() and len(form.cleaned_data["units"]) == 41


@pytest.mark.parametrize("line", ["M-40..M-01", "M-1..M-900", "M-1..M-2; SN 1"])
def test_a_run_that_makes_no_sense_is_refused_in_words(line):
    form = UnitsForm({"units": line})
    assert not form.is_valid() and "from the lower number" in str(form.errors)
