"""Spreadsheets that Effenaar's manager brought along: one that was taken over yesterday and can be undone, and one that
was chosen and waits for a yes, with two things that are new, a microphone more and a column that nobody knows. At
another hub lies one that is not right yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bookings.actions._import_changes import Changes, as_preview
from bookings.actions._import_writing import write_changes
from bookings.actions._importing import changes_at, parsed
from bookings.models import Import, ImportOf, ImportState
from bookings.models.importing import lists
from facilities.models import Hub
from funding.rules.time import local_day
from hub.demo.addresses import CHOSEN, TAKEN_OVER, WITH_FAULTS
from hub.kit.audit import record
from hub.kit.spreadsheet import csv_of
from hub.kit.transactions import step
from members.models import Grant, Role, User

A_MINUTE = timedelta(minutes=1)
Row = Sequence[str]
HEAD = (
    "Naam", "Soort", "Omschrijving (Nederlands)", "Prijs per uur", "Prijs per dag", "Exemplaar", "Serienummer", "Kleur",
)  # fmt: skip
ROWS = (
    ("Kelderstudio", "opnamestudio", "Droge akoestiek, 24 m2", "32,50", "", "Kelderstudio", "", "grijs"),
    ("Statief", "lichtset", "", "", "7,50", "ST-01", "SN 70311", "zwart"),
    ("Statief", "", "", "", "", "ST-02", "SN 70312", "zwart"),
)  # fmt: skip
FAULTS = (
    ("Foyer", "balzaal", "", "veertig", "", "Foyer", "", ""),
    ("", "podcaststudio", "", "25", "", "Podcast 1", "", ""),
    ("Luisterkamer", "luisterkamer", "", "12,50", "-5", "Luisterkamer", "", ""),
)  # fmt: skip


@step
def bring_along(*, hub: Hub, now: datetime) -> None:
    manager = Grant.objects.filter(role=Role.HUB_MANAGER, scope=hub.ref).order_by("pk")[0].person
    names = dict(hub.facilities.values_list("slug", "name"))
    cameras = [(names["camera-4k"], "", "", "", "", f"CAM-{n}", f"SN 8100{n}", "") for n in (7, 8)]
    _taken_over(hub, manager, cameras, now - timedelta(days=1))
    one_more = (names["condenser-microphone"], "", "", "", "", "M-99", "SN 44999", "")
    at = now - timedelta(minutes=20)
    file, changes = _looked_at(hub, manager, CHOSEN, "inventaris.csv", (*ROWS, one_more), at)
    file.state = ImportState.REFUSED if changes.problems else ImportState.READ
    file.save()


@step
def bring_faults_along(*, hub: Hub, now: datetime) -> None:
    """By who administers the site: nobody manages this hub yet."""
    admin = Grant.objects.filter(role=Role.SITE_ADMIN).order_by("pk")[0].person
    file, _changes = _looked_at(hub, admin, WITH_FAULTS, "zalen.csv", FAULTS, now - timedelta(hours=3))
    file.state = ImportState.REFUSED
    file.save()


@step
def _taken_over(hub: Hub, manager: User, rows: Sequence[Row], at: datetime) -> None:
    """Units that nobody has booked yet."""
    file, changes = _looked_at(hub, manager, TAKEN_OVER, "cameras.csv", rows, at)
    file.asked_by, file.asked_at = manager, at + A_MINUTE
    file.state, file.written_at, file.content = ImportState.WRITTEN, at + A_MINUTE, b""
    file.made = write_changes(
        [each for each in changes.of if not each.is_nothing],
        hub=hub,
        today=local_day(at, hub.zone),
        actor=manager,
        now=at + A_MINUTE,
    )
    file.save()
    for action in ("ask_import", "write_import"):
        record(action=f"bookings.{action}", about=file.ref, actor=manager, now=file.written_at, hub_id=hub.pk)


@step
def _looked_at(
    hub: Hub, manager: User, uuid: UUID, name: str, rows: Sequence[Row], at: datetime
) -> tuple[Import, Changes]:
    """Not saved yet."""
    file = Import(
        uuid=uuid,
        hub=hub,
        of=ImportOf.FACILITIES,
        file_name=name,
        content=csv_of([HEAD, *rows], "nl"),
        created_by=manager,
        created_at=at,
    )
    known = lists()
    changes = changes_at(hub, parsed(file, known), known, at)
    file.preview = as_preview(changes)
    file.rows = file.rows_done = len(rows)
    return file, changes
