"""What admission looks at, read before: `bookings.models.admission`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.rules.companions import Need
from bookings.rules.inductions import NOBODY, Asked, Who
from bookings.rules.leaves import Leaf
from bookings.rules.request import Visit
from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class Thing:
    """A facility as its rules of time see it. `latest` is midnight after the last day that may be booked."""

    id: int
    name: str
    hub_id: int
    live: bool
    zone: ZoneInfo
    grid_minutes: int
    min_minutes: int
    max_minutes: int
    turnaround: timedelta
    earliest: datetime
    latest: datetime
    capacity: int | None = None
    # A training session: its units are seats.
    session: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """One line: what is wanted, whether it is open then, and how its leaves stand (of what is no whole: itself)."""

    position: int
    thing: Thing
    quantity: int
    period: Period
    open: bool
    leaves: tuple[Leaf, ...]
    needs: tuple[Need, ...] = ()
    inductions: tuple[Asked, ...] = ()
    # Of a change: it is booked already, so nothing but what it has to do with other wishes is looked at; or the hub has
    # known for long that somebody comes then, so its notice does not count.
    kept: bool = False
    noticed: bool = False

    @property
    def in_service(self) -> int:
        return min((leaf.most for leaf in self.leaves), default=0)

    @property
    def free(self) -> int:
        return min((len(leaf.free) // leaf.each for leaf in self.leaves), default=0)

    @property
    def about(self) -> dict[str, object]:
        return {"facility": self.thing.name, "facility_id": self.thing.id, "line": self.position}


@dataclass(frozen=True, slots=True)
class Facts:
    """All that admission looks at. Holds are live ones that are not confirmed yet. `other`: of a change, somebody else
    is to be there than before, so that what is kept asks for their induction too."""

    hub_id: int
    wishes: tuple[Wish, ...]
    holds_of_organisation: int = 0
    holds_of_person: int = 0
    visit: Visit = Visit()
    who: Who = NOBODY
    other: bool = False
    # Of those who may be there: who is of the organisation.
    members: frozenset[int] = frozenset()
