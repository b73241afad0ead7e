"""Read the other calendars that are due: fetch, read apart, keep what they say. Slow, so in a worker and outside of any
transaction; what fails is written down, tried later and shown to the house."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from bookings.actions.claim_source import claim_source
from bookings.actions.keep_busy import keep_busy
from bookings.actions.note_read import note_read
from bookings.models import CalendarSource
from bookings.models.sources import units_of_source
from bookings.outbound.fetching import Fetched, Unfetched, fetch
from bookings.rules.busy import NOT_A_CALENDAR, Busy, from_json
from hub.kit.errors import Busy as Occupied
from hub.kit.periods import Period, days
from hub.kit.transactions import demand_outside

log = logging.getLogger(__name__)

# Seconds of the clock that reading one file may take; of the processor it has fewer (`bookings.rules.busy`).
PATIENCE = 120
MOST_TIMES, MOST_ROWS = 1_000, 10_000
# A worker that has read for so long leaves the rest to the next one: others wait for it with other things.
TURN = timedelta(minutes=1)
# So far ahead at most, whatever a facility's horizon.
FURTHEST = 400
# Tried so often when somebody else holds what is to be blocked; then at the next reading.
TRIES = 5

Fetch = Callable[..., Fetched]


def read_due(*, clock: Callable[[], datetime], most: int = 20, fetching: Fetch = fetch) -> int:
    """Those that are due, one after the other; returns how many. Any number of workers may do it at once. The clock is
    asked for each: of several slow ones the last begins minutes after the first."""
    done, now = 0, clock()
    until = now + TURN
    while done < most and now < until:
        source = claim_source(now=now)
        if source is None:
            break
        read_one(source, now=now, clock=clock, fetching=fetching)
        done, now = done + 1, clock()
    return done


def read_one(
    source: CalendarSource, *, now: datetime, clock: Callable[[], datetime], fetching: Fetch = fetch
) -> None:
    """One that was claimed `now`. What came of it is noted with how long it took, by the clock."""
    came = _read(source, now, fetching)
    note_read(source_id=source.pk, hub_id=source.hub_id, begun_at=now, took=clock() - now, now=now, **came)


def _read(source: CalendarSource, now: datetime, fetching: Fetch) -> dict[str, Any]:
    """What `note_read` is told of it."""
    try:
        fetched = _fetched(source, now, fetching)
        if fetched.body is None:
            return {"etag": fetched.etag}
        busy = read_apart(fetched.body, source, now)
        if any(code == NOT_A_CALENDAR for code, _fact in busy.notes):
            raise Unfetched(NOT_A_CALENDAR)
        _keep(source, busy, now)
    except Unfetched as error:
        return {"problem": {"code": error.code, "fact": error.fact}}
    except Exception:  # whatever is wrong with this one, the next one may be well
        log.exception("reading the calendar %s failed", source.uuid)
        return {"problem": {"code": "failed", "fact": ""}}
    return {"times": len(busy.times), "notes": busy.notes, "etag": fetched.etag}


def _fetched(source: CalendarSource, now: datetime, fetching: Fetch) -> Fetched:
    if source.file is not None:
        return Fetched(bytes(source.file), "")
    # Each day once in any case: what it says of the days that came into sight is not blocked yet.
    zone = source.hub.zone
    today = source.read_at and source.read_at.astimezone(zone).date() == now.astimezone(zone).date()
    return fetching(source.link, etag=source.etag if today and not source.problem else "")


def read_apart(data: bytes, source: CalendarSource, now: datetime) -> Busy:
    """What the file says, read by a process of its own that has little time and memory, and knows no secrets."""
    demand_outside("reading a calendar")
    ahead = min(source.facility.horizon_days, FURTHEST)
    today = now.astimezone(source.hub.zone).date()
    window = days(today - timedelta(days=1), ahead + 2, source.hub.zone)
    most = min(MOST_TIMES, MOST_ROWS // max(1, len(units_of_source(source))))
    return _apart(data, source.hub.zone_name, window, most)


def _apart(data: bytes, zone: str, window: Period, most: int) -> Busy:
    return from_json(said_apart("bookings.rules.busy", data, zone, window, most))


def said_apart(module: str, data: bytes, zone: str, window: Period, most: int) -> bytes:
    """What a reader of calendars, run as a process of its own, says of a file. Raises `Unfetched`."""
    arguments = [zone, window.start.isoformat(), window.end.isoformat(), str(most)]
    command = [sys.executable, "-m", module, *arguments]
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            cwd=settings.ROOT,
            env=environment,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unfetched("takes_too_long") from None
    if done.returncode:
        log.warning("a calendar could not be read: %s", done.stderr.decode(errors="replace")[-500:])
        raise Unfetched("takes_too_long" if done.returncode < 0 else "cannot_be_read")
    return done.stdout


def _keep(source: CalendarSource, busy: Busy, now: datetime) -> None:
    tries = TRIES
    while tries:
        try:
            if keep_busy(source_id=source.pk, times=busy.times, now=now).whole:
                return
        except Occupied:
            tries -= 1
    raise Unfetched("busy_here")
