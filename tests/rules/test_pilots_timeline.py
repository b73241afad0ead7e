"""A pilot's days as places on a line."""

from datetime import date

from region.rules.pilots import Moment, in_order, timeline

TODAY = date(2026, 11, 23)
NOTHING = {"moments": [], "months": [], "today": TODAY}


def test_without_a_day_there_is_nothing_to_draw():
    assert timeline(starts_on=None, ends_on=None, **NOTHING) is None


def test_whole_months_from_the_first_day_to_the_last():
    line = timeline(starts_on=date(2026, 10, 16), ends_on=date(2026, 12, 15), **NOTHING)
    assert line and (line.first, line.last, line.last_day) == (
        date(2026, 10, 1),
        date(2027, 1, 1),
        date(2026, 12, 31),
    )
    assert (line.bar_x, line.bar_x + line.bar_width) == (round(15_000 / 92), round(75_000 / 92))
    assert line.today_x == round(53_000 / 92)


def test_what_has_no_end_reaches_until_today():
    line = timeline(starts_on=date(2026, 11, 1), ends_on=None, **NOTHING)
    assert line and line.bar_x + line.bar_width == line.today_x


def test_a_pilot_of_one_day_can_be_seen():
    line = timeline(starts_on=TODAY, ends_on=TODAY, **NOTHING)
    assert line and line.bar_width == 4


def test_months_and_moments_before_and_after_are_on_the_line_too():
    moments = [Moment(date(2027, 2, 1), "milestone", "Later"), Moment(date(2026, 8, 1), "result", "Before")]
    months = [(date(2026, 9, 1), 2), (date(2026, 12, 1), 4)]
    line = timeline(
        starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31), moments=moments, months=months, today=TODAY
    )
    assert line and (line.first, line.last) == (date(2026, 8, 1), date(2027, 3, 1))
    assert [mark.moment.words for mark in line.marks] == ["Before", "Later"] and line.marks[0].x == 0
    assert [(each.height, each.y) for each in line.columns] == [(50, 50), (100, 0)]
    assert all(each.x + each.width <= 1_000 for each in line.columns)


def test_only_a_milestone_still_makes_a_line_without_a_bar():
    line = timeline(
        starts_on=None, ends_on=None, moments=[Moment(TODAY, "milestone", "x")], months=[], today=TODAY
    )
    assert line and line.bar_width == 0 and len(line.marks) == 1


def test_months_are_ticked_and_the_most_of_them_is_said():
    months = [(date(2026, 10, 1), 2), (date(2026, 12, 1), 4)]
    line = timeline(
        starts_on=date(2026, 10, 16), ends_on=date(2026, 12, 15), moments=[], months=months, today=TODAY
    )
    assert line and line.most == 4
    assert line.ticks == (round(31_000 / 92), round(61_000 / 92))


def test_what_falls_on_one_day_is_told_from_the_beginning_to_the_end():
    kinds = ("end", "milestone", "begin", "result")
    earlier = Moment(date(2026, 11, 1), "milestone", "x")
    told = in_order([*(Moment(TODAY, kind, kind) for kind in kinds), earlier])
    assert [each.kind for each in told] == ["milestone", "begin", "result", "milestone", "end"]
