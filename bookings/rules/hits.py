"""Bookings that the house cannot keep as they are, and why. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from facilities.rules.promises import Promise
from hub.kit.periods import Period


class Cause(StrEnum):
    """It lies outside the opening hours; a unit that it holds is out of service; a block wants it."""

    HOURS = "hours"
    UNIT = "unit"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Why:
    """`unit` is the label of the unit, `block` what the block is called, `during` its time."""

    cause: Cause
    unit: str = ""
    block: str = ""
    during: Period | None = None


@dataclass(frozen=True, slots=True)
class HitLine:
    promise: Promise
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A booking with those of its lines that are hit, by start."""

    number: str
    organisation: str
    lines: tuple[HitLine, ...]

    @property
    def start(self) -> datetime:
        return self.lines[0].promise.period.start

    @property
    def begun(self) -> bool:
        return any(line.promise.begun for line in self.lines)

    @property
    def causes(self) -> frozenset[Cause]:
        return frozenset(why.cause for line in self.lines for why in line.why)

    @property
    def wanted(self) -> list[Period]:
        """The times for which blocks want its units."""
        return [why.during for line in self.lines for why in line.why if why.during]


def together(found: Iterable[tuple[Promise, Why]]) -> list[Hit]:
    """By booking, by start."""
    lines: dict[int, tuple[Promise, list[Why]]] = {}
    for promise, why in found:
        _promise, said = lines.setdefault(promise.line, (promise, []))
        if why not in said:
            said.append(why)
    bookings: dict[str, list[HitLine]] = {}
    for promise, said in sorted(lines.values(), key=lambda line: (line[0].period, line[0].line)):
        bookings.setdefault(promise.number, []).append(HitLine(promise, tuple(said)))
    return [Hit(number, its[0].promise.organisation, tuple(its)) for number, its in bookings.items()]
