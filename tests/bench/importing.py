"""A hub brings five thousand rows along: how long reading and writing them takes a worker."""

import csv
import io
import time
from dataclasses import dataclass
from uuid import uuid4

from bookings.actions.ask_import import ask_import
from bookings.actions.read_import import read_import
from bookings.actions.take_in_file import take_in_file
from bookings.actions.write_import import write_import
from bookings.models import ImportOf
from facilities.actions.project_openings import project_openings
from facilities.models import Hub, Kind, Unit
from hub.kit import clock
from hub.kit.audit import SITE
from members.models import Grant, Role
from tests.factories.members import GrantFactory

ROWS, A_FACILITY = 5_000, 10


@dataclass(frozen=True)
class BroughtAlong:
    rows: int
    read_seconds: float
    write_seconds: float
    # What follows it: when all the new facilities are open.
    open_seconds: float
    units: int


def brought_along(rows: int = ROWS) -> BroughtAlong:
    hub = Hub.objects.select_related("municipality").earliest("pk")
    grant: Grant = GrantFactory(role=Role.HUB_MANAGER, scope=hub.ref)
    before = Unit.objects.filter(facility__hub=hub).count()
    found = take_in_file(
        uuid=uuid4(),
        hub=hub,
        of=ImportOf.FACILITIES,
        file_name="bench.csv",
        content=_file(rows),
        actor=grant.person,
        now=clock.now(),
    )
    began = time.perf_counter()
    read = read_import(uuid=found.uuid, now=clock.now())
    is_read = time.perf_counter()
    assert read is not None and not read.preview["problems"]
    ask_import(found=read, seen=read.preview["digest"], actor=grant.person, now=clock.now())
    asked = time.perf_counter()
    done = write_import(uuid=found.uuid, now=clock.now())
    is_written = time.perf_counter()
    assert done is not None and done.written_at
    project_openings(hub_ids=[hub.pk], actor=SITE, now=clock.now())
    is_open = time.perf_counter()
    units = Unit.objects.filter(facility__hub=hub).count() - before
    return BroughtAlong(rows, is_read - began, is_written - asked, is_open - is_written, units)


def _file(rows: int) -> bytes:
    kind = Kind.objects.earliest("pk").slug
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(
        ["Naam", "Soort", "Exemplaar", "Serienummer", "Prijs per uur", "Omschrijving (Nederlands)"]
    )
    for number in range(rows):
        facility = number // A_FACILITY
        writer.writerow(
            [
                f"Bench {facility}",
                kind,
                f"B-{number}",
                f"SN {number}",
                f"{facility % 90 + 10},50",
                "Zo goed als nieuw",
            ]
        )
    return out.getvalue().encode()
