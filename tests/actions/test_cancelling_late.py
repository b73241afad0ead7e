"""Cancelling at a fee: what was agreed when it was booked, who pays which part, and the hub that may go without."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import override

from bookings.actions._judging import SayWhy
from bookings.actions.cancel import FeeIsHigher, cancel
from bookings.actions.place import PriceChanged, place
from bookings.actions.waive_fee import NothingToWaive, waive_fee
from bookings.models import Booking, BookingState, FeeKind
from facilities.models import GapPolicy
from funding.models import (
    Account,
    AccountKind,
    Allocation,
    AllocationKind,
    AllocationState,
    Entry,
    Fund,
)
from funding.rules.fees import bearing, dues
from funding.rules.quoted import frozen_lines, frozen_shares
from funding.rules.terms import Span, Terms, TermStep
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import NOW, THURSDAY, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import a_request, booked, held
from tests.factories.money import fill
from tests.factories.options import gives_options, optioned
from tests.factories.terms import DAY_HALF, LAST_DAY, WEEK_HALF, terms

START = thursday(13, 17).start
# Half of it from Wednesday 13:00 on, all of it in the last four hours.
FOUR_HOURS = TermStep(Span.HOURS, 4, 10_000)
FREE_STILL, HALF, ALL = START - timedelta(days=2), START - timedelta(hours=24), START - timedelta(hours=4)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        Fund.objects.filter(slug="open-doors").update(bears_cancellation_fees=True)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        terms(stage.effenaar, DAY_HALF, FOUR_HOURS)
        yield stage


def balance(kind: AccountKind, owner) -> int:
    row = Account.objects.filter(kind=kind, owner=owner.ref).first()
    return row.balance_cents if row else 0


def fund(slug: str) -> Fund:
    return Fund.objects.get(slug=slug)


def earned(stage) -> tuple[int, int, int]:
    """What the hub earned, what the organisation owes, what the fund that bears fees has left."""
    return (
        balance(AccountKind.HUB, stage.effenaar),
        -balance(AccountKind.ORGANISATION, stage.zout),
        balance(AccountKind.FUND_FREE, fund("open-doors")),
    )


def test_before_the_first_step_it_is_free_and_a_second_later_it_is_not(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert (booking.own_cents, booking.funds_cents) == (8_240, 7_760)
    one_second = timedelta(seconds=1)
    after = cancel(number=booking.number, actor=stage.bo, now=HALF - one_second)
    assert not after.fees.exists()
    assert earned(stage) == (0, 0, 100_000)
    again = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=again.number, actor=stage.bo, now=HALF)
    assert again.fees.get().kind == FeeKind.CANCELLED
    assert broken_invariants() == {}


def test_half_of_it_is_half_of_what_each_carried_but_for_funds_that_bear_no_fees(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    carries = {each.fund.slug: each.cents for each in Allocation.objects.filter(about=booking.ref)}
    assert carries == {"regional-makers-fund": 4_160, "open-doors": 3_600}
    cancel(number=booking.number, actor=stage.bo, now=HALF)
    fee = booking.fees.get()
    assert (fee.own_cents, fee.funds_cents, fee.back_cents) == (4_120, 1_800, 7_760 - 1_800)
    assert earned(stage) == (5_920, 4_120, 98_200)
    assert balance(AccountKind.FUND_FREE, fund("regional-makers-fund")) == 100_000
    for each in Fund.objects.all():
        assert balance(AccountKind.FUND_RESERVED, each) == 0
    entry = Entry.objects.get(about=booking.ref, kind="cancel")
    assert sum(entry.postings.values_list("cents", flat=True)) == 0
    assert broken_invariants() == {}


def test_all_of_it_is_what_they_would_have_paid_and_never_more(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 3), stage.engineer)
    cancel(number=booking.number, actor=stage.bo, now=ALL)
    fee = booking.fees.get()
    assert fee.own_cents == booking.own_cents
    assert (
        fee.funds_cents
        == Allocation.objects.get(about=booking.ref, kind="price", fund=fund("open-doors")).cents
    )
    assert broken_invariants() == {}


def test_what_the_hub_gives_lapses(stage):
    stage.effenaar.gap_policy = GapPolicy.GIVE
    stage.effenaar.save()
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert booking.hub_cents == 16_000 - 5_600 - 7_760
    cancel(number=booking.number, actor=stage.bo, now=ALL)
    assert booking.fees.get().own_cents == 5_600
    assert balance(AccountKind.HUB_GIFT, stage.effenaar) == 0
    assert earned(stage)[0] == 5_600 + 3_600
    assert broken_invariants() == {}


def test_the_part_of_a_fund_that_paid_counts_in_its_caps_and_the_rest_does_not(stage):
    Fund.objects.filter(slug="open-doors").update(cap_per_organisation_cents=4_000)
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=HALF)
    after = held(stage.bo, stage.zout, stage.studio)
    assert Allocation.objects.get(about=after.ref, fund=fund("open-doors")).cents == 4_000 - 1_800
    assert broken_invariants() == {}


def test_when_the_hub_cancels_there_is_no_fee(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.teun, now=ALL, reason="The roof leaks.")
    assert not booking.fees.exists()
    assert earned(stage) == (0, 0, 100_000)
    assert broken_invariants() == {}


@pytest.mark.parametrize("state", ["held", "option"])
def test_what_is_not_confirmed_costs_nothing_however_late(stage, state):
    gives_options(stage.studio, notice_hours=0)
    if state == "held":
        booking = held(stage.bo, stage.zout, stage.studio, now=ALL)
    else:
        booking = optioned(stage.bo, stage.zout, stage.studio, on=THURSDAY)
    cancel(number=booking.number, actor=stage.bo, now=ALL + timedelta(minutes=1))
    assert not booking.fees.exists()
    assert broken_invariants() == {}


def test_terms_are_those_of_the_day_of_booking_whatever_the_hub_sets_later(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    terms(stage.effenaar, WEEK_HALF, LAST_DAY)
    later = booked(stage.zoe, stage.zout, stage.engineer, now=NOW + timedelta(minutes=5))
    assert Terms.from_json(booking.lines.get().terms).steps == (DAY_HALF, FOUR_HOURS)
    assert Terms.from_json(later.lines.get().terms).steps == (WEEK_HALF, LAST_DAY)
    cancel(number=booking.number, actor=stage.bo, now=HALF - timedelta(seconds=1))
    assert not booking.fees.exists()


def test_other_terms_than_were_shown_are_another_price(stage):

    asked = a_request(stage.zout, stage.studio)
    terms(stage.effenaar, WEEK_HALF)
    with pytest.raises(PriceChanged):
        place(request=asked, actor=stage.bo, now=NOW)


def test_the_database_refuses_other_terms(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(IntegrityError, match="was agreed"):
        booking.lines.update(terms={})


def test_terms_that_differ_from_the_quote_are_seen(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    booking.quote["lines"][0]["terms"]["no_show_bp"] = 0
    booking.save(update_fields=["quote"])
    assert broken_invariants()["I13"] == [f"booking {booking.number}: line 0 is not what was quoted"]


def test_who_was_told_less_is_not_charged_more(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(FeeIsHigher) as refused:
        cancel(number=booking.number, actor=stage.bo, now=ALL, most_cents=4_120)
    assert refused.value.facts["own_cents"] == 8_240
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    cancel(number=booking.number, actor=stage.bo, now=HALF, most_cents=4_120)


def test_cancelling_again_costs_nothing_more(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    for now in (HALF, ALL):
        assert cancel(number=booking.number, actor=stage.bo, now=now).state == BookingState.CANCELLED
    assert booking.fees.get().own_cents == 4_120


def test_each_line_has_its_own_terms_and_its_own_start(stage):
    terms(stage.effenaar, TermStep(Span.HOURS, 48, 2_500), facility=stage.engineer)
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.engineer, 1, thursday(18, 20)))
    lines, bears = frozen_lines(booking.quote), bearing(frozen_shares(booking.quote))
    shown = dues(lines, bears, NOW, stage.effenaar.zone)
    assert [(due.at, due.fee.own_cents > 0) for due in shown] == [
        (None, False),
        (thursday(18, 20).start - timedelta(hours=48), True),
        (HALF, True),
        (ALL, True),
    ]
    cancel(number=booking.number, actor=stage.bo, now=HALF)
    lines = booking.quote["lines"]
    own = [each["list_cents"] - sum(cents for _id, cents in each["carried"]) for each in lines]
    assert abs(booking.fees.get().own_cents - (own[0] // 2 + own[1] // 4)) <= 1
    assert broken_invariants() == {}


# Going without.


def test_the_hub_goes_without_a_fee_with_a_reason(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=HALF)
    with pytest.raises(SayWhy):
        waive_fee(number=booking.number, reason=" ", actor=stage.teun, now=HALF)
    waive_fee(number=booking.number, reason="They were ill.", actor=stage.teun, now=ALL)
    fee = booking.fees.get()
    assert (fee.lifted_at, fee.lift_reason) == (ALL, "They were ill.")
    assert earned(stage) == (0, 0, 100_000)
    states = Allocation.objects.filter(about=booking.ref).values_list("state", flat=True)
    assert set(states) == {AllocationState.RELEASED}
    row = AuditRow.objects.get(about=booking.ref, action="bookings.waive_fee")
    assert (row.actor_id, row.reason) == (stage.teun.pk, "They were ill.")
    assert broken_invariants() == {}
    with pytest.raises(NothingToWaive):
        waive_fee(number=booking.number, reason="Again", actor=stage.teun, now=ALL)


def test_nobody_but_the_hub_goes_without_it(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=HALF)
    for person in (stage.bo, stage.zoe, stage.mira, stage.anna):
        with pytest.raises(Forbidden):
            waive_fee(number=booking.number, reason="Please", actor=person, now=HALF)
    for person in (stage.ilse, stage.wim, stage.fien):
        with pytest.raises(Http404):
            waive_fee(number=booking.number, reason="Please", actor=person, now=HALF)


def test_what_was_booked_before_there_were_terms_is_free(stage):
    """Such a booking says nothing of terms, nor who carries what of which line."""
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    for each in booking.quote["lines"]:
        del each["terms"], each["carried"]
    for each in booking.quote["shares"]:
        del each["bears_fees"]
    Booking.objects.filter(pk=booking.pk).update(quote=booking.quote)
    cancel(number=booking.number, actor=stage.bo, now=START - timedelta(seconds=1))
    assert not booking.fees.exists()


def test_a_fee_that_nobody_settled_is_seen(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=HALF)
    booking.fees.update(own_cents=1)
    assert "I5b" in broken_invariants()
    booking.fees.update(own_cents=4_120, funds_cents=1)
    assert {"I5b", "I5c"} <= set(broken_invariants())
    booking.fees.update(funds_cents=1_800)
    Allocation.objects.filter(kind=AllocationKind.FEE).update(portion=7)
    assert "I5c" in broken_invariants()
    Allocation.objects.filter(kind=AllocationKind.FEE).update(portion=1)
    booking.fees.update(lifted_at=datetime(2026, 11, 26, tzinfo=UTC), lift_reason="x")
    assert {"I5b", "I5c", "I17e"} <= set(broken_invariants())
