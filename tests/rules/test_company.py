"""Whether those who must come along can: when it is worth looking again, and what cannot be told yet."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.rules.companions import Asked, owed, with_owed
from bookings.rules.company import Company, Presence, PresentLeaf
from bookings.rules.grid import first_on_grid
from bookings.rules.reasons import Companion, Need
from bookings.rules.request import Visit
from bookings.rules.together import NEVER, microseconds_of
from facilities.rules.companions import Requirement, Span, Why
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from tests.cast import thursday

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STUDIO, TECHNICIAN, MICROPHONES = 1, 7, 8
DAY_LONG = [(9, 23)]


def need(why: Why, *, companion: int = TECHNICIAN, **more) -> Need:
    return Need(
        Requirement(companion_id=companion, why=why, **more), Companion(companion, "Technician", 30, 60)
    )


def can_come(
    *units: list[tuple[int, int]], longest: int = 24, leaf: int = TECHNICIAN, each: int = 1
) -> Presence:
    """Each unit free between these hours of Thursday."""
    stretches = (
        [
            (microseconds_of(period.start), microseconds_of(period.end))
            for period in (thursday(*hours) for hours in free)
        ]
        for free in units
    )
    return Presence(longest * 60, (PresentLeaf(leaf, each, timedelta(), tuple(enumerate(stretches))),))


def look(start: int, end: int, *needs: Need, there: dict[int, Presence], visit: Visit | None = None, more=()):
    names = {STUDIO: "Studio 2", MICROPHONES: "Microphone", TECHNICIAN: "Technician"}
    company = Company({STUDIO: needs}, names, there, visit or Visit())
    period = thursday(start, end)
    wishes = [LineWish(STUDIO, 1, period), *(LineWish(id_, 1, period) for id_ in more)]
    return company.look(wishes, AMSTERDAM)


AFTER_SIX = need(Why.AFTER, at=time(18))


def test_who_must_come_is_among_the_lines_with_the_reason():
    coming = look(14, 20, AFTER_SIX, there={TECHNICIAN: can_come(DAY_LONG)})
    assert coming.again is None
    assert coming.wishes == (LineWish(STUDIO, 1, thursday(14, 20)), LineWish(TECHNICIAN, 1, thursday(14, 20)))
    assert [each.why for each in coming.owed] == ["Technician is needed at Studio 2 after 18:00."]
    by_day = look(9, 13, AFTER_SIX, there={})
    assert (by_day.again, by_day.owed) == (None, ())


def test_when_somebody_cannot_come_it_is_said_before_when_that_stays_so():
    # Free again at eight in the evening; looked at a little earlier, for what grids may do to a line's ends.
    busy = {TECHNICIAN: can_come([(9, 15), (20, 23)])}
    again = look(14, 18, need(Why.ALWAYS), there=busy).again
    assert thursday(14, 18).start < again <= thursday(20, 21).start
    # Nobody is needed from midnight on, whoever is free.
    midnight = thursday(24, 25).start
    assert look(15, 19, AFTER_SIX, there={TECHNICIAN: can_come()}).again == midnight
    early = need(Why.BEFORE, at=time(9))
    assert look(7, 11, early, there={}).again == thursday(9, 10).start
    assert look(14, 18, need(Why.ALWAYS), there={}).again == NEVER
    assert look(14, 18, need(Why.ALWAYS), there={TECHNICIAN: Presence(600, ())}).again == NEVER


def test_longer_than_a_companion_is_booked_is_too_long():
    there = {TECHNICIAN: can_come(DAY_LONG, longest=3)}
    assert look(14, 17, need(Why.ALWAYS), there=there).again is None
    assert look(14, 18, need(Why.ALWAYS), there=there).again is not None
    assert look(14, 18, need(Why.ALWAYS, span=Span.LAST), there=there).again is None


def test_enough_of_a_pool_must_be_free_all_the_time():
    taking_turns = {TECHNICIAN: can_come([(9, 16)], [(16, 23)])}
    assert look(14, 18, need(Why.ALWAYS), there=taking_turns).again is not None
    two = need(Why.ALWAYS, quantity=2)
    assert look(14, 18, two, there={TECHNICIAN: can_come(DAY_LONG, [(9, 17)])}).again is not None
    assert look(14, 18, two, there={TECHNICIAN: can_come(DAY_LONG, DAY_LONG)}).again is None


def test_what_takes_of_the_same_units_is_counted_together():
    pool = {
        MICROPHONES: can_come(DAY_LONG, DAY_LONG, leaf=8),
        TECHNICIAN: can_come(DAY_LONG, DAY_LONG, leaf=8),
    }
    assert look(14, 18, need(Why.ALWAYS), there=pool, more=[MICROPHONES]).again is None
    two = need(Why.ALWAYS, quantity=2)
    assert look(14, 18, two, there=pool, more=[MICROPHONES]).again is not None


def test_what_was_not_said_is_told_and_not_booked():
    crowd = need(Why.PEOPLE, people=50)
    show = need(Why.ACTIVITY, activity="performance")
    coming = look(14, 18, crowd, show, there={})
    assert (coming.again, coming.owed) == (None, ())
    assert [str(reason) for reason in coming.perhaps] == [
        "Technician is needed at Studio 2 from 50 people on.",
        "Technician is needed at Studio 2 for this: performance.",
    ]
    said = Visit(people=20, activity="rehearsal")
    assert look(14, 18, crowd, show, there={}, visit=said).perhaps == ()
    there = {TECHNICIAN: can_come(DAY_LONG)}
    many = look(14, 18, crowd, show, there=there, visit=Visit(people=50))
    assert (len(many.owed), many.perhaps) == (1, ())
    # Who comes anyway need not perhaps come as well; unless more of them would have to.
    assert look(14, 20, AFTER_SIX, crowd, there=there).perhaps == ()
    assert look(14, 18, crowd, there=there, more=[TECHNICIAN]).perhaps == ()
    assert len(look(14, 20, AFTER_SIX, need(Why.PEOPLE, people=50, quantity=2), there=there).perhaps) == 1


@pytest.mark.parametrize("start", range(9, 20))
@pytest.mark.parametrize("rule", [AFTER_SIX, need(Why.ALWAYS), need(Why.ALWAYS, span=Span.LAST)])
def test_nothing_is_found_before_it_is_worth_looking_again(start, rule):
    there = {TECHNICIAN: can_come([(9, 12), (13, 15), (19, 23)])}
    again = look(start, start + 3, rule, there=there).again
    between = start + 1
    while again is not None and between < 20 and thursday(between, between + 1).start < again:
        assert look(between, between + 3, rule, there=there).again is not None
        between += 1


def test_lines_are_those_of_the_basket():
    rules = (AFTER_SIX, need(Why.ALWAYS, span=Span.FIRST))
    period = Period(thursday(17, 20).start, first_on_grid(thursday(17, 20).end, 15, AMSTERDAM))
    wishes = [LineWish(STUDIO, 1, period)]
    due = owed([Asked("Studio 2", 1, period, rules)], people=None, activity="", zone=AMSTERDAM)
    coming = look(17, 20, *rules, there={TECHNICIAN: can_come(DAY_LONG)})
    assert coming.kept == with_owed(wishes, due)
