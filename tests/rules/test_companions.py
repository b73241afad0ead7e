"""Who must come along: what is owed is owed once, on its own grid, and adding it owes nothing more."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules.companions import Asked, missing, owed, with_owed
from bookings.rules.grid import on_grid
from bookings.rules.reasons import Companion, Inside, Need
from facilities.rules.companions import Requirement, Span, Why
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from tests.cast import thursday

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TECHNICIAN = Companion(7, "Technician", 30, 60)
OPENER = Companion(8, "Opener", 60, 120, timedelta(minutes=30))


def need(why: Why, companion: Companion = TECHNICIAN, *, place: str = "", inside=None, **more) -> Need:
    if "weekdays" in more:
        more["weekdays"] = frozenset(more["weekdays"])
    return Need(Requirement(companion_id=companion.id, why=why, **more), companion, place, inside)


def due(*lines, people=None, activity=""):
    return owed(lines, people=people, activity=activity, zone=AMSTERDAM)


def studio(period: Period, *needs: Need, quantity: int = 1) -> Asked:
    return Asked("Studio 2", quantity, period, needs)


@pytest.mark.parametrize(
    ("asked", "hours", "said", "comes"),
    [
        (need(Why.ALWAYS), (13, 17), {}, True),
        (need(Why.PEOPLE, people=50), (13, 17), {"people": 50}, True),
        (need(Why.PEOPLE, people=50), (13, 17), {"people": 49}, False),
        (need(Why.PEOPLE, people=50), (13, 17), {}, False),
        (need(Why.AFTER, at=time(18)), (13, 18), {}, False),
        (need(Why.AFTER, at=time(18)), (13, 19), {}, True),
        (need(Why.AFTER, at=time(18)), (20, 26), {}, True),
        (need(Why.BEFORE, at=time(9)), (8, 12), {}, True),
        (need(Why.BEFORE, at=time(9)), (9, 12), {}, False),
        (need(Why.LONGER, hours=4), (13, 17), {}, False),
        (need(Why.LONGER, hours=4), (13, 18), {}, True),
        (need(Why.ACTIVITY, activity="workshop"), (13, 17), {"activity": "workshop"}, True),
        (need(Why.ACTIVITY, activity="workshop"), (13, 17), {"activity": "rehearsal"}, False),
        (need(Why.WEEKDAY, weekdays={4}), (13, 17), {}, True),
        (need(Why.WEEKDAY, weekdays={5}), (13, 17), {}, False),
        (need(Why.WEEKDAY, weekdays={5}), (22, 24), {}, False),
        (need(Why.WEEKDAY, weekdays={5}), (22, 25), {}, True),
        (need(Why.WEEKDAY, weekdays={1, 5}), (13, 24 * 8), {}, True),
        (need(Why.WEEKDAY, weekdays={7}, holidays=True), (13, 17), {}, False),
    ],
)
def test_each_reason_counts_when_it_says(asked, hours, said, comes):
    found = due(studio(thursday(*hours), asked), **said)
    assert bool(found) is comes
    if comes:
        assert (found[0].companion, found[0].period) == (TECHNICIAN, thursday(*hours))


def local(month: int, day: int, *hours: int) -> Period:
    start, end = (datetime(2026, month, day, tzinfo=AMSTERDAM) + timedelta(hours=hour) for hour in hours)
    return Period(start.astimezone(UTC), end.astimezone(UTC))


@pytest.mark.parametrize(
    ("place", "period", "comes"),
    [
        # A Friday that is Christmas; the evening before it, to midnight and past it.
        ("NL", local(12, 25, 13, 17), True),
        ("NL", local(12, 24, 20, 24), False),
        ("NL", local(12, 24, 20, 25), True),
        # A house that is open on holidays has them all the same.
        ("", local(12, 25, 13, 17), True),
        # King's Day is one in the Netherlands, Corpus Christi in North Rhine.
        ("NL", local(4, 27, 13, 17), True),
        ("DE-NW", local(4, 27, 13, 17), False),
        ("DE-NW", local(6, 4, 13, 17), True),
        ("NL", local(6, 4, 13, 17), False),
        # Sundays count beside them; and the local day decides, also where it is still yesterday elsewhere.
        ("NL", local(11, 29, 0, 1), True),
        ("NL", local(11, 30, 0, 1), False),
    ],
)
def test_on_sundays_and_holidays_of_the_house(place, period, comes):
    asked = need(Why.WEEKDAY, weekdays={7}, holidays=True, place=place)
    assert bool(due(studio(period, asked))) is comes


def test_an_opener_comes_for_the_first_hour_and_a_closer_for_the_last_on_their_own_grid():
    rules = (need(Why.ALWAYS, OPENER, span=Span.FIRST), need(Why.ALWAYS, OPENER, span=Span.LAST))
    quarter = timedelta(minutes=15)
    whole = Period(thursday(9, 20).start + quarter, thursday(9, 20).end + quarter)
    first, last = due(studio(whole, *rules))
    # Two hours is the shortest that the opener comes for.
    assert (first.period, last.period) == (thursday(9, 11), thursday(19, 21))


def test_an_opener_and_a_closer_that_leave_no_time_to_turn_around_are_one():
    rules = (need(Why.ALWAYS, OPENER, span=Span.FIRST), need(Why.ALWAYS, OPENER, span=Span.LAST))
    (both,) = due(studio(thursday(13, 17), *rules))
    assert both.period == thursday(13, 17)
    assert len(both.reasons) == 2


def test_several_rules_make_one_line_the_longest_time_the_largest_number():
    rules = (
        need(Why.AFTER, at=time(18), span=Span.LAST, quantity=2),
        need(Why.PEOPLE, people=50),
        need(Why.LONGER, hours=9),
    )
    (found,) = due(studio(thursday(14, 20), *rules), people=60)
    assert (found.quantity, found.period) == (2, thursday(14, 20))
    assert [reason.code for reason in found.reasons] == ["people", "after"]


def test_two_studios_need_one_first_aider_unless_the_rule_says_each():
    shared, each = need(Why.ALWAYS), need(Why.ALWAYS, each=True)
    lines = [thursday(13, 17), thursday(14, 18)]
    (one,) = due(*(studio(period, shared) for period in lines))
    assert (one.quantity, one.period) == (1, thursday(13, 18))
    (two,) = due(*(studio(period, each) for period in lines))
    assert two.quantity == 2
    (three,) = due(studio(thursday(13, 17), each, quantity=3))
    assert three.quantity == 3
    assert len(due(studio(thursday(9, 12), each), studio(thursday(13, 17), each))) == 2


def test_why_is_said_in_words():
    (found,) = due(studio(thursday(13, 19), need(Why.AFTER, at=time(18), span=Span.LAST)))
    assert found.why == "Technician is needed at Studio 2 after 18:00. For the last hour."
    (found,) = due(studio(local(12, 25, 13, 17), need(Why.WEEKDAY, weekdays={6, 7}, holidays=True)))
    said = "Technician is needed at Studio 2 on these days: Saturday, Sunday and public holidays."
    assert found.why == said
    (found,) = due(studio(local(12, 25, 13, 17), need(Why.WEEKDAY, holidays=True)))
    assert found.why == "Technician is needed at Studio 2 on these days: public holidays."


def test_somebody_picked_for_a_part_of_the_time_comes_for_all_of_it():
    due_ = due(studio(thursday(13, 17), need(Why.ALWAYS)))
    wishes = [LineWish(1, 1, thursday(13, 17)), LineWish(7, 2, thursday(15, 18))]
    kept = with_owed(wishes, due_)
    assert [(each.picked, each.wish) for each in kept] == [
        (0, wishes[0]),
        (1, LineWish(7, 2, thursday(13, 18))),
    ]
    elsewhere = [wishes[0], LineWish(7, 1, thursday(9, 11))]
    assert [each.picked for each in with_owed(elsewhere, due_)] == [0, 1, None]


hours = st.integers(0, 40)
insides = st.one_of(
    st.none(),
    st.builds(
        Inside,
        st.just("Part"),
        st.lists(st.integers(1, 3), min_size=1, max_size=3).map(tuple),
        st.integers(1, 3),
        st.integers(0, 2),
    ),
)
whys = st.one_of(
    st.just((Why.ALWAYS, {})),
    st.integers(1, 80).map(lambda people: (Why.PEOPLE, {"people": people})),
    st.integers(1, 23).map(lambda hour: (Why.AFTER, {"at": time(hour)})),
    st.integers(1, 23).map(lambda hour: (Why.BEFORE, {"at": time(hour)})),
    st.integers(1, 12).map(lambda hours: (Why.LONGER, {"hours": hours})),
    st.builds(
        lambda days, holidays: (Why.WEEKDAY, {"weekdays": days, "holidays": holidays}),
        st.frozensets(st.integers(1, 7), min_size=1),
        st.booleans(),
    ),
)
companions = st.sampled_from(
    [TECHNICIAN, OPENER, Companion(9, "Guard", 45, 90, timedelta(minutes=15)), Companion(6, "Aid", 5, 5)]
)
needs = st.builds(
    lambda inside, companion, why, quantity, span, each: need(
        why[0], companion, quantity=quantity, span=span, each=each, inside=inside, **why[1]
    ),
    insides,
    companions,
    whys,
    st.integers(1, 3),
    st.sampled_from(Span),
    st.booleans(),
)
NIGHTS = [datetime(2026, 10, 24, tzinfo=UTC), datetime(2027, 3, 27, tzinfo=UTC), thursday(0, 1).start]


@st.composite
def periods(draw) -> Period:
    start = draw(st.sampled_from(NIGHTS)) + timedelta(minutes=15 * draw(st.integers(0, 160)))
    return Period(start, start + timedelta(minutes=15 * draw(st.integers(1, 60))))


lines = st.lists(
    st.builds(Asked, st.just("Studio"), st.integers(1, 3), periods(), st.lists(needs, max_size=4).map(tuple)),
    min_size=1,
    max_size=3,
)


@given(lines, st.integers(1, 100), st.lists(st.tuples(st.sampled_from([6, 7, 8, 9]), periods()), max_size=2))
def test_adding_what_is_owed_owes_nothing_more(asked, people, picked):
    first = due(*asked, people=people)
    wishes = [LineWish(100 + number, line.quantity, line.period) for number, line in enumerate(asked)]
    wishes += [LineWish(id_, 1, period) for id_, period in picked]
    kept = with_owed(wishes, first)
    booked = [each.wish for each in kept]
    assert missing(first, booked) is None
    # The added ones bring nobody along, so the whole owes the same; and with it there, folding changes nothing.
    added = [Asked("Companion", each.quantity, each.period, ()) for each in booked[len(wishes) :]]
    assert due(*asked, *added, people=people) == first
    assert [each.wish for each in with_owed(booked, first)] == booked


@given(lines, st.integers(1, 100))
def test_what_is_owed_covers_every_line_it_is_for_and_can_be_booked(asked, people):
    found = due(*asked, people=people)
    for each in found:
        companion = each.companion
        for at in (each.period.start, each.period.end):
            assert on_grid(at, companion.grid_minutes, AMSTERDAM)
        assert each.period.length >= timedelta(minutes=companion.min_minutes)
        assert each.reasons and each.quantity >= 1
    for one, other in zip(found, found[1:], strict=False):
        if one.companion == other.companion:
            assert not one.period.widened(after=one.companion.turnaround).overlaps(other.period)
    for line in asked:
        for rule in line.needs:
            if rule.inside and rule.inside.there:
                continue
            if rule.requirement.why is Why.ALWAYS and rule.requirement.span is Span.WHOLE:
                wish = LineWish(rule.companion.id, rule.requirement.quantity, line.period)
                assert any(
                    each.companion == rule.companion
                    and each.quantity >= wish.quantity
                    and each.period.start <= line.period.start
                    and each.period.end >= line.period.end
                    for each in found
                )
