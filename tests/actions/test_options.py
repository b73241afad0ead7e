"""An option: kept until a day at a fixed price, few of them, reminded of, and free again the second it is over."""

from datetime import timedelta

import pytest
from django.core import mail
from django.http import Http404
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.confirm import AcceptHouseRules, OptionLapsed, confirm
from bookings.actions.expire_holds import expire_holds
from bookings.actions.take_option import take_option
from bookings.models import Booking, BookingState, Occupancy
from bookings.models.options import in_option_until
from bookings.rules.options import (
    NoOptions,
    OptionInThePast,
    OptionTooLong,
    TooLateForAnOption,
    TooManyOptions,
)
from bookings.rules.refusals import SlotTaken
from funding.models import Allocation, AllocationState, Fund
from hub.kit import outbox
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import MONDAY, NOW, THURSDAY, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import held
from tests.factories.facilities import FacilityFactory, HouseRulesFactory, made_of
from tests.factories.funding import VatSettingFactory, card
from tests.factories.money import fill
from tests.factories.options import TUESDAY, gives_options, optioned

SOON = NOW + timedelta(minutes=5)
# 23:59 on Tuesday in Eindhoven.
END = thursday(0, 1).start - timedelta(days=1, minutes=1)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        gives_options(stage.studio, stage.microphones)
        yield stage


def audited(booking: Booking) -> list[str]:
    return list(AuditRow.objects.filter(about=booking.ref).order_by("id").values_list("action", flat=True))


def sent(now) -> list:
    mail.outbox.clear()
    for message in outbox.claim(now=now):
        assert outbox.deliver(message, now=now)
    return list(mail.outbox)


def test_an_option_holds_units_and_money_at_a_fixed_price_until_the_end_of_its_day(stage):
    booking = held(stage.bo, stage.zout, stage.studio)
    price = booking.quote
    option = take_option(number=booking.number, on=TUESDAY, actor=stage.bo, now=SOON)
    assert (option.state, option.held_until, option.optioned_at) == (BookingState.OPTION, END, SOON)
    assert option.quote == price
    assert Occupancy.objects.live().filter(line__booking=option).count() == 1
    assert {each.state for each in Allocation.objects.filter(about=option.ref)} == {AllocationState.RESERVED}
    with pytest.raises(SlotTaken):
        held(stage.ilse, stage.noord, stage.studio, now=END - timedelta(seconds=1))
    assert audited(option) == ["bookings.place", "bookings.take_option"]
    assert broken_invariants() == {}


def test_taking_it_again_is_the_same_option(stage):
    option = optioned(stage.bo, stage.zout, stage.studio)
    again = take_option(number=option.number, on=MONDAY, actor=stage.bo, now=SOON)
    assert (again.held_until, audited(again).count("bookings.take_option")) == (END, 1)


def test_an_option_becomes_a_booking_with_one_click_at_the_price_it_had(stage):
    option = optioned(stage.bo, stage.zout, stage.studio)
    card(stage.studio, hour=9_900, valid_from=MONDAY)
    booking = confirm(
        number=option.number, house_rules_version=None, actor=stage.zoe, now=END - timedelta(seconds=1)
    )
    assert (booking.state, booking.list_cents) == (BookingState.CONFIRMED, option.list_cents)
    assert broken_invariants() == {}


def test_the_house_rules_are_accepted_when_it_becomes_a_booking(stage):
    HouseRulesFactory(hub=stage.effenaar)
    option = optioned(stage.bo, stage.zout, stage.studio)
    with pytest.raises(AcceptHouseRules):
        confirm(number=option.number, house_rules_version=None, actor=stage.bo, now=SOON)


def test_an_option_that_is_over_is_free_for_the_next_at_once(stage):
    option = optioned(stage.bo, stage.zout, stage.studio)
    with pytest.raises(OptionLapsed) as refused:
        confirm(number=option.number, house_rules_version=None, actor=stage.bo, now=END)
    assert "23:59" in str(refused.value)
    assert held(stage.ilse, stage.noord, stage.studio, now=END).state == BookingState.HELD
    option.refresh_from_db()
    assert (option.state, option.ended_at) == (BookingState.EXPIRED, END)
    assert broken_invariants() == {}


def test_the_clock_ends_it_and_both_are_told_once(stage):
    option = optioned(stage.bo, stage.zout, stage.studio)
    assert expire_holds(now=END - timedelta(seconds=1)) == 0
    assert expire_holds(now=END) == 1
    assert expire_holds(now=END) == 0
    told = [each.subject for each in sent(END) if "ended" in each.subject or "afgelopen" in each.subject]
    assert len(told) == 2
    assert {each.state for each in Allocation.objects.filter(about=option.ref)} == {AllocationState.RELEASED}


def test_letting_go_is_free_and_both_are_told_without_an_event(stage):
    option = optioned(stage.bo, stage.zout, stage.studio)
    sent(SOON)
    cancel(number=option.number, actor=stage.bo, now=SOON)
    to_bo, to_hub = sent(SOON)
    assert to_bo.subject.startswith("Option let go: Effenaar")
    assert not to_bo.attachments and not to_hub.attachments
    assert broken_invariants() == {}


def test_one_is_reminded_three_days_and_one_day_before_the_end(stage):
    gives_options(stage.studio, notice_hours=0)
    option = optioned(
        stage.bo, stage.zout, stage.studio, period=thursday(13, 17), on=THURSDAY - timedelta(days=1)
    )
    days = OutboxMessage.objects.filter(kind="booking.reminder").values_list("due_at", flat=True)
    assert list(days) == [option.held_until - timedelta(days=1)]
    assert [each.subject[:6] for each in sent(SOON)] == ["In opt", "Optie:"]
    (reminder,) = sent(days[0])
    assert reminder.to == ["bo@example.org"]
    assert reminder.subject.startswith("Your option ends soon: Effenaar")
    assert sent(days[0] + timedelta(days=1)) == []


def test_who_booked_meanwhile_is_not_reminded(stage):
    option = optioned(stage.bo, stage.zout, stage.studio)
    confirm(number=option.number, house_rules_version=None, actor=stage.bo, now=SOON)
    sent(SOON)
    assert sent(END) == []


@pytest.mark.parametrize(
    ("days", "notice_hours", "on", "refusal"),
    [
        (0, 24, TUESDAY, NoOptions),
        (30, 24 * 14, TUESDAY, TooLateForAnOption),
        (1, 24, TUESDAY + timedelta(days=1), OptionTooLong),
        (30, 48, THURSDAY, OptionTooLong),
        (30, 24, MONDAY - timedelta(days=1), OptionInThePast),
    ],
)
def test_the_house_says_how_long_an_option_may_last(stage, days, notice_hours, on, refusal):
    gives_options(stage.studio, days=days, notice_hours=notice_hours)
    booking = held(stage.bo, stage.zout, stage.studio)
    with pytest.raises(refusal):
        take_option(number=booking.number, on=on, actor=stage.bo, now=SOON)
    booking.refresh_from_db()
    assert booking.state == BookingState.HELD


def test_the_last_day_ends_when_the_house_says(stage):
    gives_options(stage.studio, notice_hours=48)
    option = optioned(stage.bo, stage.zout, stage.studio, on=TUESDAY)
    assert option.held_until == thursday(13, 17).start - timedelta(hours=48)


def test_all_that_is_in_it_must_give_options(stage):
    booking = held(stage.bo, stage.zout, stage.studio, stage.engineer)
    with pytest.raises(NoOptions) as refused:
        take_option(number=booking.number, on=TUESDAY, actor=stage.bo, now=SOON)
    assert "Sound engineer" in str(refused.value)


def test_an_organisation_has_three_options_at_a_hub(stage):
    for start in (9, 11, 13):
        optioned(stage.bo, stage.zout, stage.studio, period=thursday(start, start + 1))
    booking = held(stage.zoe, stage.zout, stage.studio, period=thursday(15, 16))
    with pytest.raises(TooManyOptions) as refused:
        take_option(number=booking.number, on=TUESDAY, actor=stage.zoe, now=SOON)
    assert str(refused.value) == "You have 3 options at Effenaar already. Book one of them or let one go."
    elsewhere = FacilityFactory(hub=stage.tetem, open_days=[THURSDAY])
    gives_options(elsewhere)
    card(elsewhere, hour=1_000)
    VatSettingFactory(hub=stage.tetem)
    assert optioned(stage.bo, stage.zout, elsewhere).state == BookingState.OPTION


def test_options_do_not_count_as_holds(stage):
    for start in (9, 11, 13):
        optioned(stage.bo, stage.zout, stage.studio, period=thursday(start, start + 1))
    assert held(stage.bo, stage.zout, stage.studio, period=thursday(15, 16)).state == BookingState.HELD


@pytest.mark.parametrize(
    ("who", "refusal"), [("mira", Forbidden), ("teun", Forbidden), ("ilse", Http404), ("wim", Http404)]
)
def test_only_who_may_change_it_takes_an_option(stage, who, refusal):
    booking = held(stage.bo, stage.zout, stage.studio)
    with pytest.raises(refusal):
        take_option(number=booking.number, on=TUESDAY, actor=getattr(stage, who), now=SOON)


def test_who_wants_a_part_of_what_is_in_option_learns_until_when(stage):
    both = made_of((stage.studio, 1), (stage.microphones, 2), open_days=[cast.THURSDAY])
    card(both, hour=6_000)
    gives_options(both)
    optioned(stage.bo, stage.zout, both)
    asked = {"facility": stage.studio, "now": SOON}
    assert in_option_until(period=thursday(16, 18), **asked) == END
    assert in_option_until(period=thursday(17, 18), **asked) is None
    assert in_option_until(period=thursday(16, 18), facility=stage.studio, now=END) is None
