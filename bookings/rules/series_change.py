"""How the later dates of a series are to be from now on: another time, another weekday, other things, other words.
Pure; everything is on the hub's wall clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from funding.rules.lines import LineWish
from hub.kit.periods import Period, instant


@dataclass(frozen=True, slots=True)
class Other:
    """What a thing of the series becomes: so many of the same, or of another; none: it is given up."""

    facility_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be different. Without times the clock stays; `weekday` (0 is Monday) moves each date within its own
    week; `things`: by facility what it becomes, and whatever is not named stays. None of `purpose`: stays too.
    `let_go`: who comes along by the house's rules, and need not any more, is given up."""

    start: time | None = None
    end: time | None = None
    weekday: int | None = None
    things: dict[int, Other] = field(default_factory=dict)
    purpose: str | None = None
    let_go: bool = False


def changed_lines(
    lines: Sequence[LineWish], wanted: Wanted, zone: ZoneInfo, *, fold: int | None = None
) -> tuple[LineWish, ...]:
    """One date's lines as they are to be. What has the time of the first line gets the new time; what had another, such
    as a set-up before it, moves along. Raises `NoSuchTime`, `TwiceThatTime`, `EndBeforeStart`."""
    if not lines:
        return ()
    main = lines[0].period
    was = _naive(main, zone)
    days = timedelta() if wanted.weekday is None else timedelta(days=wanted.weekday - was[0].weekday())
    new = _new_times(was, wanted, days)
    by = new[0] - was[0], new[1] - was[1]
    out = []
    for line in lines:
        other = wanted.things.get(line.facility_id, Other(line.facility_id, line.quantity))
        if other.quantity:
            period = line.period
            if any(by):
                start, end = _naive(period, zone)
                moved = start + by[0], end + (by[1] if (start, end) == was else by[0])
                period = Period(*(instant(each, zone, fold=fold) for each in moved))
            out.append(LineWish(other.facility_id, other.quantity, period))
    return tuple(out)


def _naive(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start, end = (each.replace(tzinfo=None, fold=0) for each in period.local(zone))
    return start, end


def _new_times(was: tuple[datetime, datetime], wanted: Wanted, days: timedelta) -> tuple[datetime, datetime]:
    """An end that is not after the start is on the day after."""
    start, end = was
    if wanted.start is None and wanted.end is None:
        return start + days, end + days
    begins = datetime.combine(start.date() + days, wanted.start or start.time())
    ends = datetime.combine(begins.date(), wanted.end or end.time())
    if ends <= begins:
        ends += timedelta(days=1)
    return begins, ends
