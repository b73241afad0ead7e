"""A place in line: it holds nothing, and what comes free is offered to who joined first, for some hours."""

from datetime import timedelta

import pytest
from django.core import mail
from django.http import Http404
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.confirm import confirm
from bookings.actions.expire_holds import expire_holds
from bookings.actions.expire_waitlist import expire_waitlist
from bookings.actions.leave_waitlist import NotInLine, leave_waitlist
from bookings.actions.offer_places import offer_places
from bookings.actions.take_option import OthersWait, take_option
from bookings.models import Booking, BookingState, Occupancy, WaitlistEntry, WaitState
from bookings.models.in_line import place_in_line
from facilities.models import UnitState
from funding.models import Fund
from hub.kit import outbox
from hub.kit.errors import Forbidden
from members.models import Membership
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants, rivals
from tests.factories.bookings import AFTERNOON, booked, held
from tests.factories.money import fill
from tests.factories.options import gives_options
from tests.factories.waitlist import in_line

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.declare_band_a(stage.noord)
        cast.two_funds(stage)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        yield stage
    assert broken_invariants() == {}


@pytest.fixture
def taken(stage) -> Booking:
    """Somebody has the studio on Thursday afternoon."""
    (rival,) = rivals(1)
    return booked(rival.person, rival.organisation, stage.studio)


def let_go(booking: Booking, now=LATER) -> None:
    cancel(number=booking.number, actor=booking.placed_by, now=now)


def offer_of(entry: WaitlistEntry) -> Booking:
    entry.refresh_from_db()
    assert entry.offer is not None, (entry.state, entry.why)
    return entry.offer


def sent(now) -> list:
    mail.outbox.clear()
    for message in outbox.claim(now=now, most=50):
        assert outbox.deliver(message, now=now)
    return list(mail.outbox)


def to(mails: list, address: str) -> list[str]:
    return [each.subject for each in mails if each.to == [address]]


def test_who_waits_holds_nothing_and_reads_their_place(stage, taken):
    before = Occupancy.objects.count()
    ours = in_line(stage.bo, stage.zout, stage.studio)
    theirs = in_line(stage.ilse, stage.noord, stage.studio, period=thursday(15, 18), now=LATER)
    assert Occupancy.objects.count() == before
    assert [place_in_line(each, LATER) for each in (ours, theirs)] == [1, 2]
    assert offer_places(now=LATER) == 0


def test_what_comes_free_is_offered_to_the_first_and_holds_units_and_funds(stage, taken):
    ours = in_line(stage.bo, stage.zout, stage.studio)
    theirs = in_line(stage.ilse, stage.noord, stage.studio, now=LATER)
    let_go(taken)
    assert offer_places(now=LATER) == 1
    offer = offer_of(ours)
    assert (offer.state, offer.organisation) == (BookingState.HELD, stage.zout)
    assert offer.period == AFTERNOON
    assert offer.held_until == LATER + timedelta(hours=stage.effenaar.offer_hours)
    assert Occupancy.objects.live().filter(line__booking=offer).count() == 1
    assert offer.funds_cents > 0
    assert offer_places(now=LATER) == 0
    theirs.refresh_from_db()
    assert theirs.state == WaitState.WAITING
    mails = sent(LATER)
    assert any("your turn" in each for each in to(mails, stage.bo.email))
    assert not to(mails, stage.ilse.email)


def test_an_offer_is_taken_with_one_click(stage, taken):
    ours = in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    offer_places(now=LATER)
    offer = offer_of(ours)
    done = confirm(number=offer.number, house_rules_version=None, actor=stage.bo, now=LATER)
    assert done.state == BookingState.CONFIRMED


@pytest.mark.parametrize("how", ["declined", "lapsed"])
def test_who_declines_or_lets_it_lapse_makes_room_for_the_next(stage, taken, how):
    ours = in_line(stage.bo, stage.zout, stage.studio)
    theirs = in_line(stage.ilse, stage.noord, stage.studio, now=LATER)
    let_go(taken)
    offer_places(now=LATER)
    offer = offer_of(ours)
    now = offer.held_until if how == "lapsed" else LATER
    sent(LATER)
    if how == "lapsed":
        expire_holds(now=now)
    else:
        cancel(number=offer.number, actor=stage.bo, now=now)
    assert offer_places(now=now) == 1
    assert offer_of(theirs).organisation == stage.noord
    assert not Occupancy.objects.live().filter(line__booking=offer).exists()
    mails = sent(now)
    assert any("Offer" in each for each in to(mails, stage.bo.email))
    assert any("your turn" in each for each in to(mails, stage.ilse.email))


def test_what_lapsed_is_offered_though_nobody_has_written_it_down(stage):
    (rival,) = rivals(1)
    hold = held(rival.person, rival.organisation, stage.studio)
    ours = in_line(stage.bo, stage.zout, stage.studio)
    assert offer_places(now=hold.held_until) == 1
    assert offer_of(ours).organisation == stage.zout
    hold.refresh_from_db()
    assert hold.state == BookingState.EXPIRED


def test_who_waits_for_any_two_hours_of_a_day_gets_the_first_that_come_free(stage):
    (rival,) = rivals(1)
    day = [
        booked(rival.person, rival.organisation, stage.studio, period=thursday(*hours))
        for hours in ((9, 16), (16, 23))
    ]
    ours = in_line(stage.bo, stage.zout, stage.studio, period=thursday(0, 24), minutes=120)
    let_go(day[1])
    assert offer_places(now=LATER) == 1
    assert offer_of(ours).period == thursday(16, 18)


def test_the_first_in_line_whom_it_fits_is_asked(stage, taken):
    longer = in_line(stage.bo, stage.zout, stage.studio, period=thursday(13, 18))
    (rival,) = rivals(1)
    evening = booked(rival.person, rival.organisation, stage.studio, period=thursday(17, 18))
    shorter = in_line(stage.ilse, stage.noord, stage.studio, period=thursday(14, 16), now=LATER)
    let_go(taken)
    assert offer_places(now=LATER) == 1
    assert offer_of(shorter).organisation == stage.noord
    longer.refresh_from_db()
    assert longer.state == WaitState.WAITING and evening.state == BookingState.CONFIRMED


def test_a_unit_that_comes_back_from_repair_is_offered(stage):
    (rival,) = rivals(1)
    theirs = booked(rival.person, rival.organisation, stage.engineer)
    ours = in_line(stage.bo, stage.zout, stage.engineer)
    let_go(theirs)
    stage.engineer.units.update(state=UnitState.IN_REPAIR)
    assert offer_places(now=LATER) == 0
    stage.engineer.units.update(state=UnitState.IN_SERVICE)
    assert offer_places(now=LATER) == 1
    assert offer_of(ours)


def test_an_offer_is_no_option_and_no_hold_that_is_counted(stage, taken):
    ours = in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    offer_places(now=LATER)
    gives_options(stage.studio, notice_hours=0)
    with pytest.raises(OthersWait):
        take_option(number=offer_of(ours).number, on=cast.MONDAY, actor=stage.bo, now=LATER)
    for hour in (9, 10, 11):
        assert held(stage.bo, stage.zout, stage.microphones, period=thursday(hour, hour + 1), now=LATER)


def test_an_offer_never_ends_at_night_nor_after_the_start(stage, taken):
    stage.effenaar.offer_hours = 12
    stage.effenaar.save()
    ours = in_line(stage.bo, stage.zout, stage.studio)
    let_go(taken)
    offer_places(now=LATER)
    assert offer_of(ours).held_until == thursday(9, 10).start - timedelta(days=2)
    soon = thursday(12, 13).start
    cancel(number=offer_of(ours).number, actor=stage.bo, now=LATER)
    booking = held(stage.bo, stage.zout, stage.studio, now=soon)
    again = in_line(stage.ilse, stage.noord, stage.studio, now=soon)
    let_go(booking, soon)
    offer_places(now=soon)
    assert offer_of(again).held_until == AFTERNOON.start


def test_who_may_book_no_more_is_passed_by_and_the_next_is_asked(stage, taken):
    ours = in_line(stage.bo, stage.zout, stage.studio)
    theirs = in_line(stage.ilse, stage.noord, stage.studio, now=LATER)
    Membership.objects.filter(person=stage.bo).delete()
    let_go(taken)
    offer_places(now=LATER)
    ours.refresh_from_db()
    assert ours.state == WaitState.FAILED and ours.why
    offer_places(now=LATER)
    assert offer_of(theirs)
    # Bo is no member any more: whoever has owned it longest is told.
    told = sent(LATER)
    assert any("No longer in line" in each for each in to(told, stage.zoe.email))
    assert to(told, stage.bo.email) == []


def test_who_has_no_chance_any_more_reads_it_once(stage, taken):
    ours = in_line(stage.bo, stage.zout, stage.studio)
    assert ours.until == AFTERNOON.start
    assert expire_waitlist(now=AFTERNOON.start - timedelta(minutes=1)) == 0
    assert expire_waitlist(now=AFTERNOON.start) == 1
    assert expire_waitlist(now=AFTERNOON.start) == 0
    ours.refresh_from_db()
    assert ours.state == WaitState.OVER
    assert len([each for each in to(sent(AFTERNOON.start), stage.bo.email) if "No longer" in each]) == 1


def test_who_leaves_is_not_asked(stage, taken):
    ours = in_line(stage.bo, stage.zout, stage.studio)
    leave_waitlist(number=ours.number, actor=stage.zoe, now=LATER)
    let_go(taken)
    assert offer_places(now=LATER) == 0
    with pytest.raises(NotInLine):
        leave_waitlist(number=ours.number, actor=stage.bo, now=LATER)


def test_a_reader_may_not_leave_and_a_stranger_sees_nothing(stage, taken):
    ours = in_line(stage.bo, stage.zout, stage.studio)
    with pytest.raises(Forbidden):
        leave_waitlist(number=ours.number, actor=stage.mira, now=LATER)
    with pytest.raises(Http404):
        leave_waitlist(number=ours.number, actor=stage.ilse, now=LATER)
    ours.refresh_from_db()
    assert ours.state == WaitState.WAITING
