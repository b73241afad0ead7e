"""What cancelling late costs and what not coming costs: shares of the price, by how long before the start it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from hub.kit.money import WHOLE_BP


class Span(StrEnum):
    HOURS = "hours"
    DAYS = "days"


HOURS_OF = {Span.HOURS: 1, Span.DAYS: 24}


@dataclass(frozen=True, slots=True)
class TermStep:
    """From so long before the start on, cancelling costs this share of the price."""

    span: Span
    count: int
    bp: int

    @property
    def hours(self) -> int:
        """Roughly: a day may have 23 or 25."""
        return self.count * HOURS_OF[self.span]

    def at(self, start: datetime, zone: ZoneInfo) -> datetime:
        """The instant from which it counts, in UTC. Hours are time that passes; days are days of the hub's calendar, at
        the same time on its clock: of a time that happens twice the second, of one that is left out the time after
        the gap, so that the clock never takes an hour from who cancels."""
        if self.span is Span.HOURS:
            return (start - timedelta(hours=self.count)).astimezone(UTC)
        local = start.astimezone(zone).replace(tzinfo=None) - timedelta(days=self.count)
        return max(local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


@dataclass(frozen=True, slots=True)
class Terms:
    """Free until the first step. Without steps cancelling is free until it begins, and who does not come pays all.

    `reached_bp` is what a line that takes the place of another one keeps of how late it was by then: moving it by an
    hour does not turn the clock back.
    """

    steps: tuple[TermStep, ...] = ()
    no_show_bp: int = WHOLE_BP
    reached_bp: int = 0

    def bp_at(self, now: datetime, start: datetime, zone: ZoneInfo) -> int:
        """The share that cancelling costs now; a step counts from its very instant on."""
        reached = (step.bp for step in self.steps if step.at(start, zone) <= now)
        return max(self.reached_bp, *reached, 0)

    def instants(self, start: datetime, zone: ZoneInfo) -> frozenset[datetime]:
        return frozenset(step.at(start, zone) for step in self.steps)

    def late(self, bp: int) -> Self:
        """The same for something that was this late already."""
        return replace(self, reached_bp=max(self.reached_bp, bp))

    def to_json(self) -> dict[str, Any]:
        said = {"steps": [[step.span, step.count, step.bp] for step in self.steps]}
        return {**said, "no_show_bp": self.no_show_bp, "reached_bp": self.reached_bp}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """What was booked before there were terms has none: that is the same as no terms."""
        return cls(
            read_steps(kept.get("steps", ())), kept.get("no_show_bp", WHOLE_BP), kept.get("reached_bp", 0)
        )


FREE = Terms()


def read_steps(kept: Iterable[Iterable[Any]]) -> tuple[TermStep, ...]:
    return tuple(TermStep(Span(span), count, bp) for span, count, bp in kept)
