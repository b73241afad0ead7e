"""The hub looks first: what is asked for is held until it answers; yes, no, a question back, or no answer in time."""

from datetime import timedelta

import pytest
from django.core import mail
from django.http import Http404
from django.utils.translation import override

from bookings.actions._judging import NothingToJudge, SayWhy, TooLateToJudge
from bookings.actions.answer import NothingAsked, NothingSaid, answer
from bookings.actions.approve import approve
from bookings.actions.ask import ask
from bookings.actions.cancel import cancel
from bookings.actions.confirm import AcceptHouseRules, RequestLapsed, confirm
from bookings.actions.decline import decline
from bookings.actions.expire_holds import expire_holds
from bookings.models import Booking, BookingState, Occupancy
from bookings.rules.refusals import SlotTaken
from bookings.waiting import waiting
from funding.models import Allocation, AllocationState, Fund
from hub.kit import outbox
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import held
from tests.factories.facilities import HouseRulesFactory, made_of
from tests.factories.funding import card
from tests.factories.money import fill
from tests.factories.options import asks_first, gives_options, optioned, requested

SOON = NOW + timedelta(minutes=5)
DEADLINE = NOW + timedelta(hours=48)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        cast.two_funds(stage)
        for fund in Fund.objects.all():
            fill(fund, 100_000)
        asks_first(stage.studio)
        yield stage


def audited(booking: Booking) -> list[str]:
    return list(AuditRow.objects.filter(about=booking.ref).order_by("id").values_list("action", flat=True))


def sent(now=SOON) -> list:
    mail.outbox.clear()
    for message in outbox.claim(now=now):
        assert outbox.deliver(message, now=now)
    return list(mail.outbox)


def test_what_is_asked_for_is_held_until_the_hub_answers(stage):
    booking = requested(stage.bo, stage.zout, stage.studio, stage.microphones)
    assert (booking.state, booking.held_until) == (BookingState.REQUESTED, DEADLINE)
    assert Occupancy.objects.live().filter(line__booking=booking).count() == 2
    assert {each.state for each in Allocation.objects.filter(about=booking.ref)} == {AllocationState.RESERVED}
    with pytest.raises(SlotTaken):
        held(stage.ilse, stage.noord, stage.studio, now=DEADLINE - timedelta(seconds=1))
    again = confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=SOON)
    assert again.held_until == DEADLINE
    assert audited(booking) == ["bookings.place", "bookings.request"]
    to_bo, to_hub = sent()
    assert to_bo.subject.startswith("Asked: Effenaar, Thursday") and not to_bo.attachments
    assert to_hub.subject.startswith("Aanvraag: Collectief Zout")
    assert broken_invariants() == {}


def test_what_the_hub_does_not_look_at_is_booked_at_once(stage):
    assert requested(stage.bo, stage.zout, stage.microphones).state == BookingState.CONFIRMED


def test_the_house_rules_are_accepted_when_asking(stage):
    rules = HouseRulesFactory(hub=stage.effenaar)
    booking = held(stage.bo, stage.zout, stage.studio)
    with pytest.raises(AcceptHouseRules):
        confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=SOON)
    asked = confirm(number=booking.number, house_rules_version=rules.version, actor=stage.bo, now=SOON)
    approve(number=booking.number, reason="Fine", actor=stage.teun, now=SOON)
    booking.refresh_from_db()
    assert (asked.house_rules, booking.house_rules, booking.house_rules_accepted_at) == (rules, rules, SOON)


def test_a_request_never_lasts_longer_than_until_it_would_begin(stage):
    start = thursday(13, 17).start
    booking = requested(stage.bo, stage.zout, stage.studio, now=start - timedelta(hours=3))
    assert booking.held_until == start


def test_an_option_on_what_the_hub_looks_at_becomes_a_request(stage):
    gives_options(stage.studio)
    option = optioned(stage.bo, stage.zout, stage.studio)
    booking = confirm(number=option.number, house_rules_version=None, actor=stage.bo, now=SOON)
    assert (booking.state, booking.held_until) == (BookingState.REQUESTED, SOON + timedelta(hours=48))
    assert broken_invariants() == {}


def test_the_hub_says_yes_and_it_is_a_booking_with_its_event(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    sent()
    after = approve(
        number=booking.number, reason="A fine plan", actor=stage.teun, now=DEADLINE - timedelta(seconds=1)
    )
    assert (after.state, after.list_cents) == (BookingState.CONFIRMED, booking.list_cents)
    row = AuditRow.objects.get(about=booking.ref, action="bookings.approve")
    assert (row.actor_id, row.reason, row.hub_id) == (stage.teun.pk, "A fine plan", stage.effenaar.pk)
    to_bo, _to_hub = sent(DEADLINE)
    assert to_bo.subject.startswith("Booked: Effenaar") and to_bo.attachments
    assert broken_invariants() == {}


def test_the_hub_says_no_and_why_and_all_goes_back(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    sent()
    after = decline(number=booking.number, reason="Too loud for our neighbours", actor=stage.hanna, now=SOON)
    assert (after.state, after.end_reason) == (BookingState.CANCELLED, "Too loud for our neighbours")
    assert not Occupancy.objects.live().filter(line__booking=booking).exists()
    assert {each.state for each in Allocation.objects.filter(about=booking.ref)} == {AllocationState.RELEASED}
    to_bo, _to_hub = sent()
    assert to_bo.subject.startswith("Declined: Effenaar") and "Too loud" in to_bo.body
    assert audited(booking) == ["bookings.place", "bookings.request", "bookings.decline"]
    assert broken_invariants() == {}


@pytest.mark.parametrize("verb", [approve, decline])
def test_an_answer_has_a_reason_and_comes_in_time_and_once(stage, verb):
    booking = requested(stage.bo, stage.zout, stage.studio)
    with pytest.raises(SayWhy):
        verb(number=booking.number, reason=" ", actor=stage.teun, now=SOON)
    with pytest.raises(TooLateToJudge):
        verb(number=booking.number, reason="x", actor=stage.teun, now=DEADLINE)
    verb(number=booking.number, reason="x", actor=stage.teun, now=SOON)
    with pytest.raises(NothingToJudge):
        verb(number=booking.number, reason="x", actor=stage.hanna, now=SOON)


@pytest.mark.parametrize("verb", [approve, decline])
@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("bo", Forbidden),
        ("zoe", Forbidden),
        ("anna", Forbidden),
        ("wim", Http404),
        ("ilse", Http404),
        ("karim", Http404),
    ],
)
def test_only_the_hubs_own_staff_answer(stage, verb, who, refusal):
    booking = requested(stage.bo, stage.zout, stage.studio)
    with pytest.raises(refusal):
        verb(number=booking.number, reason="x", actor=getattr(stage, who), now=SOON)
    booking.refresh_from_db()
    assert booking.state == BookingState.REQUESTED


def test_no_answer_in_time_sets_it_free_and_both_are_told(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    sent()
    assert expire_holds(now=DEADLINE) == 1
    assert sorted(each.subject[:12] for each in sent(DEADLINE)) == ["Geen antwoor", "No answer in"]
    with pytest.raises(RequestLapsed):
        confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=DEADLINE)
    with pytest.raises(TooLateToJudge):
        approve(number=booking.number, reason="x", actor=stage.teun, now=DEADLINE)
    assert broken_invariants() == {}


def test_who_asked_may_take_it_back(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    sent()
    cancel(number=booking.number, actor=stage.bo, now=SOON)
    assert [each.subject[:7] for each in sent()] == ["Request", "Aanvraa"]
    with pytest.raises(NothingToJudge):
        approve(number=booking.number, reason="x", actor=stage.teun, now=SOON)


def test_question_and_answer_go_by_mail_and_the_deadline_stays(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    sent()
    with pytest.raises(NothingAsked):
        answer(number=booking.number, text="We are five", actor=stage.bo, now=SOON)
    for _twice in range(2):
        ask(number=booking.number, text="How many are you?", actor=stage.teun, now=SOON)
    (question,) = sent()
    assert question.to == ["bo@example.org"] and "How many are you?" in question.body
    answer(number=booking.number, text="We are five", actor=stage.bo, now=SOON)
    (reply,) = sent()
    assert reply.to == [stage.effenaar.email] and "We are five" in reply.body
    booking.refresh_from_db()
    assert booking.held_until == DEADLINE
    assert audited(booking)[2:] == ["bookings.ask", "bookings.answer"]


@pytest.mark.parametrize(
    ("verb", "who", "refusal"),
    [
        (ask, "bo", Forbidden),
        (ask, "wim", Http404),
        (answer, "mira", Forbidden),
        (answer, "teun", Forbidden),
        (answer, "ilse", Http404),
    ],
)
def test_only_the_hub_asks_and_only_the_organisation_answers(stage, verb, who, refusal):
    booking = requested(stage.bo, stage.zout, stage.studio)
    ask(number=booking.number, text="How many are you?", actor=stage.teun, now=SOON)
    with pytest.raises(refusal):
        verb(number=booking.number, text="x", actor=getattr(stage, who), now=SOON)


def test_nothing_is_asked_or_answered_without_words_or_when_it_is_over(stage):
    booking = requested(stage.bo, stage.zout, stage.studio)
    ask(number=booking.number, text="How many are you?", actor=stage.teun, now=SOON)
    with pytest.raises(SayWhy):
        ask(number=booking.number, text=" ", actor=stage.teun, now=SOON)
    with pytest.raises(NothingSaid):
        answer(number=booking.number, text=" ", actor=stage.bo, now=SOON)
    with pytest.raises(TooLateToJudge):
        ask(number=booking.number, text="x", actor=stage.teun, now=DEADLINE)


def test_what_waits_for_an_answer_stands_on_top_by_deadline(stage):
    late = requested(stage.bo, stage.zout, stage.studio, period=thursday(9, 10), now=SOON)
    early = requested(stage.bo, stage.zout, stage.studio, period=thursday(11, 12))
    first = waiting(hub=stage.effenaar, now=SOON)[0]
    assert first.name == "requests"
    assert [item.number for item in first.items] == [early.number, late.number]


def test_a_room_made_of_rooms_is_asked_for_when_the_hub_looks_at_one_of_them(stage):
    both = made_of((stage.studio, 1), (stage.microphones, 2), open_days=[cast.THURSDAY])
    card(both, hour=6_000)
    booking = requested(stage.bo, stage.zout, both)
    assert booking.state == BookingState.REQUESTED
    assert Occupancy.objects.live().filter(line__booking=booking).count() == 3
    assert held(stage.ilse, stage.noord, stage.studio, now=DEADLINE).state == BookingState.HELD
    booking.refresh_from_db()
    assert booking.state == BookingState.EXPIRED
    assert broken_invariants() == {}
