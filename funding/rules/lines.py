"""What somebody wants to book, before anybody has said what it costs."""

from dataclasses import dataclass

from hub.kit.periods import Period


@dataclass(frozen=True, slots=True)
class LineWish:
    """So many units of one facility for one period."""

    facility_id: int
    quantity: int
    period: Period
