"""A spreadsheet that Effenaar's manager has chosen and not yet taken over: two rooms that are new, a lens more for what
is there, and a column that nobody knows."""

from datetime import datetime, timedelta
from uuid import UUID

from bookings.actions._import_changes import as_preview
from bookings.actions._importing import changes_at, parsed
from bookings.models import Import, ImportOf, ImportState
from bookings.models.importing import lists
from facilities.models import Hub
from hub.kit.spreadsheet import csv_of
from hub.kit.transactions import step
from members.models import Grant, Role

# The same in every demonstration, so that its page has an address (`hub.dev.demo_pages`).
CHOSEN = UUID("5b0c5a0e-7d1c-4f3e-9a55-1f0d6a0c93aa")
HEAD = (
    "Naam", "Soort", "Omschrijving (Nederlands)", "Prijs per uur", "Prijs per dag", "Exemplaar", "Serienummer", "Kleur",
)  # fmt: skip
ROWS = (
    ("Kelderstudio", "opnamestudio", "Droge akoestiek, 24 m2", "32,50", "", "Kelderstudio", "", "grijs"),
    ("Statief", "lichtset", "", "", "7,50", "ST-01", "SN 70311", "zwart"),
    ("Statief", "", "", "", "", "ST-02", "SN 70312", "zwart"),
)  # fmt: skip


@step
def bring_along(*, hub: Hub, now: datetime) -> None:
    manager = Grant.objects.filter(role=Role.HUB_MANAGER, scope=hub.ref).order_by("pk")[0].person
    microphones = hub.facilities.get(slug="condenser-microphone")
    one_more = (microphones.name, "", "", "", "", "M-99", "SN 44999", "")
    file = Import(
        uuid=CHOSEN,
        hub=hub,
        of=ImportOf.FACILITIES,
        file_name="inventaris.csv",
        content=csv_of([HEAD, *ROWS, one_more], "nl"),
        created_by=manager,
        created_at=now - timedelta(minutes=20),
    )
    known = lists()
    changes = changes_at(hub, parsed(file, known), known, now)
    file.preview = as_preview(changes)
    file.state = ImportState.REFUSED if changes.problems else ImportState.READ
    file.rows = file.rows_done = len(ROWS) + 1
    file.save()
