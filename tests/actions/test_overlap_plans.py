"""Every statement that asks about overlaps goes through the constraint's own index: by itself no other is there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Occupancy
from bookings.models.availability import Wanted, free_exactly, free_starts, free_units, hub_day, month
from facilities.models import Unit
from funding.rules.lines import LineWish
from tests import cast
from tests.cast import NOW, thursday

INDEX = "occupancy_no_unit_twice"
WINDOW = thursday(13, 17)


@pytest.fixture
def stage(db):
    return cast.assemble()


ASKED = {
    "overlapping, by ids": lambda stage: list(Occupancy.objects.overlapping([1, 2, 9], WINDOW)),
    "overlapping, by a queryset": lambda stage: list(
        Occupancy.objects.overlapping(Unit.objects.filter(facility__hub=stage.effenaar), WINDOW)
    ),
    "an exact window": lambda stage: free_exactly(wanted=Wanted(), window=WINDOW, now=NOW),
    "a month": lambda stage: month(facility=stage.studio, first_day=cast.MONDAY, now=NOW),
    "starts": lambda stage: free_starts(facilities=[stage.studio], minutes=60, window=WINDOW, now=NOW),
    "free units": lambda stage: free_units(wishes=[LineWish(stage.studio.pk, 1, WINDOW)], now=NOW),
    "a hub's day": lambda stage: hub_day(hub=stage.effenaar, on=cast.THURSDAY, now=NOW),
}


@pytest.mark.parametrize("asked", ASKED)
def test_overlaps_are_read_through_the_constraints_own_index(stage, asked):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ASKED[asked](stage)
    about = [each["sql"] for each in captured.captured_queries if "bookings_occupancy" in each["sql"]]
    assert len(about) == 1, "one statement asks about occupancies"
    with connection.cursor() as cursor:
        # With a handful of rows PostgreSQL would rather read them all.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = on")
        cursor.execute(f"EXPLAIN {about[0]}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert INDEX in plan
    assert "Seq Scan on bookings_occupancy" not in plan
    (condition,) = {
        line.strip()
        for line in plan.splitlines()
        if "Index Cond" in line and "int8range(" in line and "unit_id" in line
    }
    assert "during &&" in condition


def test_plain_equality_would_not_use_it_as_meant(stage):
    """The negative control: the same question put the usual way has no condition on the unit in the index."""
    asked = Occupancy.objects.live().filter(unit_id=stage.studio.units.get().pk)
    asked = asked.filter(during__overlap=WINDOW.to_range())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = asked.explain()
    assert not any("unit_id" in line for line in plan.splitlines() if "Index Cond" in line)


def test_the_window_is_half_open(stage):
    unit = stage.studio.units.get()
    Occupancy.objects.create(unit=unit, during=WINDOW.to_range(), reason="block")
    for shift, found in ((-4, 0), (-3, 1), (0, 1), (3, 1), (4, 0)):
        window = type(WINDOW)(WINDOW.start + timedelta(hours=shift), WINDOW.end + timedelta(hours=shift))
        assert Occupancy.objects.overlapping([unit.pk], window).count() == found
