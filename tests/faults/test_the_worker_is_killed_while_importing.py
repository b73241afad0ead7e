"""`kill -9` between each two steps of taking a file over: nothing of it is there, or all of it; the next worker does it
all."""

import pytest
from schedule.models import Event

from bookings.actions.ask_import import ask_import
from bookings.actions.write_import import write_import
from bookings.models import Block, BlockUnit, Import, Occupancy
from bookings.outbound.importing import read_calendar
from facilities.models import CalendarEntry, Facility, Unit
from funding.models import Rate, RateCard, VatSetting
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.imports import HEAD, asked, csv_file, taken_in
from tests.faults.test_the_server_is_killed import wait_until_paused
from tests.faults.test_the_server_is_killed_while_changing import paused_after
from tests.faults.test_the_worker_is_killed import Worker
from tests.own_database import OwnDatabase

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]
WRITING = [
    ("schedule_calendar", "INSERT"),
    ("facilities_facility", "INSERT"),
    ("schedule_event", "INSERT"),
    ("facilities_calendarentry", "INSERT"),
    ("funding_vatsetting", "INSERT"),
    ("facilities_unit", "INSERT"),
    ("funding_rate", "INSERT"),
    ("kit_auditrow", "INSERT"),
]
BLOCKING = [("bookings_block", "INSERT"), ("bookings_occupancy", "INSERT")]
EVENT = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//
BEGIN:VEVENT
UID:1
DTSTART:20261201T100000Z
DTEND:20261201T120000Z
SUMMARY:Repetitie
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def stage(own_database):
    return cast.assemble()


def all_of_it() -> tuple[object, ...]:
    """But for the file itself, which counts how often somebody began."""
    brought = (Facility, Unit, CalendarEntry, Event, VatSetting, RateCard, Rate)
    rows = (*brought, Block, BlockUnit, Occupancy, AuditRow)
    return tuple(list(model.objects.order_by("pk").values()) for model in rows)


def killed_after_each(database: OwnDatabase, found: Import, tables: list[tuple[str, str]]) -> None:
    before = all_of_it()
    for table, events in tables:
        with paused_after(database, table, events):
            worker = Worker(lambda: write_import(uuid=found.uuid, now=NOW))
            wait_until_paused(database, worker)
            worker.kill_9()
        assert all_of_it() == before, f"killed after writing to {table}"
        assert Import.objects.get(pk=found.pk).state == "writing"
        # Who sees to the machine has it begin anew: so often a worker does not die by itself.
        Import.objects.filter(pk=found.pk).update(attempts=0)
    write_import(uuid=found.uuid, now=NOW)
    assert Import.objects.get(pk=found.pk).state == "written"
    after = all_of_it()
    assert after != before and broken_invariants() == {}
    write_import(uuid=found.uuid, now=NOW)
    assert all_of_it() == after


def test_a_table_is_taken_over_or_not(own_database, stage) -> None:
    rows = [
        (f"Zaal {number}", "recording studio", f"Z-{number}", "", "50", "ma-vr 10-22", "9")
        for number in range(3)
    ]
    file = csv_file((*HEAD, "Openingstijden", "Btw"), *rows)
    killed_after_each(own_database, asked(stage.effenaar, file, stage.hanna), WRITING)


def test_a_calendar_is_taken_over_or_not(own_database, stage) -> None:
    wishes = {"units": list(stage.studio.units.values_list("pk", flat=True)), "kind": "production"}
    file = taken_in(stage.effenaar, EVENT, stage.hanna, of="calendar", file_name="a.ics", wishes=wishes)
    found = read_calendar(uuid=file.uuid, now=NOW)
    assert found is not None
    ask_import(found=found, seen=found.preview["digest"], actor=stage.hanna, now=NOW)
    killed_after_each(own_database, found, BLOCKING)
