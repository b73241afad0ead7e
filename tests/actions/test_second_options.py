"""A second option: it waits behind the first, holds nothing, and is the first as soon as that one ends."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from bookings.actions.approve import approve
from bookings.actions.cancel import cancel
from bookings.actions.challenge import NothingToChallenge, challenge
from bookings.actions.confirm import confirm
from bookings.actions.decline import decline
from bookings.actions.expire_holds import expire_holds
from bookings.actions.expire_seconds import expire_seconds
from bookings.actions.let_go_second import let_go_second
from bookings.actions.take_second import FreeNow
from bookings.models import Booking, BookingState, SecondOption, SecondState
from bookings.rules.refusals import SlotTaken
from facilities.actions.change_unit import change_unit
from facilities.models import UnitState
from funding.models import Fund
from hub.kit import outbox
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import MONDAY, NOW, THURSDAY, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import held
from tests.factories.funding import card
from tests.factories.money import fill
from tests.factories.options import TUESDAY, asks_first, gives_options, optioned
from tests.factories.seconds import second

SOON = NOW + timedelta(minutes=5)
# 23:59 on Tuesday in Eindhoven.
END = thursday(0, 1).start - timedelta(days=1, minutes=1)
WEDNESDAY = THURSDAY - timedelta(days=1)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.declare_band_a(stage.noord)
        cast.two_funds(stage)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        gives_options(stage.studio, stage.microphones, notice_hours=0)
        yield stage
    assert broken_invariants() == {}


def audited(found: SecondOption) -> list[str]:
    return list(AuditRow.objects.filter(about=found.ref).order_by("id").values_list("action", flat=True))


def sent(now) -> list:
    mail.outbox.clear()
    for message in outbox.claim(now=now, most=50):
        assert outbox.deliver(message, now=now)
    return list(mail.outbox)


def to(mails: list, address: str) -> list[str]:
    return [each.subject for each in mails if each.to == [address]]


def test_one_waits_behind_the_option_in_the_way_and_holds_nothing(stage):
    first = optioned(stage.bo, stage.zout, stage.studio)
    waits = second(stage.ilse, stage.noord, stage.studio, now=SOON)
    first.refresh_from_db()
    assert (waits.state, waits.until, waits.behind) == (SecondState.WAITING, END, first)
    assert first.has_second and first.held_until == END
    assert Booking.objects.count() == 1
    assert audited(waits) == ["bookings.take_second"]


def test_when_the_first_lets_go_the_second_is_an_option_in_the_same_moment(stage):
    first = optioned(stage.bo, stage.zout, stage.studio)
    waits = second(stage.ilse, stage.noord, stage.studio, on=WEDNESDAY)
    sent(SOON)
    cancel(number=first.number, actor=stage.bo, now=SOON)
    waits.refresh_from_db()
    assert (waits.state, waits.ended_at) == (SecondState.BECAME, SOON)
    option = waits.became
    assert (option.state, option.organisation, option.placed_by) == (
        BookingState.OPTION,
        stage.noord,
        stage.ilse,
    )
    assert option.held_until == END + timedelta(days=1)
    assert option.purpose == waits.purpose
    (to_ilse,) = to(sent(SOON), "ilse@example.org")
    assert to_ilse.startswith("You are first: Effenaar")
    made = confirm(number=option.number, house_rules_version=None, actor=stage.ilse, now=SOON)
    assert made.state == BookingState.CONFIRMED


def test_when_the_time_of_the_first_is_over_nobody_comes_in_between(stage):
    first = optioned(stage.bo, stage.zout, stage.studio)
    waits = second(stage.ilse, stage.noord, stage.studio, on=WEDNESDAY)
    later = END + timedelta(minutes=1)
    with pytest.raises(SlotTaken):
        held(stage.zoe, stage.zout, stage.studio, now=later)
    assert expire_holds(now=later) == 1
    waits.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, waits.state) == (BookingState.EXPIRED, SecondState.BECAME)
    assert waits.became.state == BookingState.OPTION
    with pytest.raises(SlotTaken):
        held(stage.zoe, stage.zout, stage.studio, now=later)


def test_who_is_first_at_last_has_a_day_at_least(stage):
    optioned(stage.bo, stage.zout, stage.studio, on=TUESDAY)
    waits = second(stage.ilse, stage.noord, stage.studio, on=TUESDAY)
    late = END - timedelta(seconds=1)
    cancel(number=waits.behind.number, actor=stage.bo, now=late)
    waits.refresh_from_db()
    assert waits.became.held_until == late + timedelta(days=1)


def test_it_never_lasts_longer_than_until_it_would_begin(stage):
    optioned(stage.bo, stage.zout, stage.studio, on=THURSDAY)
    waits = second(stage.ilse, stage.noord, stage.studio, on=THURSDAY)
    start = thursday(13, 17).start
    cancel(number=waits.behind.number, actor=stage.bo, now=start - timedelta(hours=3))
    waits.refresh_from_db()
    assert waits.became.held_until == start


def test_when_the_first_books_the_second_is_told_it_is_gone(stage):
    first = optioned(stage.bo, stage.zout, stage.studio)
    waits = second(stage.ilse, stage.noord, stage.studio)
    sent(SOON)
    confirm(number=first.number, house_rules_version=None, actor=stage.bo, now=SOON)
    waits.refresh_from_db()
    assert waits.state == SecondState.GONE
    (subject,) = to(sent(SOON), "ilse@example.org")
    assert subject.startswith("Second option over: Effenaar")
    assert audited(waits) == ["bookings.take_second", "bookings.second_gone"]


def test_a_challenge_gives_the_first_so_many_hours(stage):
    first = optioned(stage.bo, stage.zout, stage.studio, on=WEDNESDAY)
    waits = second(stage.ilse, stage.noord, stage.studio, on=TUESDAY)
    sent(SOON)
    stage.effenaar.challenge_hours = 24
    stage.effenaar.save()
    challenge(number=waits.number, actor=stage.ilse, now=SOON)
    first.refresh_from_db()
    assert first.held_until == SOON + timedelta(hours=24)
    mails = sent(SOON)
    assert to(mails, "bo@example.org")[0].startswith("Decide about your option: Effenaar")
    assert "Kwartet" not in mails[0].body
    # Once is enough.
    challenge(number=waits.number, actor=stage.ilse, now=SOON + timedelta(hours=1))
    first.refresh_from_db()
    assert first.held_until == SOON + timedelta(hours=24)
    assert audited(waits).count("bookings.challenge") == 1


def test_who_was_challenged_and_books_keeps_it(stage):
    first = optioned(stage.bo, stage.zout, stage.studio)
    waits = second(stage.ilse, stage.noord, stage.studio)
    challenge(number=waits.number, actor=stage.ilse, now=SOON)
    confirm(number=first.number, house_rules_version=None, actor=stage.bo, now=SOON)
    waits.refresh_from_db()
    assert waits.state == SecondState.GONE


def test_who_challenged_and_comes_first_has_as_many_hours(stage):
    stage.effenaar.challenge_hours = 30
    stage.effenaar.save()
    optioned(stage.bo, stage.zout, stage.studio, on=WEDNESDAY)
    waits = second(stage.ilse, stage.noord, stage.studio, on=TUESDAY)
    challenge(number=waits.number, actor=stage.ilse, now=SOON)
    # Its own day does not end what waits for a decision.
    over = SOON + timedelta(hours=30)
    assert expire_seconds(now=over) == 0
    assert expire_holds(now=over) == 1
    waits.refresh_from_db()
    assert waits.became.held_until == over + timedelta(hours=30)


def test_a_challenge_makes_nobodys_option_longer(stage):
    first = optioned(stage.bo, stage.zout, stage.studio, on=MONDAY)
    waits = second(stage.ilse, stage.noord, stage.studio)
    challenge(number=waits.number, actor=stage.ilse, now=SOON)
    before = first.held_until
    first.refresh_from_db()
    assert first.held_until == before


def test_who_lets_go_after_a_challenge_gives_the_first_its_time_back(stage):
    first = optioned(stage.bo, stage.zout, stage.studio, on=WEDNESDAY)
    waits = second(stage.ilse, stage.noord, stage.studio)
    challenge(number=waits.number, actor=stage.ilse, now=SOON)
    sent(SOON)
    let_go_second(number=waits.number, actor=stage.ilse, now=SOON)
    before = first.held_until
    first.refresh_from_db()
    assert (first.held_until, first.has_second) == (before, False)
    assert to(sent(SOON), "bo@example.org")[0].startswith("You have your time back: Effenaar")
    assert audited(waits)[-1] == "bookings.second_withdrawn"
    assert second(stage.ilse, stage.noord, stage.studio).behind == first


def test_its_own_day_ends_it_while_the_first_goes_on(stage):
    first = optioned(stage.bo, stage.zout, stage.studio, on=WEDNESDAY)
    waits = second(stage.ilse, stage.noord, stage.studio, on=TUESDAY)
    assert expire_seconds(now=END - timedelta(seconds=1)) == 0
    assert expire_seconds(now=END) == 1
    assert expire_seconds(now=END) == 0
    waits.refresh_from_db()
    first.refresh_from_db()
    assert (waits.state, first.has_second) == (SecondState.OVER, False)
    assert any(each.startswith("Second option over") for each in to(sent(END), "ilse@example.org"))


def test_an_option_that_asks_the_hub_keeps_its_second_until_the_answer(stage):
    asks_first(stage.studio)
    first = optioned(stage.bo, stage.zout, stage.studio)
    waits = second(stage.ilse, stage.noord, stage.studio)
    confirm(number=first.number, house_rules_version=None, actor=stage.bo, now=SOON)
    waits.refresh_from_db()
    assert waits.state == SecondState.WAITING
    with pytest.raises(NothingToChallenge):
        challenge(number=waits.number, actor=stage.ilse, now=SOON)
    decline(number=first.number, reason="Our neighbours sleep", actor=stage.teun, now=SOON)
    waits.refresh_from_db()
    assert waits.state == SecondState.BECAME


def test_an_approved_request_ends_the_second(stage):
    asks_first(stage.studio)
    first = optioned(stage.bo, stage.zout, stage.studio)
    waits = second(stage.ilse, stage.noord, stage.studio)
    confirm(number=first.number, house_rules_version=None, actor=stage.bo, now=SOON)
    approve(number=first.number, reason="Welcome", actor=stage.teun, now=SOON)
    waits.refresh_from_db()
    assert waits.state == SecondState.GONE


def test_what_cannot_be_had_any_more_is_told_with_the_reason(stage):
    first = optioned(stage.bo, stage.zout, stage.studio)
    waits = second(stage.ilse, stage.noord, stage.studio)
    unit = stage.studio.units.get()
    change_unit(
        unit=unit,
        label=unit.label,
        serial_number="",
        state=UnitState.IN_REPAIR,
        note="The desk hums",
        knowing=[first.number],
        actor=stage.hanna,
        now=SOON,
    )
    sent(SOON)
    cancel(number=first.number, actor=stage.bo, now=SOON)
    waits.refresh_from_db()
    first.refresh_from_db()
    assert (waits.state, first.state) == (SecondState.FAILED, BookingState.CANCELLED)
    assert waits.why == "Studio 2 cannot be booked at the moment. Choose something else."
    (told,) = [each for each in sent(SOON) if each.to == ["ilse@example.org"]]
    assert waits.why in told.body


def test_it_takes_todays_price_and_says_both(stage):
    first = optioned(stage.bo, stage.zout, stage.studio)
    waits = second(stage.ilse, stage.noord, stage.studio)
    card(stage.studio, hour=9_900, valid_from=MONDAY)
    sent(SOON)
    cancel(number=first.number, actor=stage.bo, now=SOON)
    waits.refresh_from_db()
    assert waits.became.list_cents == 4 * 9_900
    (told,) = [each for each in sent(SOON) if each.to == ["ilse@example.org"]]
    assert "Prices or funds have changed since you saw it" in told.body


def test_part_of_a_pool_in_option_leaves_room_for_one_behind_it(stage):
    first = optioned(stage.bo, stage.zout, (stage.microphones, 4))
    with pytest.raises(FreeNow):
        second(stage.ilse, stage.noord, (stage.microphones, 2))
    waits = second(stage.ilse, stage.noord, (stage.microphones, 3), stage.studio)
    cancel(number=first.number, actor=stage.bo, now=SOON)
    waits.refresh_from_db()
    assert waits.became.lines.count() == 2
