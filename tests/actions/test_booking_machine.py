"""Whatever people do, in whatever order: the bookings are those of a simple model, and every invariant holds.

Hypothesis plays place, retry, confirm, cancel, let go, complete, fund and the clock against real PostgreSQL, with real
commits. The model knows units as lists of intervals and funds as one number. One of the things contains the other two.
"""

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bookings.actions.cancel import NotToCancel, TooLateToCancel, cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.confirm import HoldLapsed, NotToConfirm, confirm
from bookings.actions.expire_holds import expire_holds
from bookings.actions.place import place
from bookings.models import Booking, Occupancy
from bookings.rules.refusals import SharedParts, SlotTaken, TooManyHolds, TooSoon
from facilities.models import Facility
from funding.models import Account, AccountKind, Fund
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from members.models import Organisation, User
from tests import cast
from tests.cast import thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import a_request
from tests.factories.facilities import FacilityFactory, made_of
from tests.factories.funding import FundFactory, card
from tests.factories.money import fill
from tests.known import Known
from tests.writes import Writes

# The studio, a pool of two, and a whole of the studio and one of the pool: how many of which leaf, and minutes after.
LEAVES = ({0: 1}, {1: 1}, {0: 1, 1: 1})
TURNAROUNDS = (30, 0, 60)
MINUTE = timedelta(minutes=1)
HOLD = 15 * MINUTE
MORNING = thursday(8, 9).start
MUCH_LATER = thursday(8, 9).start + timedelta(days=300)


@dataclass
class World:
    stage: cast.Cast
    facilities: list[Facility]
    fund: Fund
    known: list[Known] = field(default_factory=list)


class Bookings(RuleBasedStateMachine):
    """One example: fresh facilities and a fresh fund, the same people."""

    stage: cast.Cast
    writes: Writes
    made = Bundle("made")
    _agreed = staticmethod(lambda known: "confirmed")

    def __init__(self) -> None:
        super().__init__()
        expire_holds(now=MUCH_LATER)
        complete_ended(now=MUCH_LATER)
        Fund.objects.update(expires_on=cast.MONDAY.replace(year=2025))
        days = [cast.THURSDAY, cast.THURSDAY + timedelta(days=1)]
        studio = FacilityFactory(hub=self.stage.effenaar, open_days=days, turnaround_minutes=TURNAROUNDS[0])
        pool = FacilityFactory(hub=self.stage.effenaar, open_days=days, units=2)
        whole = made_of((studio, 1), (pool, 1), open_days=days, turnaround_minutes=TURNAROUNDS[2])
        card(studio, hour=5_000, daypart=16_000)
        card(pool, hour=1_000)
        card(whole, hour=5_500)
        self.world = World(self.stage, [studio, pool, whole], FundFactory(match_share_bp=4_000))
        self.now = MORNING
        self.received = 0
        self.committed_before = 0

    # What people do.

    @rule(
        target=made,
        who=st.sampled_from(["bo", "ilse"]),
        things=st.sampled_from(
            [((0, 1),), ((1, 1),), ((1, 2),), ((2, 1),), ((0, 1), (1, 1)), ((1, 1), (2, 1)), ((0, 1), (2, 1))]
        ),
        start=st.sampled_from([0, 2, 4, 10, 11, 12]),
        hours=st.integers(1, 4),
    )
    def place(self, who: str, things: tuple[tuple[int, int], ...], start: int, hours: int) -> Any:
        """On Thursday or Friday, from 9:00 on."""
        at = thursday(9, 10).start + timedelta(days=start // 10, hours=start % 10)
        period = Period(at, at + timedelta(hours=hours))
        person, organisation = getattr(self.stage, who), self._organisation(who)
        wanted = [(self.world.facilities[number], quantity) for number, quantity in things]
        request = a_request(organisation, *wanted, period=period, now=self.now)
        expected = self._would_refuse(organisation, person, things, period)
        try:
            booking = place(request=request, actor=person, now=self.now).booking
        except Refusal as refusal:
            assert type(refusal) is expected
            return multiple()
        assert expected is None
        units = self._taken(booking)
        assert all(unit in self._free(leaf, needed) for leaf, unit, needed in units)
        ways = self._chosen(things, period)
        assert sorted((leaf, at) for leaf, _n, at in units) == sorted((leaf, at) for leaf, _n, at in ways)
        leaves = {leaf for leaf, _unit, _held in units}
        for known in self.world.known:
            if known.lapsed(self.now) and {leaf for leaf, _unit, _held in known.units} & leaves:
                known.state, known.sequence = "expired", known.sequence + 1
        known = Known(booking.number, request, person, period, self.now + HOLD, booking.funds_cents, units)
        self.world.known.append(known)
        return known

    @rule(known=made)
    def send_the_same_request_again(self, known: Known) -> None:
        placed = place(request=known.request, actor=known.person, now=self.now)
        assert placed.again
        assert placed.booking.number == known.number

    @rule(known=made)
    def confirm(self, known: Known) -> None:
        expected: type[Refusal] | None = None
        if known.state == "cancelled":
            expected = NotToConfirm
        elif known.state == "expired" or known.lapsed(self.now):
            expected = HoldLapsed
        self._does(
            expected,
            lambda: confirm(number=known.number, house_rules_version=None, actor=known.person, now=self.now),
        )
        if known.state in ("held", "option") and expected is None:
            known.state = self._agreed(known)

    @rule(known=made)
    def cancel(self, known: Known) -> None:
        expected: type[Refusal] | None = None
        if known.state in ("expired", "completed"):
            expected = NotToCancel
        elif known.state != "cancelled" and known.period.start <= self.now:
            expected = TooLateToCancel
        self._does(expected, lambda: cancel(number=known.number, actor=known.person, now=self.now))
        if expected is None and known.state != "cancelled":
            known.state, known.sequence = "cancelled", 1

    # What the clock and the funder do.

    @rule(known=made, seconds=st.sampled_from([-1, 0, 0]))
    def it_is_the_end_of_a_hold(self, known: Known, seconds: int) -> None:
        """Or a second before."""
        self.now = max(self.now, known.held_until + timedelta(seconds=seconds))

    @rule(known=made)
    def it_is_the_end_of_a_booking(self, known: Known) -> None:
        if known.state == "confirmed":
            self.now = max(self.now, known.period.end)

    @rule(minutes=st.sampled_from([1, 7, 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += MINUTE * minutes

    @rule()
    def holds_are_let_go(self) -> None:
        lapsed = [known for known in self.world.known if known.lapsed(self.now)]
        assert expire_holds(now=self.now) == len(lapsed)
        for known in lapsed:
            known.state, known.sequence = "expired", known.sequence + 1

    @rule()
    def what_is_over_is_closed(self) -> None:
        over = [
            each for each in self.world.known if each.state == "confirmed" and each.period.end <= self.now
        ]
        assert complete_ended(now=self.now) == len(over)
        for known in over:
            known.state = "completed"

    @rule(cents=st.integers(1, 20_000))
    def the_fund_gets_money(self, cents: int) -> None:
        fill(self.world.fund, cents)
        self.received += cents

    # What must be so after each of these.

    @invariant()
    def every_invariant_holds(self) -> None:
        """Nearly all that a step takes: asked where it wrote something."""
        if self.writes.any():
            assert broken_invariants() == {}
            self.writes.forget()  # some of them try to write, to see that they may not

    @invariant()
    def bookings_are_those_of_the_model(self) -> None:
        rows = Booking.objects.filter(number__in=[known.number for known in self.world.known])
        found = {row.number: (row.state, row.sequence) for row in rows}
        assert found == {known.number: (known.state, known.sequence) for known in self.world.known}

    @invariant()
    def the_fund_has_what_the_model_says(self) -> None:
        committed = sum(known.funds_cents for known in self.world.known if known.live)
        row = Account.objects.filter(kind=AccountKind.FUND_FREE, owner=self.world.fund.ref).first()
        assert (row.balance_cents if row else 0) == self.received - committed

    # The model.

    def _organisation(self, who: str) -> Organisation:
        return self.stage.noord if who == "ilse" else self.stage.zout

    def _needed(self, number: int, leaf: int, period: Period) -> Period:
        return period.widened(after=MINUTE * max(TURNAROUNDS[number], TURNAROUNDS[leaf]))

    def _free(self, leaf: int, needed: Period) -> list[int]:
        """Units of a leaf, lowest first, that no live booking holds at that time."""
        held = [
            (its, unit)
            for known in self.world.known
            if known.live and not known.lapsed(self.now)
            for its, unit, during in known.units
            if during.overlaps(needed)
        ]
        return [unit for unit in range(2 if leaf else 1) if (leaf, unit) not in held]

    def _taken(self, booking: Booking) -> list[tuple[int, int, Period]]:
        """What was taken in fact; the model says how many and when, not which of those that are free."""
        order = [list(leaf.units.order_by("pk")) for leaf in self.world.facilities[:2]]
        return [
            (leaf, units.index(each.unit), Period.from_range(each.during))
            for each in Occupancy.objects.filter(line__booking=booking).select_related("unit")
            for leaf, units in enumerate(order)
            if each.unit in units
        ]

    def _chosen(self, things: tuple[tuple[int, int], ...], period: Period) -> list[tuple[int, int, Period]]:
        """A way to give everybody their units, if there is one: who needs them longest chooses first."""
        units: list[tuple[int, int, Period]] = []
        for number, quantity in sorted(things, key=lambda each: -TURNAROUNDS[each[0]]):
            for leaf, each in LEAVES[number].items():
                needed = self._needed(number, leaf, period)
                mine = [unit for its, unit, _held in units if its == leaf]
                free = [unit for unit in self._free(leaf, needed) if unit not in mine]
                units += [(leaf, unit, needed) for unit in free[: quantity * each]]
        return units

    def _would_refuse(
        self, organisation: Organisation, person: User, things: tuple[tuple[int, int], ...], period: Period
    ) -> type[Refusal] | None:
        if period.start < self.now:
            return TooSoon
        wanted: dict[int, int] = {}
        for number, quantity in things:
            for leaf, each in LEAVES[number].items():
                wanted[leaf] = wanted.get(leaf, 0) + quantity * each
        if any(count > (2 if leaf else 1) for leaf, count in wanted.items()):
            return SharedParts
        if len(self._chosen(things, period)) < sum(wanted.values()):
            return SlotTaken
        held = [each for each in self.world.known if each.state == "held" and not each.lapsed(self.now)]
        ours = sum(each.request.organisation_id == organisation.pk for each in held)
        return TooManyHolds if ours >= 3 else None

    def _does(self, expected: type[Refusal] | None, act: Any) -> None:
        with pytest.raises(expected) if expected else nullcontext():
            act()


def play(machine: type[Bookings], examples: int, steps: int) -> None:
    machine.stage = cast.assemble()
    cast.declare_band_a(machine.stage.zout)
    machine.writes = Writes()
    sizes = settings(max_examples=examples, stateful_step_count=steps)
    with machine.writes.watched():
        run_state_machine_as_test(machine, settings=sizes)


@pytest.mark.parametrize(("examples", "steps"), [(25, 40), pytest.param(60, 50, marks=pytest.mark.soak)])
def test_the_bookings_are_those_of_a_simple_model(own_database, examples, steps):
    play(Bookings, examples, steps)
