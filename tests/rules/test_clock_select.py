"""A time is chosen from half hours, in every browser written the same way."""

from datetime import time

import pytest

from hub.kit.clock_select import HALF_HOURS, ClockSelect


@pytest.mark.parametrize(
    ("value", "chosen"),
    [("13:00", "13:00"), ("9.30", "09:30"), ("24:00", "00:00"), (time(8, 5), "08:05"), ("13:05:00", "13:05")],
)
def test_a_valid_time_is_chosen_also_between_the_half_hours(value, chosen):
    widget = ClockSelect().get_context("from", value, {})["widget"]
    assert widget["chosen"] == chosen
    assert widget["times"] == sorted({*HALF_HOURS, chosen})


@pytest.mark.parametrize("value", [None, "", "25:00", "13:60", "<b>"])
def test_what_is_no_time_leaves_the_choice_open(value):
    widget = ClockSelect().get_context("from", value, {})["widget"]
    assert (widget["chosen"], widget["empty"], len(widget["times"])) == ("", True, 48)
