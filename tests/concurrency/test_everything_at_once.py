"""Every door that the planning has, at once, to the same studio and the same few microphones: nobody gets what somebody
else was promised, and nobody waits for each other in a circle."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.assign_unit import assign_unit
from bookings.actions.block import block
from bookings.actions.book_for_caller import Called, book_for_caller
from bookings.actions.cancel import cancel
from bookings.actions.exchange_units import exchange_units
from bookings.actions.expire_holds import expire_holds
from bookings.actions.keep_busy import keep_busy
from bookings.actions.lift_block import lift_block
from bookings.actions.move_block import move_block
from bookings.actions.offer_places import offer_places
from bookings.actions.replan import replan
from bookings.models import Booking, Occupancy
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.concurrency.rivals import broken_invariants, from_a_deadlock, rivals
from tests.factories.blocks import blocked
from tests.factories.bookings import booked, held
from tests.factories.changes import a_change, changed
from tests.factories.series import open_thursdays, series_of
from tests.factories.sources import a_source
from tests.factories.waitlist import in_line

pytestmark = pytest.mark.race

LATER = NOW + timedelta(minutes=20)

Doing = Callable[[], object]


class Stage:
    """What there is before all begin: bookings, holds that have lapsed, blocks, somebody in line."""

    def __init__(self) -> None:
        self.cast: Cast = assemble()
        cast = self.cast
        open_thursdays(cast.studio, cast.microphones, count=3)
        for each in (cast.zout, cast.noord):
            declare_band_a(each)
        two_funds(cast)
        self.units = list(cast.microphones.units.select_related("facility").order_by("pk"))
        self.room = cast.studio.units.select_related("facility").get()
        crowd = rivals(4)
        self.studio = booked(cast.bo, cast.zout, cast.studio)
        self.evening = booked(cast.ilse, cast.noord, cast.studio, period=thursday(18, 20))
        self.two = booked(cast.bo, cast.zout, (cast.microphones, 2))
        self.lapsed = [
            held(each.person, each.organisation, cast.microphones, period=thursday(14, 16))
            for each in crowd[:2]
        ]
        self.block = blocked(self.units[0], self.units[5], period=thursday(16, 20), knowing=[self.two.number])
        self.line = in_line(crowd[2].person, crowd[2].organisation, cast.studio, now=NOW)
        self.source = a_source(cast.hanna, cast.microphones, unit=self.units[3])

    def doings(self, cancels: bool) -> list[Doing]:
        first = self.who_cancels() if cancels else []
        return [*first, *self.of_guests(), *self.of_the_desk(), *self.of_the_worker()]

    def who_cancels(self) -> list[Doing]:
        zoe = self.cast.zoe
        return [
            lambda: cancel(number=self.studio.number, actor=zoe, now=LATER),
            lambda: cancel(number=self.two.number, actor=zoe, now=LATER),
        ]

    def of_guests(self) -> list[Doing]:
        cast, (one, two, three) = self.cast, rivals(3)
        evening = thursday(18, 20)
        return [
            lambda: held(one.person, one.organisation, cast.studio, now=LATER),
            lambda: held(two.person, two.organisation, (cast.microphones, 5), now=LATER),
            lambda: held(two.person, two.organisation, (cast.microphones, 3), cast.studio, now=LATER),
            lambda: series_of(
                three.person, three.organisation, cast.studio, period=evening, count=2, now=LATER
            ),
            lambda: series_of(three.person, three.organisation, (cast.microphones, 4), count=3, now=LATER),
            lambda: changed(cast.ilse, self.evening, (cast.studio, 1, thursday(13, 15)), now=LATER),
            lambda: changed(cast.bo, self.two, (cast.microphones, 3, thursday(15, 19)), now=LATER),
        ]

    def of_the_desk(self) -> list[Doing]:
        cast, desk = self.cast, {"actor": self.cast.teun, "now": LATER}
        bar = Occupancy.objects.live().filter(line__booking=self.two).order_by("unit").first()
        assert bar
        return [
            lambda: assign_unit(hub=cast.effenaar, held=bar.pk, unit=self.units[4], **desk),
            lambda: exchange_units(number=self.two.number, reason="Broken", **desk),
            lambda: self._dragged(self.evening, thursday(14, 16)),
            lambda: self._called(self.room, thursday(13, 17)),
            lambda: self._called(self.units[2], thursday(13, 17)),
            lambda: block(
                hub=cast.effenaar,
                unit_ids=[each.pk for each in (self.room, *self.units[:3])],
                period=thursday(12, 20),
                kind="maintenance",
                knowing=list(Booking.objects.values_list("number", flat=True)),
                **desk,
            ),
            lambda: move_block(
                uuid=self.block.uuid,
                period=thursday(13, 18),
                unit_ids=[self.units[1].pk, self.room.pk],
                knowing=list(Booking.objects.values_list("number", flat=True)),
                **desk,
            ),
            lambda: lift_block(uuid=self.block.uuid, **desk),
        ]

    def of_the_worker(self) -> list[Doing]:
        return [
            lambda: offer_places(now=LATER),
            lambda: offer_places(now=LATER),
            lambda: expire_holds(now=LATER),
            lambda: keep_busy(
                source_id=self.source.pk, times=[thursday(13, 15), thursday(16, 19)], now=LATER
            ),
            lambda: keep_busy(source_id=self.source.pk, times=[thursday(14, 18)], now=LATER),
        ]

    def _dragged(self, booking: Booking, to: Period) -> Any:
        desk = self.cast.teun
        change = a_change(desk, booking, (self.cast.studio, 1, to), now=LATER, reason="The piano")
        return replan(request=change, unit=self.room, period=to, actor=desk, now=LATER)

    def _called(self, unit: Any, period: Period) -> Any:
        return book_for_caller(
            hub=self.cast.effenaar,
            called=Called("De Buren", "Joke", phone="040"),
            unit=unit,
            period=period,
            purpose="",
            own_cents=16_000 if unit == self.room else 1_000,
            house_rules_version=None,
            request_key=uuid4(),
            actor=self.cast.teun,
            now=LATER,
        )


@pytest.mark.parametrize(
    "_round", [0, *(pytest.param(each, marks=pytest.mark.soak) for each in range(1, 20))]
)
@pytest.mark.parametrize("cancels", [True, False])
def test_whoever_comes_first_has_it_and_all_others_are_told(own_database, cancels, _round):
    """What each guard is good for is tried where it stands alone; here they meet."""
    with override("en"):
        doings = Stage().doings(cancels)
    assert broken_invariants() == {}

    def one(number: int) -> object:
        with override("en"):
            return doings[number]()

    outcomes = own_database.crowd(len(doings), one)
    failed = [each for each in outcomes if isinstance(each, Exception)]
    assert [each for each in failed if not isinstance(each, Refusal | Http404)] == []
    assert [each for each in failed if from_a_deadlock(each)] == []
    assert broken_invariants() == {}
