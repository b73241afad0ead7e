"""What becomes of a held booking: confirmed, cancelled, let go, or done."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.cancel import NotToCancel, ReasonNeeded, TooLateToCancel, cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.confirm import AcceptHouseRules, HoldLapsed, NotToConfirm, confirm
from bookings.actions.expire_holds import expire_holds
from bookings.actions.place import place
from bookings.actions.place_and_confirm import place_and_confirm
from bookings.models import Booking, BookingState, Occupancy
from bookings.permissions import booking_for, bookings_of
from funding.models import Allocation, AllocationState, Fund
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import a_request, booked, held
from tests.factories.facilities import HouseRulesFactory
from tests.factories.money import fill

SOON = NOW + timedelta(minutes=5)
LAPSED = NOW + timedelta(minutes=15)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        yield stage


def live_units(booking: Booking) -> int:
    return Occupancy.objects.live().filter(line__booking=booking).count()


def audited(booking: Booking) -> list[str]:
    return list(AuditRow.objects.filter(about=booking.ref).order_by("id").values_list("action", flat=True))


def told(booking: Booking) -> list[str]:
    return list(OutboxMessage.objects.filter(about=booking.ref).order_by("id").values_list("key", flat=True))


def test_a_confirmed_booking_is_told_once_to_each_side(stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    for moment in (SOON, SOON + timedelta(hours=1)):
        after = confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=moment)
        assert (after.state, after.confirmed_at) == (BookingState.CONFIRMED, SOON)
    assert audited(booking) == ["bookings.place", "bookings.confirm"]
    assert told(booking) == [
        f"booking.confirmed:{booking.number}:0:placer",
        f"booking.confirmed:{booking.number}:0:hub",
    ]


def test_the_house_rules_of_today_must_be_accepted(stage):
    HouseRulesFactory(hub=stage.effenaar, version=1)
    current = HouseRulesFactory(hub=stage.effenaar, version=2)
    HouseRulesFactory(hub=stage.effenaar, version=3, published_at=NOW + timedelta(days=1))
    booking = held(stage.bo, stage.zout, stage.studio)
    for version in (None, 1, 3):
        with pytest.raises(AcceptHouseRules) as refused:
            confirm(number=booking.number, house_rules_version=version, actor=stage.bo, now=SOON)
        assert refused.value.facts["version"] == 2
    confirmed = confirm(number=booking.number, house_rules_version=2, actor=stage.bo, now=SOON)
    assert (confirmed.house_rules, confirmed.house_rules_accepted_at) == (current, SOON)


def test_a_lapsed_hold_is_never_confirmed_whether_or_not_somebody_let_it_go(stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    for _twice in range(2):
        with pytest.raises(HoldLapsed):
            confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=LAPSED)
        expire_holds(now=LAPSED)
    assert not OutboxMessage.objects.filter(about=booking.ref).exists()


def test_who_places_for_a_program_confirms_in_the_same_go(stage):
    asked = a_request(stage.zout, stage.studio)
    first = place_and_confirm(request=asked, house_rules_version=None, actor=stage.bo, now=NOW)
    again = place_and_confirm(request=asked, house_rules_version=None, actor=stage.bo, now=SOON)
    assert (first.again, again.again, again.booking) == (False, True, first.booking)
    assert first.booking.state == BookingState.CONFIRMED
    assert audited(first.booking) == ["bookings.place", "bookings.confirm"]
    assert len(told(first.booking)) == 2


def test_a_program_that_does_not_accept_the_house_rules_holds_nothing(stage):
    HouseRulesFactory(hub=stage.effenaar)
    with pytest.raises(AcceptHouseRules):
        place_and_confirm(
            request=a_request(stage.zout, stage.studio), house_rules_version=None, actor=stage.bo, now=NOW
        )
    assert not Booking.objects.exists()
    assert not Allocation.objects.exists()


def test_a_cancelled_booking_gives_back_its_units_and_its_money(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    assert booking.funds_cents > 0
    after = cancel(number=booking.number, actor=stage.bo, now=SOON)
    cancel(number=booking.number, actor=stage.bo, now=SOON)
    assert (after.state, after.ended_at, after.sequence) == (BookingState.CANCELLED, SOON, 1)
    assert live_units(booking) == 0
    assert {each.state for each in Allocation.objects.filter(about=booking.ref)} == {AllocationState.RELEASED}
    assert audited(booking) == ["bookings.place", "bookings.confirm", "bookings.cancel"]
    assert told(booking)[2:] == [
        f"booking.cancelled:{booking.number}:1:placer",
        f"booking.cancelled:{booking.number}:1:hub",
    ]
    assert held(stage.ilse, stage.noord, stage.studio, (stage.microphones, 6)).state == BookingState.HELD


def test_a_hold_that_is_cancelled_tells_nobody(stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=SOON)
    assert told(booking) == []
    with pytest.raises(NotToConfirm):
        confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=SOON)


def test_what_has_begun_is_not_cancelled_any_more(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    start = thursday(13, 17).start
    with pytest.raises(TooLateToCancel) as refused:
        cancel(number=booking.number, actor=stage.zoe, now=start)
    assert "Speak to Effenaar" in str(refused.value)
    cancel(number=booking.number, actor=stage.zoe, now=start - timedelta(seconds=1))


def test_what_was_let_go_is_not_cancelled(stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    expire_holds(now=LAPSED)
    with pytest.raises(NotToCancel):
        cancel(number=booking.number, actor=stage.bo, now=LAPSED)


def test_the_hub_cancels_with_a_reason(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(ReasonNeeded):
        cancel(number=booking.number, actor=stage.teun, now=SOON, reason=" ")
    cancel(number=booking.number, actor=stage.teun, now=SOON, reason="The roof leaks.")
    row = AuditRow.objects.get(about=booking.ref, action="bookings.cancel")
    assert (row.actor_id, row.reason) == (stage.teun.pk, "The roof leaks.")


def test_a_booker_changes_their_own_and_the_owner_everything(stage):
    by_bo = booked(stage.bo, stage.zout, stage.studio)
    by_zoe = booked(stage.zoe, stage.zout, stage.engineer)
    with pytest.raises(Forbidden):
        cancel(number=by_zoe.number, actor=stage.bo, now=SOON)
    with pytest.raises(Forbidden):
        cancel(number=by_bo.number, actor=stage.mira, now=SOON)
    cancel(number=by_bo.number, actor=stage.zoe, now=SOON)


@pytest.mark.parametrize("stranger", ["ilse", "wim", "fien", "karim"])
def test_for_a_stranger_there_is_no_such_booking(stage, stranger):
    booking = held(stage.bo, stage.zout, stage.studio)
    person = getattr(stage, stranger)
    with pytest.raises(Http404):
        booking_for(person, booking.number)
    with pytest.raises(Http404):
        confirm(number=booking.number, house_rules_version=None, actor=person, now=SOON)
    with pytest.raises(Http404):
        cancel(number=booking.number, actor=person, now=SOON, reason="x")
    assert live_units(booking) == 1


def test_the_hub_sees_a_booking_and_does_not_confirm_it(stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    assert booking_for(stage.teun, booking.number.lower().replace("-", "")) == booking
    with pytest.raises(Forbidden):
        confirm(number=booking.number, house_rules_version=None, actor=stage.teun, now=SOON)


def test_holds_are_let_go_when_their_time_is_over_and_not_before(stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    assert expire_holds(now=LAPSED - timedelta(seconds=1)) == 0
    assert expire_holds(now=LAPSED) == 1
    assert expire_holds(now=LAPSED) == 0
    booking.refresh_from_db()
    assert (booking.state, booking.ended_at) == (BookingState.EXPIRED, LAPSED)
    assert live_units(booking) == 0
    assert {each.state for each in Allocation.objects.filter(about=booking.ref)} == {AllocationState.RELEASED}
    assert audited(booking) == ["bookings.place", "bookings.expire_holds"]


def test_what_is_over_is_done_and_settled_once(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    end = thursday(13, 17).end
    assert complete_ended(now=end - timedelta(seconds=1)) == 0
    assert complete_ended(now=end) == 1
    assert complete_ended(now=end) == 0
    booking.refresh_from_db()
    assert (booking.state, booking.completed_at) == (BookingState.COMPLETED, end)
    assert {each.state for each in Allocation.objects.filter(about=booking.ref)} == {AllocationState.SETTLED}
    assert audited(booking)[-1] == "bookings.complete_ended"
    with pytest.raises(NotToCancel):
        cancel(number=booking.number, actor=stage.bo, now=end)


def test_an_organisation_reads_its_own_bookings_the_latest_first(stage):
    early = held(stage.bo, stage.zout, stage.studio, period=thursday(9, 10))
    late = held(stage.bo, stage.zout, stage.studio, period=thursday(20, 21))
    place(request=a_request(stage.noord, stage.engineer), actor=stage.ilse, now=NOW)
    assert list(bookings_of(stage.zout)) == [late, early]
