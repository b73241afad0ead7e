"""The table of a venue's day: its cells tile each row exactly, nothing taken is lost, and the clock may change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules.planning import HOUR, Kind, Taken, axis, by_day, columns, joined, row, slots
from hub.kit.periods import Period, day, days, merged

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTE = timedelta(minutes=1)
SPRING, AUTUMN, USUAL = date(2027, 3, 28), date(2027, 10, 31), date(2026, 11, 26)
dates = st.sampled_from([SPRING, AUTUMN, USUAL])
NUMBER = 7


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=AMSTERDAM)


def taken(start: datetime, end: datetime, turnaround: int = 0, unit: int = NUMBER) -> Taken:
    return Taken(
        unit, Period(start, end + MINUTE * turnaround), end.astimezone(UTC), "K7QM-3D2X", "confirmed", "Zout"
    )


@st.composite
def a_unit(draw, on: date) -> list[Taken]:
    """Bookings one after the other, from the day before to the day after, to the minute."""
    out: list[Taken] = []
    start = day(on, AMSTERDAM).start - timedelta(days=1)
    for _each in range(draw(st.integers(0, 6))):
        start += MINUTE * draw(st.integers(0, 900))
        end = start + MINUTE * draw(st.integers(1, 1500))
        out.append(taken(start, end, draw(st.sampled_from([0, 0, 15, 47]))))
        start = out[-1].during.end
    return out


@st.composite
def opening_hours(draw, on: date) -> list[Period]:
    whole = day(on, AMSTERDAM)
    lengths = st.tuples(st.integers(-200, 1500), st.integers(1, 800))
    found = draw(st.lists(lengths, max_size=3))
    return merged(
        Period(whole.start + MINUTE * first, whole.start + MINUTE * (first + more)) for first, more in found
    )


@given(st.data(), dates, st.sampled_from([HOUR, HOUR / 2]), st.booleans())
def test_the_cells_of_a_row_tile_it_exactly_and_no_occupancy_is_lost(data, on, step, in_repair):
    unit, opening = data.draw(a_unit(on)), data.draw(opening_hours(on))
    whole = day(on, AMSTERDAM)
    drawn = axis(whole, opening, unit, AMSTERDAM)
    cut = slots(drawn, step)
    cells = row(taken=unit, opening=opening, slots=cut, in_repair=in_repair)
    assert [(cell.start, cell.end) for cell in cells] == sorted((cell.start, cell.end) for cell in cells)
    assert cells[0].start == drawn.start and cells[-1].end == drawn.end
    assert all(before.end == after.start for before, after in zip(cells, cells[1:], strict=False))
    shown = {cell.taken for cell in cells if cell.kind is Kind.TAKEN}
    assert shown == {each for each in unit if each.promised.overlaps(whole)}
    for minute in range(0, int(drawn.length / MINUTE), 7):
        now = Period(drawn.start + MINUTE * minute, drawn.start + MINUTE * (minute + 1))
        (here,) = [cell for cell in cells if cell.start <= now.start < cell.end]
        assert here.kind is what_is_so(now, unit, opening, in_repair)


def what_is_so(now: Period, unit: list[Taken], opening: list[Period], in_repair: bool) -> Kind:
    if any(each.promised.overlaps(now) for each in unit):
        return Kind.TAKEN
    if any(each.during.overlaps(now) for each in unit):
        return Kind.TURNAROUND
    if not any(each.overlaps(now) for each in opening):
        return Kind.CLOSED
    return Kind.REPAIR if in_repair else Kind.FREE


@given(st.data(), dates)
def test_the_columns_of_a_table_fit_every_row(data, on):
    units = [data.draw(a_unit(on)) for _number in range(3)]
    opening = data.draw(opening_hours(on))
    drawn = axis(day(on, AMSTERDAM), opening, [each for unit in units for each in unit], AMSTERDAM)
    cut = slots(drawn, HOUR)
    rows = [row(taken=unit, opening=opening, slots=cut) for unit in units]
    found = columns(rows, cut)
    for cells in rows:
        spans = [found.span(cell.start, cell.end) for cell in cells]
        assert all(span >= 1 for span in spans)
        assert sum(spans) == len(found.minutes)
    assert sum(found.span(slot.start, slot.end) for slot in cut) == len(found.minutes)
    assert sum(found.minutes) == drawn.length / MINUTE


@given(st.data(), dates)
def test_a_week_loses_nobody_either(data, on):
    unit = data.draw(a_unit(on))
    first = on - timedelta(days=on.weekday())
    found = by_day(unit, first, 7, AMSTERDAM)
    for number in range(7):
        whole = days(first + timedelta(days=number), 1, AMSTERDAM)
        expected = [each for each in unit if each.promised.overlaps(whole)]
        assert found.get((NUMBER, number), []) == expected


@pytest.mark.parametrize(("on", "hours"), [(SPRING, 23), (AUTUMN, 25), (USUAL, 24)])
def test_a_day_has_a_column_for_each_hour_that_the_clock_shows(on, hours):
    whole = day(on, AMSTERDAM)
    cut = slots(axis(whole, [whole], [], AMSTERDAM), HOUR)
    assert len(cut) == hours
    assert (cut[0].start, cut[-1].end) == (whole.start, whole.end)


def test_a_booking_through_the_night_of_the_clock_change_is_as_long_as_it_takes():
    whole = day(SPRING, AMSTERDAM)
    night = taken(at(SPRING, 1), at(SPRING, 4))
    cells = row(taken=[night], opening=[whole], slots=slots(whole, HOUR))
    (cell,) = [cell for cell in cells if cell.kind is Kind.TAKEN]
    assert cell.end - cell.start == 2 * HOUR


def test_the_table_begins_with_the_first_opening_and_ends_with_the_last_closing_in_whole_hours():
    opening = [Period(at(USUAL, 9, 30), at(USUAL, 17)), Period(at(USUAL, 13), at(USUAL, 22, 45))]
    assert axis(day(USUAL, AMSTERDAM), opening, [], AMSTERDAM) == Period(at(USUAL, 9), at(USUAL, 23))


def test_who_comes_or_goes_outside_opening_draws_the_table_out_and_a_stay_of_days_does_not():
    opening = [Period(at(USUAL, 9), at(USUAL, 17))]
    whole = day(USUAL, AMSTERDAM)
    early = taken(at(USUAL, 6, 30), at(USUAL, 8))
    stay = taken(whole.start - 20 * HOUR, whole.end + 20 * HOUR)
    assert axis(whole, opening, [early], AMSTERDAM) == Period(at(USUAL, 6), at(USUAL, 17))
    assert axis(whole, opening, [stay], AMSTERDAM) == Period(at(USUAL, 9), at(USUAL, 17))


def test_a_day_on_which_all_is_closed_still_has_a_table():
    whole = day(USUAL, AMSTERDAM)
    drawn = axis(whole, [], [], AMSTERDAM)
    (cell,) = row(taken=[], opening=[], slots=slots(drawn, HOUR))
    assert cell.kind is Kind.CLOSED and drawn.length == 8 * HOUR


def test_turnaround_is_a_cell_of_its_own():
    cells = row(
        taken=[taken(at(USUAL, 13), at(USUAL, 17), turnaround=30)],
        opening=[Period(at(USUAL, 9), at(USUAL, 18))],
        slots=slots(Period(at(USUAL, 13), at(USUAL, 18)), HOUR),
    )
    assert [cell.kind for cell in cells] == [Kind.TAKEN, Kind.TURNAROUND, Kind.FREE]
    assert cells[1].end - cells[1].start == HOUR / 2


def test_a_block_that_came_in_pieces_is_one_and_what_lies_between_keeps_it_apart():
    def piece(start: int, end: int, block: str = "b", unit: int = NUMBER) -> Taken:
        last = at(USUAL, end)
        return Taken(unit, Period(at(USUAL, start), last), last, block=block)

    assert joined([piece(13, 17), piece(17, 20), piece(10, 13)]) == [piece(10, 20)]
    apart = [piece(10, 12), taken(at(USUAL, 12), at(USUAL, 14)), piece(14, 16)]
    assert joined(apart) == apart
    others = [piece(10, 12), piece(12, 14, block="another"), piece(12, 14, unit=NUMBER + 1)]
    assert joined(others) == others
    # Bookings that follow each other stay two.
    two = [taken(at(USUAL, 9), at(USUAL, 10)), taken(at(USUAL, 10), at(USUAL, 11))]
    assert joined(two) == two
