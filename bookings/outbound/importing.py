"""What workers do with a hub's file: read it, write it, and open what came with it."""

from datetime import datetime, timedelta
from uuid import UUID

from bookings.actions._import_blocks import MOST_APPOINTMENTS
from bookings.actions._importing import begin
from bookings.actions.keep_appointments import keep_appointments
from bookings.actions.note_reading_time import note_reading_time
from bookings.actions.read_import import read_import
from bookings.actions.write_import import write_import
from bookings.models import Import, ImportOf, ImportState
from bookings.outbound.fetching import Unfetched
from bookings.outbound.reading import said_apart
from bookings.rules.appointments import Appointments, from_json
from bookings.rules.busy import NOT_A_CALENDAR
from facilities.actions.project_openings import project_openings
from hub.kit import clock
from hub.kit.audit import SITE
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from hub.kit.transactions import demand_outside

# As far ahead as the house may keep something to itself.
FURTHEST = timedelta(days=2 * 366)


def read(message: OutboxMessage) -> None:
    uuid, now = UUID(message.about.id), clock.now()
    if Import.objects.filter(uuid=uuid, of=ImportOf.CALENDAR).exists():
        read_calendar(uuid=uuid, now=now)
    else:
        read_import(uuid=uuid, now=now)


def read_calendar(*, uuid: UUID, now: datetime) -> Import | None:
    """Make a calendar's preview, read by a process of its own. Safe to repeat; None when there is nothing to do."""
    demand_outside("reading a calendar")
    found = begin(uuid=uuid, state=ImportState.READING, now=now)
    if found is None:
        return None
    read = _read_apart(found, Period(now, now + FURTHEST))
    # As those that are read all day: whoever sends one file after the other has had the hub's part of the hour.
    note_reading_time(hub=found.hub, took=clock.now() - now, now=now)
    return keep_appointments(found=found, read=read, now=now)


def _read_apart(found: Import, window: Period) -> Appointments | str:
    """What it says, or the code of why not."""
    try:
        said = said_apart(
            "bookings.rules.appointments",
            bytes(found.content),
            found.hub.zone_name,
            window,
            MOST_APPOINTMENTS,
        )
    except Unfetched as error:
        return error.code
    read = from_json(said)
    return NOT_A_CALENDAR if any(code == NOT_A_CALENDAR for code, _fact in read.notes) else read


def write(message: OutboxMessage) -> None:
    write_import(uuid=UUID(message.about.id), now=clock.now())


def project(message: OutboxMessage) -> None:
    """A hub's facilities open when it does."""
    project_openings(hub_ids=[int(message.about.id)], actor=SITE, now=clock.now())
