"""Who has which unit when, in memory: quick enough to try thousands of wishes."""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from facilities.models import Facility, Leaf, OpeningWindow, Unit
from hub.kit.periods import Period, day


@dataclass(slots=True)
class Taken:
    """One unit with its live periods, turnaround included, sorted."""

    id: int
    taken: list[Period] = field(default_factory=list)

    def is_free(self, period: Period) -> bool:
        at = bisect_left(self.taken, period)
        return not any(each.overlaps(period) for each in self.taken[max(at - 1, 0) : at + 1])

    def take(self, period: Period) -> None:
        self.taken.insert(bisect_left(self.taken, period), period)


# A unit that is held, turnaround included.
Held = tuple[int, Period]


@dataclass(slots=True)
class Diary:
    windows: dict[int, list[Period]] = field(default_factory=dict)
    units: dict[int, list[Taken]] = field(default_factory=dict)
    by_id: dict[int, Taken] = field(default_factory=dict)
    # By facility: of which leaf how many units one of it holds, and the leaf's turnaround in minutes.
    leaves: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    # Periods that stay free on a facility, for who tries the site.
    kept: dict[int, list[Period]] = field(default_factory=dict)

    def opened(self, facility: Facility, on: date) -> list[Period]:
        """The parts of the facility's windows on one local day; a night that reaches into the next day is whole."""
        today = day(on, facility.hub.zone)
        out = []
        windows = self.windows.get(facility.pk, [])
        for window in windows[max(bisect_left(windows, today) - 1, 0) :]:
            if window.start >= today.end:
                break
            if today.start <= window.start:
                out.append(Period(window.start, min(window.end, today.end + timedelta(hours=4))))
            elif window.end >= today.end:
                out.append(today)
        return out

    def free(
        self, facility: Facility, quantity: int, period: Period, besides: Collection[Held] = ()
    ) -> list[Held] | None:
        """The lowest units that are free throughout and not among `besides`, the facility being open; None when there
        are too few."""
        windows = self.windows.get(facility.pk, [])
        at = bisect_left(windows, period)
        if not any(window.contains(period) for window in windows[max(at - 1, 0) : at + 1]):
            return None
        gone = {unit for unit, _held in besides}
        out: list[Held] = []
        for leaf, each, turnaround in self.leaves[facility.pk]:
            held = period.widened(after=timedelta(minutes=max(facility.turnaround_minutes, turnaround)))
            if any(kept.overlaps(held) for kept in self.kept.get(leaf, ())):
                return None
            found = [unit.id for unit in self.units[leaf] if unit.id not in gone and unit.is_free(held)]
            if len(found) < quantity * each:
                return None
            out += [(unit, held) for unit in found[: quantity * each]]
        return out

    def most(self, facility: Facility) -> int:
        return min(len(self.units[leaf]) // each for leaf, each, _turnaround in self.leaves[facility.pk])

    def take(self, units: Iterable[Held]) -> None:
        for unit, held in units:
            self.by_id[unit].take(held)


def read() -> Diary:
    """Everything is free yet; windows and units as they are in the database."""
    diary = Diary()
    for facility_id, during in OpeningWindow.objects.values_list("facility_id", "during"):
        diary.windows.setdefault(facility_id, []).append(Period.from_range(during))
    for windows in diary.windows.values():
        windows.sort()
    for unit_id, facility_id in Unit.objects.order_by("pk").values_list("pk", "facility_id"):
        diary.by_id[unit_id] = Taken(unit_id)
        diary.units.setdefault(facility_id, []).append(diary.by_id[unit_id])
    leaves = Leaf.objects.order_by("whole", "leaf")
    for whole, *leaf in leaves.values_list("whole", "leaf", "quantity", "leaf__turnaround_minutes"):
        diary.leaves.setdefault(whole, []).append((leaf[0], leaf[1], leaf[2]))
    return diary
