"""What is proposed for a list of wants (`bookings.gathering`), as values."""

from dataclasses import dataclass

from bookings.models.exactly import Fit, Near
from bookings.models.free_time import Hours
from bookings.rules.company import Party
from bookings.rules.gathering import Lack, Want
from bookings.rules.letting_in import Entry
from funding.rules.quote import Quote
from hub.kit.errors import Refusal
from hub.kit.periods import Period

# So many times of one basket are counted.
MOST_TIMES = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: wants, for how long (minutes), in which period and hours of the day, near which point."""

    wants: tuple[Want, ...]
    minutes: int
    window: Period
    hours: Hours | None = None
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """What is lacking, and the nearest that have such a thing at all, with their distance."""

    lack: Lack
    alternatives: tuple[tuple[Fit, float | None], ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """One line of a basket: `stand_in` where it is not what was named though that is at this hub; `barred`: because
    that asks for an induction which nobody holds who books."""

    want: Want
    fit: Fit
    quantity: int
    stand_in: bool
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one hub serves: one booking. `quote`, or the `refusal` that says why there is no price; `entry`: what it
    asks of who comes, if anything."""

    hub: Fit
    km: float | None
    picked: tuple[Picked, ...]
    party: Party
    entry: Entry | None = None
    quote: Quote | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A hub's basket and, after it, those of other hubs for the same time. `times`: the first, and some others at which
    all of it is free; `others`: how many there are beside the first, counted up to `MOST_TIMES`."""

    parts: tuple[Part, ...]
    missing: tuple[Missing, ...]
    times: tuple[Period, ...]
    others: int

    @property
    def hub(self) -> Fit:
        return self.parts[0].hub

    @property
    def km(self) -> float | None:
        return self.parts[0].km

    @property
    def period(self) -> Period:
        return self.times[0]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def is_barred(self) -> bool:
        """Some of it asks for an induction that nobody holds who books: it cannot be booked yet."""
        return any(part.entry and part.entry.is_barred for part in self.parts)

    @property
    def many_others(self) -> bool:
        return self.others >= MOST_TIMES - 1
