"""The same with what waits longer: options, and requests that the hub approves, declines or leaves alone.

The pool is what the hub looks at first. A request lasts 48 hours and an option until the end of a day, both no longer
than until the house says.
"""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from bookings.actions._judging import NothingToJudge, TooLateToJudge
from bookings.actions.approve import approve
from bookings.actions.confirm import HoldLapsed, NotToConfirm
from bookings.actions.decline import decline
from bookings.actions.take_option import take_option
from bookings.rules.options import (
    MOST_OPTIONS,
    OptionInThePast,
    OptionTooLong,
    TooLateForAnOption,
    TooManyOptions,
)
from hub.kit.errors import Refusal
from tests.actions.test_booking_machine import Bookings, play
from tests.factories.options import asks_first, gives_options
from tests.known import Known

HOUR = timedelta(hours=1)
NOTICE = 2


class Waiting(Bookings):
    """`Bookings` in a house that gives options and looks first."""

    def __init__(self) -> None:
        super().__init__()
        gives_options(*self.world.facilities, notice_hours=NOTICE)
        asks_first(self.world.facilities[1])

    @rule(known=Bookings.made, days=st.integers(-1, 3))
    def take_an_option(self, known: Known, days: int) -> None:
        zone = self.stage.effenaar.zone
        on = self.now.astimezone(zone).date() + timedelta(days=days)
        last = known.period.start - NOTICE * HOUR
        expected: type[Refusal] | None = None
        if known.state == "expired" or (known.state == "held" and known.lapsed(self.now)):
            expected = HoldLapsed
        elif known.state not in ("held", "option"):
            expected = NotToConfirm
        elif known.state == "held":
            expected = self._option_refused(known, on, last)
        self._does(
            expected, lambda: take_option(number=known.number, on=on, actor=known.person, now=self.now)
        )
        if expected is None and known.state == "held":
            at = datetime.combine(on, time(), zone) + 24 * HOUR - timedelta(minutes=1)
            known.state, known.held_until = "option", min(at, last)

    def _option_refused(self, known, on, last) -> type[Refusal] | None:
        zone = self.stage.effenaar.zone
        if last <= self.now:
            return TooLateForAnOption
        if on < self.now.astimezone(zone).date():
            return OptionInThePast
        if on > last.astimezone(zone).date():
            return OptionTooLong
        of_organisation = [
            each
            for each in self.world.known
            if each.state == "option"
            and not each.lapsed(self.now)
            and each.request.organisation_id == known.request.organisation_id
        ]
        return TooManyOptions if len(of_organisation) >= MOST_OPTIONS else None

    @rule(known=Bookings.made, yes=st.booleans())
    def the_hub_answers(self, known: Known, yes: bool) -> None:
        expected: type[Refusal] | None = None
        if known.asked and (
            known.state == "expired" or (known.state == "requested" and known.lapsed(self.now))
        ):
            expected = TooLateToJudge
        elif known.state != "requested":
            expected = NothingToJudge
        verb = approve if yes else decline
        self._does(
            expected,
            lambda: verb(number=known.number, reason="So it is", actor=self.stage.teun, now=self.now),
        )
        if expected is None and yes:
            known.state = "confirmed"
        elif expected is None:
            known.state, known.sequence = "cancelled", known.sequence + 1

    def _agreed(self, known: Known) -> str:
        if not any(leaf == 1 for leaf, *_when in known.units):
            return "confirmed"
        known.asked = True
        known.held_until = min(self.now + 48 * HOUR, known.period.start)
        return "requested"


@pytest.mark.parametrize(("examples", "steps"), [(8, 30), pytest.param(60, 50, marks=pytest.mark.soak)])
def test_options_and_requests_are_those_of_a_simple_model(own_database, examples, steps):
    play(Waiting, examples, steps)
