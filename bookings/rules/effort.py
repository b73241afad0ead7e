"""How much is looked through for questions that nobody asked: all that a region of hundreds of facilities has, and no
more in one of thousands. It is counted, not timed, so a question has the same answer on every machine."""

from dataclasses import dataclass

# To look at one facility costs as much as sixteen of its days, and to learn that it might serve as much as six.
# Measured with 2,000.
FACILITY_DAYS, CANDIDATE_DAYS = 16, 6
# Somewhat less than a second. 2,000 facilities for a week are a quarter of it.
MOST = 120_000


@dataclass
class Effort:
    """What is left of it, in days of facilities."""

    left: float = MOST

    def lend(self, parts: int) -> "Effort":
        """One of so many parts of what is left, so that who comes first gets most and who comes last gets some."""
        lent = Effort(max(self.left, 0) / parts)
        self.left -= lent.left
        return lent

    def take_back(self, lent: "Effort") -> None:
        self.left += lent.left

    def facilities(self, days: float) -> int:
        """How many may still be looked at for so many days."""
        return int(max(self.left, 0) / (days + FACILITY_DAYS))

    def spend(self, facilities: int, days: float) -> None:
        self.left -= facilities * (days + FACILITY_DAYS)

    def spend_on_candidates(self, number: int) -> None:
        self.left -= number * CANDIDATE_DAYS

    @property
    def is_spent(self) -> bool:
        return self.left <= 0
