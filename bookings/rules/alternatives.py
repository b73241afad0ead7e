"""What one may ask instead, when nothing fits: each a little less, the nearest first. Whether it helps is seen by
asking it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from bookings.rules.question import LENGTHS, RADII, Extra, Question
from hub.kit.periods import Period

# So many shorter lengths are tried, one after the other.
MOST_TRIED = 4


@dataclass(frozen=True, slots=True)
class Instead:
    """Another question. `code` says what it changes: hours, shorter, fewer, fewer_extra, without, features, plain; and,
    found by looking, time, further, anywhere. `extra` is the wish that it is about."""

    code: str
    question: Question
    extra: Extra | None = None


def any_hour(asked: Question) -> Iterator[Instead]:
    if asked.hours is not None:
        yield Instead("hours", replace(asked, hours=None))


def shorter(asked: Question) -> Iterator[Instead]:
    """The next shorter lengths, longest first; an exact time keeps its start."""
    less = [minutes for minutes in reversed(LENGTHS) if minutes < asked.minutes][:MOST_TRIED]
    for minutes in less:
        window = asked.window
        if asked.is_exact:
            window = Period(window.start, window.start + timedelta(minutes=minutes))
        yield Instead("shorter", replace(asked, minutes=minutes, window=window))


def fewer(asked: Question, quantity: int) -> Instead:
    return Instead("fewer", replace(asked, quantity=quantity))


def fewer_of(asked: Question, extra: Extra, quantity: int) -> Instead:
    less = replace(extra, quantity=quantity)
    extras = tuple(less if each == extra else each for each in asked.extras)
    return Instead("fewer_extra", replace(asked, extras=extras), less)


def without(asked: Question, extra: Extra) -> Instead:
    rest = tuple(each for each in asked.extras if each != extra)
    return Instead("without", replace(asked, extras=rest), extra)


def plainer(asked: Question) -> Iterator[Instead]:
    """Without what it must have."""
    if asked.features:
        yield Instead("features", replace(asked, features=()))


def plain(asked: Question) -> Instead:
    """Only the kind, the length and the days are left: for when no single change helps."""
    bare = replace(anywhere(asked), quantity=1, extras=(), features=(), hours=None)
    return Instead("plain", bare)


def anywhere(asked: Question) -> Question:
    return replace(asked, km=None, region="")


def further(asked: Question, nearest_km: float | None) -> Instead | None:
    """The next distance within which the nearest lies that there is, or the whole country; None where that is no
    change."""
    if asked.km is None:
        return Instead("anywhere", anywhere(asked)) if asked.region else None
    reached = [km for km in RADII if km > asked.km and nearest_km is not None and km >= nearest_km]
    if reached:
        return Instead("further", replace(asked, km=reached[0]))
    return Instead("anywhere", anywhere(asked))
