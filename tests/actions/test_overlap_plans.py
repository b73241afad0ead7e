"""Every statement that asks about overlaps goes through the constraint's own index: by itself no other is there."""

from datetime import timedelta

import psycopg
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


HISTORY = """
INSERT INTO bookings_occupancy (unit_id, during, reason)
SELECT u.id, tstzrange(day, day + interval '3 hours'), 'block'
FROM facilities_unit u, generate_series(timestamptz '2024-11-26 13:00Z', '2027-11-26', interval '1 day') AS day;
ANALYZE;
"""


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


def plans_of(ask) -> list[list[str]]:
    """The plan of each statement about occupancies, line by line."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    about = [each["sql"] for each in captured.captured_queries if "bookings_occupancy" in each["sql"]]
    plans = []
    with connection.cursor() as cursor:
        for sql in about:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append([row[0].strip() for row in cursor.fetchall()])
    return plans


def on_units(plan: list[str]) -> list[str]:
    """What the index is asked about units."""
    return [line for line in plan if "Index Cond" in line and "unit_id" in line and "during &&" in line]


def test_overlaps_are_read_through_the_constraints_own_index(own_database):
    stage = cast.assemble()
    with psycopg.connect(own_database.owner_url, autocommit=True) as owner:
        owner.execute(HISTORY)
    for asked, ask in ASKED.items():
        (plan,) = plans_of(lambda ask=ask: ask(stage))
        text = "\n".join(plan)
        assert INDEX in text, f"{asked}:\n{text}"
        assert len(on_units(plan)) == 1, f"{asked}:\n{text}"
        assert "Seq Scan on bookings_occupancy" not in text, f"{asked}:\n{text}"
    # The negative control: put the usual way, the question about the unit is no part of what the index is asked.
    usual = Occupancy.objects.live().filter(unit_id=stage.studio.units.get().pk)
    (plan,) = plans_of(lambda: list(usual.filter(during__overlap=WINDOW.to_range())))
    assert on_units(plan) == []


def test_the_window_is_half_open(stage):
    unit = stage.studio.units.get()
    Occupancy.objects.create(unit=unit, during=WINDOW.to_range(), reason="block")
    for shift, found in ((-4, 0), (-3, 1), (0, 1), (3, 1), (4, 0)):
        window = type(WINDOW)(WINDOW.start + timedelta(hours=shift), WINDOW.end + timedelta(hours=shift))
        assert Occupancy.objects.overlapping([unit.pk], window).count() == found
