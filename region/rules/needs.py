"""What somebody says of a need or an offer, before anything is looked up. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time

from funding.rules.lines import LineWish
from hub.kit.refs import Ref

# Spam: of one organisation open at once, and posted within a day.
MOST_OPEN, MOST_A_DAY = 12, 5
# Of one hub for one need.
MOST_OFFERS = 3
MOST_LINES = 6
# Nobody plans further ahead than this, in days.
HORIZON = 540
FURTHEST_KM = 300
# An offer may be thought about for so many days.
LONGEST_VALID = 60
# When the mail goes that it lapses soon.
DAYS_BEFORE = 2
# A stretch of a long need that is looked for, in minutes.
STRETCH, LONGEST_STRETCH = 240, 480

# Of the day on the hub's clock.
# Who minds no time of the day does not mean the night.
DAYPARTS: dict[str, tuple[time, time]] = {
    "any": (time(8), time(0)),
    "morning": (time(8), time(13)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), time(0)),
}


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """One shape from form and seed. Days belong to the need, both of them."""

    sort: str
    title: str
    from_date: date
    until_date: date
    municipality_id: int
    answer_by: date
    kind_id: int | None = None
    words: str = ""
    language: str = "nl"
    quantity: int = 1
    hours: int | None = None
    daypart: str = "any"
    flexible: bool = True
    radius_km: int = 25
    step_free: bool = False
    theme_ids: tuple[int, ...] = ()
    project: str = ""
    # What the booking will be part of; none for nothing.
    part_of: Ref | None = None
    budget_cents: int | None = None
    only_hubs: bool = False


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """Lines of one hub, or words with somebody to ask. `valid_until` is an instant."""

    valid_until: datetime
    lines: tuple[LineWish, ...] = ()
    message: str = ""
    contact: str = ""


def stretch_minutes(hours: int | None, daypart: str = "any") -> int:
    """How long one time would be: all of a short need, a part of a day of one that is long, or longer than the part of
    the day that is wished."""
    begins, ends = DAYPARTS[daypart]
    longest = min(LONGEST_STRETCH, ((ends.hour or 24) - begins.hour) * 60)
    wanted = (hours or 0) * 60
    return wanted if 0 < wanted <= longest else STRETCH
