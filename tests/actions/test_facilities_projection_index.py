"""An index that holds dead entries loses none of the living when windows are projected (docs/decisions/0022)."""

from datetime import time

from facilities.actions.project_openings import project_all
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.invariants import no_opening_twice
from facilities.models import OpeningWindow
from facilities.rules.week import Hours
from tests.cast import NOW, assemble
from tests.concurrency.rivals import without_constraint

OFFICE = [Hours(day, time(9), time(17)) for day in range(5)]


def test_windows_are_there_once_and_found_through_their_index(own_database):
    cast = assemble()
    OpeningWindow.objects.all().delete()
    set_opening_hours(hub=cast.effenaar, week=OFFICE, actor=cast.hanna, now=NOW)
    again = project_all(now=NOW)
    assert again.added == 0
    assert no_opening_twice() == []


def test_a_window_that_stands_there_twice_is_said(own_database):
    """Without the constraint, which would refuse it."""
    cast = assemble()
    without_constraint(own_database, "facilities_openingwindow", "opening_windows_do_not_overlap")
    window = OpeningWindow.objects.filter(facility=cast.studio).first()
    OpeningWindow.objects.create(facility=cast.studio, during=window.during)
    assert [said.split(" overlaps")[1] for said in no_opening_twice()] == [
        f" an earlier one of facility {cast.studio.pk}"
    ]
