"""Who takes part in a lab or network, side by side: business, knowledge, government and citizens, and culture, which
is what this field is about. Pure."""

from dataclasses import dataclass

SIDES = ("culture", "knowledge", "business", "government", "citizens")


@dataclass(frozen=True, slots=True)
class Balance:
    """`counts` in the order of SIDES: the partners, and the lab or network itself on its own side."""

    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(side for side, count in zip(SIDES, self.counts, strict=True) if not count)

    @property
    def shares(self) -> tuple[int, ...]:
        """Whole percentages of all; they may add up to 99 or 101."""
        return tuple(round(count * 100 / self.total) for count in self.counts) if self.total else (0,) * 5
