"""A table of rate bands: each turnover has exactly one, and who has more carries more."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# As they stand in the rules of funds, separated by commas.
CODE = re.compile(r"[A-Z0-9]{1,4}")
WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Band:
    """Turnover from (inclusive) up to (exclusive, None for no end) in cents, and the share carried in basis points."""

    code: str
    from_cents: int
    to_cents: int | None
    own_share_bp: int


def codes_are_right(bands: Sequence[Band]) -> bool:
    """One to four capitals or digits, each code once."""
    codes = [band.code for band in bands]
    return len(set(codes)) == len(codes) and all(CODE.fullmatch(code) for code in codes)


def covers_every_turnover(bands: Sequence[Band]) -> bool:
    """From nought on without holes or overlaps, the last one without end. `bands` are in order, lowest first."""
    return (
        bool(bands)
        and bands[0].from_cents == 0
        and bands[-1].to_cents is None
        and all(lower.to_cents == upper.from_cents for lower, upper in pairwise(bands))
        and all(band.to_cents is None or band.to_cents > band.from_cents for band in bands)
    )


def shares_rise(bands: Sequence[Band]) -> bool:
    """From nothing to the whole at most, each band's share above the one below it."""
    shares = [band.own_share_bp for band in bands]
    return all(0 <= share <= WHOLE_BP for share in shares) and all(
        low < high for low, high in pairwise(shares)
    )
