"""What a place has promised of what it wants to take away: bookings on a unit, or in hours that close."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of somebody's booking. `spare` is the label of the unit that it can be moved to, empty if there is none
    or if it has begun: then the unit is in the guest's hands."""

    line: int
    number: str
    organisation: str
    facility: str
    period: Period
    begun: bool
    spare: str = ""
    # Of the booking.
    state: str = ""


def unknown(promises: Iterable[Promise], knowing: Collection[str]) -> bool:
    """Whether one of them was not among the booking numbers that somebody was shown."""
    return any(promise.number not in knowing for promise in promises)
