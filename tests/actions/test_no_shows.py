"""Nobody came: the hub says so, with a reason; another sum is due; and it can be taken back."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions._judging import SayWhy
from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import NothingToMark, NotOverYet, TooLateToMark, mark_no_show
from bookings.actions.unmark_no_show import NotMarked, unmark_no_show
from bookings.actions.waive_fee import NothingToWaive, waive_fee
from bookings.models import BookingState, FeeKind
from facilities.models import GapPolicy
from funding.actions.restore import GivenElsewhere
from funding.models import Account, AccountKind, Allocation, BandDeclaration, DeclarationStatus, Entry, Fund
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.periods import Period
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import BandPolicyFactory, card
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, terms

END = thursday(13, 17).end
NEXT_DAY = END + timedelta(days=1)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        terms(stage.effenaar, DAY_HALF, no_show_bp=7_500)
        yield stage


def balances() -> dict[tuple[str, str], int]:
    rows = Account.objects.values_list("kind", "owner", "balance_cents")
    return {(kind, str(owner)): cents for kind, owner, cents in rows if cents}


def missed(stage, *things):
    """A booking that is over and settled, and the balances before it was noted that nobody came."""
    booking = booked(stage.bo, stage.zout, *(things or (stage.studio,)))
    complete_ended(now=END)
    before = balances()
    return mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=NEXT_DAY), before


def test_the_share_for_not_coming_takes_the_place_of_the_price(stage):
    booking, _before = missed(stage)
    fee = booking.fees.get()
    assert (fee.kind, fee.own_cents, fee.funds_cents) == (FeeKind.NO_SHOW, 6_180, 2_700)
    assert balances()["hub", str(stage.effenaar.ref)] == 6_180 + 2_700
    assert balances()["organisation", str(stage.zout.ref)] == -6_180
    assert balances()["fund_free", str(Fund.objects.get(slug="open-doors").ref)] == 97_300
    assert balances()["fund_free", str(Fund.objects.get(slug="regional-makers-fund").ref)] == 100_000
    booking.refresh_from_db()
    assert booking.state == BookingState.COMPLETED
    assert broken_invariants() == {}


def test_it_is_told_to_both_with_the_reason(stage):
    booking, _before = missed(stage)
    row = AuditRow.objects.get(about=booking.ref, action="bookings.mark_no_show")
    assert (row.actor_id, row.reason, row.facts["own_cents"]) == (stage.teun.pk, "Nobody came.", 6_180)
    told = OutboxMessage.objects.filter(about=booking.ref, kind="booking.no_show")
    assert {each.payload["reader"] for each in told} == {"placer", "hub"}


def test_noted_twice_is_noted_once(stage):
    booking, _before = missed(stage)
    mark_no_show(number=booking.number, reason="Really nobody.", actor=stage.hanna, now=NEXT_DAY)
    assert booking.fees.count() == 1
    assert Entry.objects.filter(about=booking.ref, kind="no_show").count() == 1


def test_it_may_be_noted_before_the_clock_came_by(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=END)
    booking.refresh_from_db()
    assert booking.state == BookingState.COMPLETED
    assert complete_ended(now=END) == 0
    assert broken_invariants() == {}


def test_not_before_the_end_and_not_after_fourteen_days(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(NotOverYet):
        mark_no_show(number=booking.number, reason="Late", actor=stage.teun, now=END - timedelta(seconds=1))
    late = END + timedelta(days=14, seconds=1)
    with pytest.raises(TooLateToMark):
        mark_no_show(number=booking.number, reason="Late", actor=stage.teun, now=late)
    mark_no_show(number=booking.number, reason="x", actor=stage.teun, now=END + timedelta(days=14))


def test_a_reason_is_needed_and_something_that_took_place(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(SayWhy):
        mark_no_show(number=booking.number, reason=" ", actor=stage.teun, now=END)
    with pytest.raises(NotMarked):
        unmark_no_show(number=booking.number, reason="x", actor=stage.teun, now=END)
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    with pytest.raises(NothingToMark):
        mark_no_show(number=booking.number, reason="x", actor=stage.teun, now=END)


@pytest.mark.parametrize("verb", [mark_no_show, unmark_no_show])
def test_only_the_hubs_own_staff_say_so(stage, verb):
    booking = booked(stage.bo, stage.zout, stage.studio)
    for person in (stage.bo, stage.zoe, stage.mira, stage.anna):
        with pytest.raises(Forbidden):
            verb(number=booking.number, reason="x", actor=person, now=END)
    for person in (stage.ilse, stage.wim, stage.fien, stage.karim):
        with pytest.raises(Http404):
            verb(number=booking.number, reason="x", actor=person, now=END)


def test_they_came_after_all_puts_everything_back_to_the_cent(stage):
    stage.effenaar.gap_policy = GapPolicy.GIVE
    stage.effenaar.save()
    booking, before = missed(stage, stage.studio, (stage.microphones, 2))
    assert balances() != before
    unmark_no_show(number=booking.number, reason="Another door.", actor=stage.hanna, now=NEXT_DAY)
    assert balances() == before
    undone = Entry.objects.get(about=booking.ref, kind="came")
    assert undone.reverses == Entry.objects.get(about=booking.ref, kind="no_show")
    assert booking.fees.get().lift_reason == "Another door."
    assert broken_invariants() == {}


def test_it_may_be_noted_again_after_that(stage):
    booking, _before = missed(stage)
    once = balances()
    for _round in range(2):
        unmark_no_show(number=booking.number, reason="Came", actor=stage.teun, now=NEXT_DAY)
        mark_no_show(number=booking.number, reason="Did not", actor=stage.teun, now=NEXT_DAY)
        assert balances() == once
        assert broken_invariants() == {}
    assert booking.fees.count() == 3


def test_a_no_show_is_not_waived_but_taken_back(stage):
    booking, _before = missed(stage)
    with pytest.raises(NothingToWaive):
        waive_fee(number=booking.number, reason="x", actor=stage.teun, now=NEXT_DAY)


def test_not_coming_may_cost_nothing_and_is_noted_all_the_same(stage):
    terms(stage.effenaar, no_show_bp=0)
    booking, _before = missed(stage)
    assert booking.fees.get().cents == 0
    assert ("hub", str(stage.effenaar.ref)) not in balances()
    assert broken_invariants() == {}
    unmark_no_show(number=booking.number, reason="Came", actor=stage.teun, now=NEXT_DAY)
    assert broken_invariants() == {}


def test_what_costs_nobody_anything_is_noted_without_an_entry(stage):
    free = FacilityFactory(hub=stage.effenaar, open_days=[cast.THURSDAY])
    card(free, hour=0)
    booking, _before = missed(stage, free)
    assert not Entry.objects.filter(about=booking.ref).exists()
    unmark_no_show(number=booking.number, reason="Came", actor=stage.teun, now=NEXT_DAY)
    assert broken_invariants() == {}


def test_a_fund_that_gave_its_money_elsewhere_cannot_carry_it_again(stage):
    booking, _before = missed(stage)
    fund = Fund.objects.get(slug="regional-makers-fund")
    account = Account.objects.get(kind=AccountKind.FUND_FREE, owner=fund.ref)
    Fund.objects.filter(pk=fund.pk).update(match_share_bp=10_000)
    later = thursday(13, 17).start + timedelta(days=7)
    room = FacilityFactory(hub=stage.effenaar, open_days=[later.date()])
    card(room, hour=100_000)
    booked(stage.zoe, stage.zout, room, period=Period(later, later + timedelta(hours=4)), now=NEXT_DAY)
    account.refresh_from_db()
    assert account.balance_cents == 0
    before = balances()
    with pytest.raises(GivenElsewhere):
        unmark_no_show(number=booking.number, reason="Came", actor=stage.teun, now=NEXT_DAY)
    assert broken_invariants() == {}
    assert balances() == before


def test_nor_can_one_whose_cap_was_used_up_meanwhile(stage):
    Fund.objects.filter(slug="regional-makers-fund").update(cap_per_organisation_cents=5_000)
    booking, _before = missed(stage)
    booked(stage.zoe, stage.zout, stage.studio, period=thursday(18, 22), now=NOW)
    with pytest.raises(GivenElsewhere):
        unmark_no_show(number=booking.number, reason="Came", actor=stage.teun, now=NEXT_DAY)


def test_nor_what_was_used_up_while_a_band_is_provisional(stage):
    BandPolicyFactory(provisional_cap_cents=9_000)
    BandDeclaration.objects.update(status=DeclarationStatus.PROVISIONAL)
    booking, _before = missed(stage)
    assert Allocation.objects.filter(about=booking.ref, provisional=True).exists()
    booked(stage.zoe, stage.zout, stage.studio, period=thursday(18, 22), now=NOW)
    with pytest.raises(GivenElsewhere):
        unmark_no_show(number=booking.number, reason="Came", actor=stage.teun, now=NEXT_DAY)
