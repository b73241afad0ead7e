"""Each transaction takes its locks in the order of docs/locking.md, read from the statements that it sends.

A lock that comes too late is a circle only now and then, when somebody else comes the other way at that moment: here it
is seen each time.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection

from bookings.actions.answer_series import answer_series
from bookings.actions.cancel import cancel
from bookings.actions.cancel_series import cancel_series
from bookings.actions.expire_holds import expire_holds
from bookings.actions.keep_busy import keep_busy
from bookings.actions.lift_block import lift_block
from bookings.actions.offer_places import offer_places
from bookings.actions.reinstate_block import reinstate_block
from bookings.models import Booking, Occupancy
from facilities.models import Facility, Hub
from tests.actions.test_waitlist import stage
from tests.cast import NOW, Cast, thursday
from tests.concurrency.rivals import rivals
from tests.factories.blocks import blocked
from tests.factories.bookings import booked, held
from tests.factories.changes import changed
from tests.factories.options import asks_first, requested
from tests.factories.series import open_thursdays, series_of
from tests.factories.sources import a_source
from tests.factories.waitlist import in_line

__all__ = ["stage"]

# The rows of what is read, the keys, whose turn it is, bookings, what was paid, funds, pledges, accounts.
ORDER = (
    "bookings_calendarsource",
    "keys",
    "bookings_waitlistentry",
    "bookings_booking",
    "funding_payment",
    "funding_fund",
    "funding_hourpledge",
)
LOCKS = re.compile(r"FOR (NO KEY )?UPDATE")
OF = re.compile(r'FROM "?(\w+)"?')
A_DAY_ON = NOW + timedelta(days=2)


def flat(values: Any) -> Iterator[Any]:
    if isinstance(values, dict):
        values = values.values()
    for each in values or ():
        if isinstance(each, list | tuple | set):
            yield from flat(each)
        else:
            yield each


class Watch:
    """What is locked that comes after something later in the order, and was not locked before."""

    def __init__(self) -> None:
        self.seen: dict[str, set[Any]] = {}
        self.late: list[str] = []

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        said = str(sql)
        if "advisory_xact_lock" in said:
            self.locks("keys", set(flat(params)))
        elif LOCKS.search(said) and (of := OF.search(said)) and of[1] in ORDER:
            # Ids, and what a payment is for: not the states and the moment by which a row is looked for.
            which = {each for each in flat(params) if isinstance(each, int) or str(each)[:8] == "booking:"}
            self.locks(of[1], which)
        return execute(sql, params, many, context)

    def locks(self, what: str, which: set[Any]) -> None:
        after = [each for each in self.seen if ORDER.index(each) > ORDER.index(what)]
        if after and not which <= self.seen.get(what, set()):
            self.late.append(f"{what} after {', '.join(after)}")
        self.seen.setdefault(what, set()).update(which)


def watched(doing: Callable[[], object]) -> Watch:
    watch = Watch()
    with connection.execute_wrapper(watch):
        doing()
    return watch


def booked_series(cast: Cast) -> Any:
    open_thursdays(cast.studio, cast.microphones, count=3)
    return series_of(cast.bo, cast.zout, cast.studio, (cast.microphones, 2), count=3)


def test_cancelling_a_series(stage):
    series = booked_series(stage)
    start = series.bookings[0].period.start
    watch = watched(lambda: cancel_series(number=series.series.number, start=start, actor=stage.zoe, now=NOW))
    assert "funding_fund" in watch.seen and watch.late == []


def test_declining_a_series(stage):
    asks_first(stage.studio)
    series = booked_series(stage)
    watch = watched(
        lambda: answer_series(
            number=series.series.number, yes=False, reason="Full", actor=stage.teun, now=NOW
        )
    )
    assert "funding_fund" in watch.seen and watch.late == []


def lapsed_requests(cast: Cast) -> list[Booking]:
    """Two that the hub has not answered, on the same microphones; somebody may have paid for them."""
    asks_first(cast.microphones)
    Hub.objects.filter(pk=cast.effenaar.pk).update(approval_hours=24)
    found = [requested(each.person, each.organisation, (cast.microphones, 3)) for each in rivals(2)]
    Facility.objects.filter(pk=cast.microphones.pk).update(asks_approval=False)
    assert all(each.held_until < A_DAY_ON for each in found)
    return found


def test_placing_over_what_has_lapsed(stage):
    lapsed_requests(stage)
    watch = watched(lambda: held(stage.ilse, stage.noord, (stage.microphones, 6), now=A_DAY_ON))
    assert "funding_payment" in watch.seen and watch.late == []


def test_changing_over_what_has_lapsed(stage):
    theirs = booked(stage.ilse, stage.noord, stage.studio)
    lapsed_requests(stage)
    watch = watched(lambda: changed(stage.ilse, theirs, stage.studio, (stage.microphones, 6), now=A_DAY_ON))
    assert "funding_payment" in watch.seen and watch.late == []


def test_blocking_over_what_has_lapsed(stage):
    lapsed_requests(stage)
    units = stage.microphones.units.select_related("facility")
    watch = watched(lambda: blocked(*units, now=A_DAY_ON, actor=stage.teun))
    assert "funding_payment" in watch.seen and watch.late == []


def test_offering_what_has_lapsed_to_the_line(stage):
    lapsed_requests(stage)
    in_line(stage.ilse, stage.noord, stage.microphones, quantity=6)
    watch = watched(lambda: offer_places(now=A_DAY_ON))
    assert "funding_payment" in watch.seen and watch.late == []


def test_a_calendar_that_is_read_and_a_block_that_is_lifted(stage):
    source = a_source(stage.hanna, stage.microphones)
    watch = watched(lambda: keep_busy(source_id=source.pk, times=[thursday(13, 15)], now=NOW))
    assert {"bookings_calendarsource", "keys"} <= watch.seen.keys() and watch.late == []
    (unit,) = stage.studio.units.select_related("facility")
    block = blocked(unit)
    assert watched(lambda: lift_block(uuid=block.uuid, actor=stage.teun, now=NOW)).late == []
    assert watched(lambda: reinstate_block(uuid=block.uuid, actor=stage.teun, now=NOW)).late == []


def test_ending_one_booking(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert watched(lambda: cancel(number=booking.number, actor=stage.bo, now=NOW)).late == []
    lapsed_requests(stage)
    for _each in range(2):
        assert watched(lambda: expire_holds(now=A_DAY_ON, most=1)).late == []
    assert not Occupancy.objects.live().exists()


def test_a_lock_that_comes_too_late_is_seen(stage):
    """The negative control."""
    watch = Watch()
    watch.locks("funding_fund", {1})
    watch.locks("funding_fund", {2})
    watch.locks("funding_payment", {7})
    assert watch.late == ["funding_payment after funding_fund"]
