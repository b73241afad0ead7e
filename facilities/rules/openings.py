"""From opening hours, closures and holidays on a hub's wall clock to the periods in which a facility can be booked."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from facilities.rules.recurrence import Definition, occurrences
from hub.kit.periods import Period, merged

SECOND = timedelta(seconds=1)


def first_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the clock of a zone shows a time or a later one.

    So a time that exists twice means the first, and one that does not exist the moment when the clock goes forward
    over it. One rule for starts and ends: what touches on the wall clock touches in fact.
    """
    before = local.replace(tzinfo=zone, fold=0)
    after = local.replace(tzinfo=zone, fold=1)
    found = before.astimezone(UTC)
    skipped = found.astimezone(zone).replace(tzinfo=None) != local
    return _clock_change(after.astimezone(UTC), found, zone) if skipped else found


def _clock_change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The instant after `early`, to the second, from which the zone has the offset that it has at `late`."""
    offset = late.astimezone(zone).utcoffset()
    while late - early > SECOND:
        middle = early + timedelta(seconds=(late - early) // SECOND // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            late = middle
        else:
            early = middle
    return late


def expanded(definition: Definition, within: Period, zone: ZoneInfo) -> Iterator[Period]:
    """The parts of a definition's occurrences that lie within a period, in order of their starts.

    An occurrence that the clock jumps over whole (02:15 to 02:45 on the last Sunday of March) is none.
    """
    first, last = within.local(zone)
    for start, end in occurrences(definition, first.date(), last.date()):
        begins = max(first_instant(start, zone), within.start)
        ends = min(first_instant(end, zone), within.end)
        if begins < ends:
            yield Period(begins, ends)


def without(periods: Iterable[Period], holes: Iterable[Period]) -> list[Period]:
    """What is left of sorted, separate periods outside the holes, sorted."""
    gaps = merged(holes)
    left: list[Period] = []
    passed = 0
    for period in periods:
        while passed < len(gaps) and gaps[passed].end <= period.start:
            passed += 1
        start = period.start
        for gap in gaps[passed:]:
            if gap.start >= period.end:
                break
            if gap.start > start:
                left.append(Period(start, gap.start))
            start = max(start, gap.end)
        if start < period.end:
            left.append(Period(start, period.end))
    return left


def windows(
    *,
    openings: Iterable[Definition | Period],
    closures: Iterable[Definition | Period],
    within: Period,
    zone: ZoneInfo,
) -> list[Period]:
    """When it is open within a period: hours that touch or overlap are one window, closures win over openings.

    A `Definition` recurs on the wall clock of `zone`; a `Period` is once, between two instants.
    """
    open_ = merged(_all(openings, within, zone))
    return without(open_, _all(closures, within, zone))


def _all(what: Iterable[Definition | Period], within: Period, zone: ZoneInfo) -> Iterator[Period]:
    for each in what:
        if isinstance(each, Definition):
            yield from expanded(each, within, zone)
        elif each.overlaps(within):
            yield Period(max(each.start, within.start), min(each.end, within.end))


def in_both(some: Iterable[Period], others: Iterable[Period]) -> list[Period]:
    """What lies in one of each; both are sorted and separate, and so is the answer."""
    left, right = list(some), list(others)
    found: list[Period] = []
    one = other = 0
    while one < len(left) and other < len(right):
        start, end = max(left[one].start, right[other].start), min(left[one].end, right[other].end)
        if start < end:
            found.append(Period(start, end))
        if left[one].end <= right[other].end:
            one += 1
        else:
            other += 1
    return found
