"""A fund's money by month, added up as time goes on: what there is against what is promised of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# More columns than this nobody tells apart on a phone; what was before is in the first one's sums.
MOST_MONTHS = 18


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """One month, in cents. `received` is less what went back; `expected` is still to come; `reserved` and `settled` are
    of bookings that start in it."""

    month: date
    received: int = 0
    expected: int = 0
    reserved: int = 0
    settled: int = 0


@dataclass(frozen=True, slots=True)
class MonthSum:
    """The month itself, and everything until its end."""

    facts: MonthFacts
    received: int
    expected: int
    committed: int
    settled: int

    @property
    def left(self) -> int:
        """Of what is in by then, and of what is expected by then."""
        return self.received + self.expected - self.committed


def months_from(months: Iterable[date]) -> list[date]:
    """Every first of a month from the first of these to the last."""
    wanted = sorted(months)
    out = [wanted[0]]
    while out[-1] < wanted[-1]:
        out.append((out[-1] + timedelta(days=31)).replace(day=1))
    return out


def summed(months: Sequence[MonthFacts], carried: int = 0) -> list[MonthSum]:
    """Added up in order, the last `MOST_MONTHS` of them; `carried` came from elsewhere before."""
    out: list[MonthSum] = []
    received, expected, committed, settled = carried, 0, 0, 0
    for each in months:
        received += each.received
        expected += each.expected
        committed += each.reserved + each.settled
        settled += each.settled
        out.append(MonthSum(each, received, expected, committed, settled))
    return out[-MOST_MONTHS:]
