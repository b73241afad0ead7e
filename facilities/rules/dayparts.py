"""The dayparts of a house: its morning, afternoon and evening, by its own clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

MOST_DAYPARTS = 6


@dataclass(frozen=True, slots=True)
class DaypartTime:
    """From one time to another on the hub's clock; one that does not end later the same day ends on the next."""

    name_nl: str
    name_en: str
    starts: time
    ends: time

    def to_json(self) -> dict[str, str]:
        return {
            "name_nl": self.name_nl,
            "name_en": self.name_en,
            "starts": self.starts.isoformat("minutes"),
            "ends": self.ends.isoformat("minutes"),
        }


def read(kept: Iterable[Mapping[str, Any]]) -> tuple[DaypartTime, ...]:
    """What a hub keeps of them, in the order of the day."""
    return tuple(
        DaypartTime(
            each["name_nl"],
            each["name_en"] or each["name_nl"],
            time.fromisoformat(each["starts"]),
            time.fromisoformat(each["ends"]),
        )
        for each in sorted(kept, key=lambda each: each["starts"])
    )
