"""A question in brief: whether anything fits, and about how much. For what is offered without being asked for."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bookings.models.somewhere import Candidate, Looking, There, without
from bookings.rules.effort import Effort
from hub.kit.periods import Period

# The nearest so many are looked at first, then twice as many, and so on.
HANDFUL = 64


def some(looking: Looking, enough: int, effort: Effort, *, soonest: bool = False) -> tuple[list[There], bool]:
    """So many or more that were found free, and whether there is nobody else among those who were passed by.

    The nearest are looked at first, and not all where the effort ends. For the `soonest`, of each part of a long period
    as many at once as the effort allows."""
    found: list[There] = []
    left, all_seen = _nearest_first(looking), True
    for part in looking.parts():
        lent = effort.lend(2)
        size = len(left) if soonest else max(2 * enough, HANDFUL)
        there, unseen = _in_handfuls(looking, left, part, enough - len(found), lent, size)
        effort.take_back(lent)
        found, all_seen = found + there, all_seen and not unseen
        left = without(left, there)
        if not left or len(found) >= enough:
            break
    return found, all_seen


def _in_handfuls(
    looking: Looking, left: Sequence[Candidate], part: Period, enough: int, effort: Effort, size: int
) -> tuple[list[There], int]:
    """In one part of the period; and how many were not looked at."""
    found: list[There] = []
    seen, days = 0, part.length / timedelta(days=1)
    extras = Counter(each.fit.hub_id for each in looking.candidates if each.wish)
    while seen < len(left) and len(found) < enough:
        several, cost = _several(left[seen : seen + size], extras, effort.facilities(days))
        if not several:
            break
        found += looking.firsts(several, part)
        effort.spend(cost, days)
        seen, size = seen + len(several), size * 2
    return found, len(left) - seen


def _several(left: Sequence[Candidate], extras: Counter[int], most: int) -> tuple[list[Candidate], int]:
    """The first of them, as long as they and all extras of their hubs are not too many; and how many that is."""
    several: list[Candidate] = []
    cost, hubs = 0, set[int]()
    for each in left:
        hub = each.fit.hub_id
        more = 1 if hub in hubs else 1 + extras[hub]
        if cost + more > most:
            break
        cost += more
        hubs.add(hub)
        several.append(each)
    return several, cost


def _nearest_first(looking: Looking) -> list[Candidate]:
    """Hub by hub where extras are wanted: all extras of a hub are looked at for the first of its facilities."""
    return sorted(
        looking.mains, key=lambda each: (each.km or 0.0, each.fit.hub_id if looking.asked.extras else 0)
    )
