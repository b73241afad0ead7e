"""The step that turns calendars into `OpeningWindow` rows; for every verb that touches opening hours, and nightly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F

from facilities.models import Facility, FacilityState, Hub, Leaf
from facilities.models.definitions import Defined, definitions
from facilities.rules.openings import in_both, windows
from facilities.rules.recurrence import Definition
from hub.kit.periods import Period
from hub.kit.transactions import step

# 18 months; a facility's horizon may be no further (see `facilities.actions._facts`).
DAYS_AHEAD = 550
# A facility with its hub, both calendars, its state, and of a training session when it is, and since when it is not.
Row = tuple[int, int, int, int, str, Any, datetime | None]


@dataclass(frozen=True, slots=True)
class Projected:
    """How many facilities were looked at, and how many of their windows differed from before."""

    facilities: int
    added: int
    removed: int


@step
def project(*, hub_ids: Iterable[int], now: datetime) -> Projected:
    """Make the opening windows of these hubs' facilities what their calendars say, from today's midnight on.

    A handful of statements however many hubs; rows that are right already are left alone. What lies before today
    stays as it was: a window that reaches into today is cut there. A retired facility opens no more. A
    whole is open when all its leaves are too.
    """
    zones, ahead = lock_hubs(hub_ids, now)
    inside = _leaves(zones)
    facilities = list(
        Facility.objects.filter(hub__in=zones).values_list(
            "id",
            "hub_id",
            "hub__calendar_id",
            "calendar_id",
            "state",
            "session__during",
            "session__called_off_at",
        )
    )
    sessions = {
        id_: Period.from_range(during) for id_, *_rest, during, off in facilities if during and not off
    }
    wanted = _columns_of(
        _wanted(facilities, zones, ahead) | _at_their_time(sessions, facilities, ahead), inside
    )
    todays = [ahead[hub_id].start for _id, hub_id, *_rest in facilities]
    ids = [row[0] for row in facilities]
    with connection.cursor() as cursor:
        cursor.execute(_REACHING_IN, [ids, todays])
        if reaching_in := cursor.fetchall():
            cursor.execute(_CUT, _columns(reaching_in))
        cursor.execute(_DELETE, [*wanted, ids, todays])
        removed = cursor.rowcount
        cursor.execute(_MISSING, [*wanted])
        if missing := cursor.fetchall():
            cursor.execute(_INSERT, _columns(missing))
        return Projected(facilities=len(ids), added=len(missing), removed=removed)


def _columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


@step
def lock_hubs(hub_ids: Iterable[int], now: datetime) -> tuple[dict[int, ZoneInfo], dict[int, Period]]:
    """One projection of a hub at a time, so that the later one has read what the earlier one's verb wrote.

    The lock leaves bookings alone: they refer to the hub's key, which does not change.
    """
    rows = Hub.objects.filter(pk__in=sorted(hub_ids)).order_by("pk").select_for_update(no_key=True)
    zones = {pk: ZoneInfo(name) for pk, name in rows.values_list("pk", "zone_name")}
    return zones, {pk: days_ahead(zone, now) for pk, zone in zones.items()}


def days_ahead(zone: ZoneInfo, now: datetime) -> Period:
    """From today's midnight on a zone's clock, as far as openings are known."""
    today = now.astimezone(zone).date()
    return Period(
        datetime.combine(today, time(), zone),
        datetime.combine(today + timedelta(days=DAYS_AHEAD), time(), zone),
    )


def _wanted(
    facilities: list[Row],
    zones: Mapping[int, ZoneInfo],
    ahead: Mapping[int, Period],
) -> dict[int, list[Period]]:
    """By facility when its own and its hub's calendar say that it is open; those that are retired are left out."""
    calendars = {
        calendar: zones[hub] for _id, hub, *both, _state, _session, _off in facilities for calendar in both
    }
    defined = definitions(calendars)
    known: dict[int, list[Period]] = {}
    wanted: dict[int, list[Period]] = {}
    for id_, hub, hubs_calendar, own_calendar, state, session, _off in facilities:
        if state == FacilityState.RETIRED or session:
            continue
        own = defined[own_calendar]
        if own.openings or own.closures:
            found = _windows(defined[hubs_calendar], own, ahead[hub], zones[hub])
        else:
            found = known.get(hub) or _windows(defined[hubs_calendar], own, ahead[hub], zones[hub])
            known[hub] = found
        wanted[id_] = found
    return wanted


def _at_their_time(
    sessions: Mapping[int, Period], facilities: list[Row], ahead: Mapping[int, Period]
) -> dict[int, list[Period]]:
    """A training session is open when it is held and at no other time, whatever its house says of its hours."""
    wanted = {}
    for id_, hub, *_both, state, _during, _off in facilities:
        if id_ in sessions and state != FacilityState.RETIRED:
            start = max(sessions[id_].start, ahead[hub].start)
            wanted[id_] = [Period(start, sessions[id_].end)] if start < sessions[id_].end else []
    return wanted


def _leaves(hub_ids: Iterable[int]) -> dict[int, list[int]]:
    """By whole its leaves; what is its own one leaf is left out."""
    inside: dict[int, list[int]] = {}
    rows = Leaf.objects.filter(whole__hub__in=hub_ids).exclude(whole=F("leaf")).values_list("whole", "leaf")
    for whole, leaf in rows:
        inside.setdefault(whole, []).append(leaf)
    return inside


def _columns_of(
    wanted: Mapping[int, list[Period]], inside: Mapping[int, list[int]]
) -> tuple[list[int], list[datetime], list[datetime]]:
    """Every window that should be there, as three columns: facility, start, end."""
    rows = []
    for id_, periods in wanted.items():
        for leaf in inside.get(id_, ()):
            periods = in_both(periods, wanted.get(leaf, ()))
        rows += [(id_, period.start, period.end) for period in periods]
    return ([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def _windows(hubs: Defined, own: Defined, within: Period, zone: ZoneInfo) -> list[Period]:
    """A facility's own weekly hours stand instead of all of the hub's, while what is open once is added to what else
    is; closures of either close it."""
    keeps_own = any(isinstance(each, Definition) for each in own.openings)
    return windows(
        openings=own.openings if keeps_own else [*hubs.openings, *own.openings],
        closures=[*hubs.closures, *own.closures],
        within=within,
        zone=zone,
    )


# `o.facility_id` is found through the expression of the exclusion constraint, the only index there is. No statement
# both reads that index and writes to it: docs/decisions/0022 tells what PostgreSQL loses when one does.
_REACHING_IN = """
SELECT o.id, f.today
  FROM facilities_openingwindow o
  JOIN unnest(%s::bigint[], %s::timestamptz[]) AS f(id, today)
    ON int8range(o.facility_id, o.facility_id, '[]') && int8range(f.id, f.id, '[]')
   AND o.during && tstzrange(f.today, NULL)
 WHERE lower(o.during) < f.today
"""
_CUT = """
UPDATE facilities_openingwindow o
   SET during = tstzrange(lower(o.during), f.today)
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS f(id, today)
 WHERE o.id = f.id
"""
_DELETE = """
WITH wanted AS (SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS w(id, starts, ends))
DELETE FROM facilities_openingwindow o
 USING unnest(%s::bigint[], %s::timestamptz[]) AS f(id, today)
 WHERE int8range(o.facility_id, o.facility_id, '[]') && int8range(f.id, f.id, '[]')
   AND o.during && tstzrange(f.today, NULL)
   AND NOT EXISTS (
       SELECT 1 FROM wanted WHERE wanted.id = o.facility_id AND tstzrange(wanted.starts, wanted.ends) = o.during
   )
"""
_MISSING = """
SELECT w.id, w.starts, w.ends
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS w(id, starts, ends)
 WHERE NOT EXISTS (
       SELECT 1 FROM facilities_openingwindow o
        WHERE int8range(o.facility_id, o.facility_id, '[]') && int8range(w.id, w.id, '[]')
          AND o.during && tstzrange(w.starts, w.ends)
   )
"""
_INSERT = """
INSERT INTO facilities_openingwindow (facility_id, during)
SELECT w.id, tstzrange(w.starts, w.ends)
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS w(id, starts, ends)
"""
