"""Every statement that asks about overlaps goes through an index that is made for it: by itself no other is there.

The constraint's own index answers for few units; for a short time of many, the index of the time alone.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Occupancy
from bookings.models.availability import (
    Wanted,
    first_free,
    free_exactly,
    free_starts,
    free_units,
    hub_day,
    month,
)
from bookings.models.busy import busy_as_json
from facilities.models import Unit
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.blocks import taken

BY_WHOM, BY_WHEN = "occupancy_no_unit_twice", "occupancy_by_time"
OPEN = {BY_WHOM: "opening_windows_do_not_overlap", BY_WHEN: "opening_by_time"}
WINDOW = thursday(13, 17)
HALF_A_YEAR = Period(NOW, NOW + timedelta(days=180))
ABOUT = ("bookings_occupancy", "facilities_openingwindow")


HISTORY = """
INSERT INTO bookings_block (uuid, hub_id, kind, title, note, during, created_at)
SELECT gen_random_uuid(), id, 'busy', '', '', tstzrange('2024-11-26', '2027-11-27'), now() FROM facilities_hub;
INSERT INTO bookings_occupancy (unit_id, during, reason, block_id)
SELECT u.id, tstzrange(day, day + interval '3 hours'), 'block', b.id
FROM facilities_unit u JOIN facilities_facility f ON f.id = u.facility_id JOIN bookings_block b ON b.hub_id = f.hub_id,
    generate_series(timestamptz '2024-11-26 13:00Z', '2027-11-26', interval '1 day') AS day;
INSERT INTO facilities_openingwindow (facility_id, during)
SELECT f.id, tstzrange(day, day + interval '8 hours')
FROM facilities_facility f, generate_series(timestamptz '2022-11-26 09:00Z', '2025-11-26', interval '1 day') AS day;
ANALYZE;
"""


@pytest.fixture
def stage(db):
    return cast.assemble()


# What is asked, through which index, and whether it asks about openings as well.
ASKED = {
    "overlapping, by ids": (
        lambda stage: list(Occupancy.objects.overlapping([1, 2, 9], WINDOW)), BY_WHOM, False
    ),
    "overlapping, by a queryset": (
        lambda stage: list(
            Occupancy.objects.overlapping(Unit.objects.filter(facility__hub=stage.effenaar), WINDOW)
        ), BY_WHOM, False,
    ),
    "free units": (
        lambda stage: free_units(wishes=[LineWish(stage.studio.pk, 1, WINDOW)], now=NOW), BY_WHOM, True
    ),
    "a hub's day, with by whom": (
        lambda stage: hub_day(hub=stage.effenaar, on=cast.THURSDAY, now=NOW), BY_WHOM, False
    ),
    "an exact window": (
        lambda stage: free_exactly(wanted=Wanted(), window=WINDOW, now=NOW), BY_WHEN, True
    ),
    "a hub's day": (
        lambda stage: busy_as_json(slug=stage.effenaar.slug, first=cast.THURSDAY, days=1, now=NOW), BY_WHEN, False
    ),
    "starts in an afternoon": (
        lambda stage: free_starts(facilities=[stage.studio], minutes=60, window=WINDOW, now=NOW), BY_WHEN, True
    ),
    "a month": (
        lambda stage: month(facility=stage.studio, first_day=cast.MONDAY, now=NOW), BY_WHOM, True
    ),
    "the first in half a year": (
        lambda stage: first_free(facilities=[stage.studio], minutes=60, window=HALF_A_YEAR, now=NOW), BY_WHOM, True
    ),
}  # fmt: skip


def plan_of(ask) -> dict[str, Any]:
    """What was done for the one statement about occupancies."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    (sql,) = (each["sql"] for each in captured.captured_queries if "bookings_occupancy" in each["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        (found,) = cursor.fetchone()
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every part of a plan that was not only planned."""
    if plan["Actual Loops"]:
        yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def indexes(plan: dict[str, Any]) -> dict[str, str]:
    """By index that was read, of these two tables, what it was asked."""
    ours = {*OPEN, *OPEN.values()}
    return {node["Index Name"]: node["Index Cond"] for node in nodes(plan) if node.get("Index Name") in ours}


def read_whole(plan: dict[str, Any]) -> list[str]:
    return [
        node["Relation Name"]
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in ABOUT
    ]


@pytest.fixture
def long_history(own_database):
    stage = cast.assemble()
    with psycopg.connect(own_database.owner_url, autocommit=True) as owner:
        owner.execute(HISTORY)
    return stage


def test_overlaps_are_read_through_the_index_that_is_made_for_it(long_history):
    for asked, (ask, index, opening) in ASKED.items():
        plan = plan_of(lambda ask=ask: ask(long_history))
        assert set(indexes(plan)) == ({index, OPEN[index]} if opening else {index}), asked
        assert read_whole(plan) == [], asked
        if index == BY_WHOM:
            assert "unit_id" in indexes(plan)[index], asked
            assert "(during &&" in indexes(plan)[index], asked


def test_said_the_usual_way_no_index_is_asked_about_the_unit(long_history):
    """The negative control."""
    usual = Occupancy.objects.live().filter(unit_id=long_history.studio.units.get().pk)
    plan = plan_of(lambda: list(usual.filter(during__overlap=WINDOW.to_range())))
    assert "unit_id" not in indexes(plan).get(BY_WHOM, "")
    assert BY_WHEN not in indexes(plan)


def test_the_window_is_half_open(stage):
    unit = stage.studio.units.get()
    taken(unit, WINDOW)
    for shift, found in ((-4, 0), (-3, 1), (0, 1), (3, 1), (4, 0)):
        window = type(WINDOW)(WINDOW.start + timedelta(hours=shift), WINDOW.end + timedelta(hours=shift))
        assert Occupancy.objects.overlapping([unit.pk], window).count() == found
