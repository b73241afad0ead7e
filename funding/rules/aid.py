"""State aid: how much de minimis aid an undertaking may still be granted. Pure.

Regulation (EU) 2023/2831, article 3(2): EUR 300,000 over any period of three years, for one undertaking and one member
state. Any period: what counts on a day is what was granted in the three years up to it (rolling), gross, on the day on
which the right arose (article 3(3)).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AidFacts:
    """What an organisation has had: `granted_cents` here within the years, `other_cents` as it declared; None where
    no declaration counts, and then nothing may be granted."""

    ceiling_cents: int
    years: int
    ceiling_from: date | None
    granted_cents: int
    other_cents: int | None

    @property
    def is_declared(self) -> bool:
        return self.other_cents is not None

    @property
    def left_cents(self) -> int:
        """Never below nought, also where an earlier ceiling was higher."""
        return max(self.ceiling_cents - self.granted_cents - (self.other_cents or 0), 0)


def since(on: date, years: int) -> date:
    """The first day that counts together with `on`: so many years, to the day. From 29 February back it is 1 March."""
    try:
        same = on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 3, 1)
    return date.fromordinal(same.toordinal() + 1)
