"""How a number of organisations is told so that nobody is told of: in fives, and below five not at all.

Every sum and every share is made of numbers that were told already, never of the exact ones. So two questions that
differ by one small town, one distance or one period differ by what is shown of that town anyway: taking one answer from
the other says nothing that was not on the page. docs/decisions/0111 has the attack that this is against.
"""

from hub.kit.few import LEAST

STEP = 5


def published(count: int) -> int | None:
    """The nearest multiple of five; None for "fewer than five", none at all among them."""
    return None if count < LEAST else (count + STEP // 2) // STEP * STEP


def weight(count: int) -> int:
    """The same to add up: what is not told counts for nothing."""
    return published(count) or 0


def percent(part: int, whole: int) -> int | None:
    """Of numbers that may be told, a whole percentage; None of nothing."""
    return round(part * 100 / whole) if whole else None
