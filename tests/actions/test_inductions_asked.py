"""Who has not been shown how does not get it, by whichever door they come: each way in is tried without and with."""

from datetime import date, time, timedelta

import pytest
from django.utils.translation import override

from bookings.actions._placing_series import DatesInTheWay
from bookings.actions.cancel import cancel
from bookings.actions.change_series import change_series
from bookings.actions.confirm import confirm
from bookings.actions.expire_holds import expire_holds
from bookings.actions.offer_places import offer_places
from bookings.actions.place_and_confirm import place_and_confirm
from bookings.actions.place_series import place_series
from bookings.models import Booking, BookingState, SecondState, WaitState
from bookings.models.behind import look_again_for
from bookings.models.changing import wishes_of
from bookings.models.series_reads import later_dates
from bookings.quoting import shown
from bookings.rules import admission
from bookings.rules.refusals import InductionInASession, InductionMissing
from bookings.rules.request import Visit
from bookings.rules.series_change import Wanted
from bookings.series_changed import shown_series_change
from facilities.actions.withdraw_induction import withdraw_induction
from facilities.models import InductionGrant
from funding.rules.lines import LineWish
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.bookings import AFTERNOON, a_request, booked, held
from tests.factories.changes import changed
from tests.factories.facilities import made_of, open_on
from tests.factories.funding import card
from tests.factories.inductions import a_session, asked_at, given
from tests.factories.options import gives_options, optioned
from tests.factories.seconds import second
from tests.factories.series import a_series, open_thursdays, series_of
from tests.factories.waitlist import in_line


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()


@pytest.fixture
def laser(stage):
    """The studio asks for it; nobody holds it."""
    return asked_at(stage.studio)


def test_a_place_is_refused_with_the_way_to_get_it(stage, laser):
    with pytest.raises(InductionMissing, match=r"Studio 2 .*“Laser \(induction\)”.*ask the hub") as refused:
        held(stage.bo, stage.zout, stage.studio)
    assert refused.value.facts["induction_id"] == laser.pk
    assert not Booking.objects.exists()
    a_session(stage.effenaar, laser)
    with pytest.raises(InductionInASession, match="next session with a free seat is .*26 November"):
        held(stage.bo, stage.zout, stage.studio)


def test_who_holds_it_books(stage, laser):
    given(laser, stage.bo)
    assert booked(stage.bo, stage.zout, stage.studio).state == BookingState.CONFIRMED


def test_a_colleague_who_is_named_counts_and_the_booker_does_not_then(stage, laser):
    given(laser, stage.mira)
    booking = held(stage.bo, stage.zout, stage.studio, visit=Visit(used_by_id=stage.mira.pk))
    assert booking.used_by == stage.mira
    InductionGrant.objects.update(person=stage.bo)
    with pytest.raises(InductionMissing):
        held(
            stage.bo, stage.zout, stage.studio, visit=Visit(used_by_id=stage.mira.pk), period=thursday(18, 20)
        )


def test_somebody_of_another_organisation_does_not_count(stage, laser):
    given(laser, stage.ilse)
    with pytest.raises(InductionMissing):
        held(stage.bo, stage.zout, stage.studio, visit=Visit(used_by_id=stage.ilse.pk))


def test_it_counts_on_the_day_it_is_used_and_not_on_the_day_it_is_booked(stage, laser):
    grant = given(laser, stage.bo)
    for until, is_let_in in ((AFTERNOON.start, False), (AFTERNOON.start + timedelta(minutes=1), True)):
        InductionGrant.objects.filter(pk=grant.pk).update(valid_until=until)
        if is_let_in:
            held(stage.bo, stage.zout, stage.studio)
        else:
            with pytest.raises(InductionMissing):
                held(stage.bo, stage.zout, stage.studio)


def test_what_is_withdrawn_counts_no_more_and_what_was_booked_stays(stage, laser):
    grant = given(laser, stage.bo)
    booking = held(stage.bo, stage.zout, stage.studio)
    withdraw_induction(hub=stage.effenaar, uuid=grant.uuid, reason="Broke it.", actor=stage.teun, now=NOW)
    with pytest.raises(InductionMissing):
        held(stage.bo, stage.zout, stage.studio, period=thursday(18, 20))
    assert confirm(number=booking.number, house_rules_version=None, actor=stage.bo, now=NOW).confirmed_at


def test_a_program_that_places_and_confirms_at_once_is_refused_too(stage, laser):
    with pytest.raises(InductionMissing):
        place_and_confirm(
            request=a_request(stage.zout, stage.studio), house_rules_version=None, actor=stage.bo, now=NOW
        )


def test_what_is_inside_a_whole_asks_too(stage):
    whole = made_of((stage.studio, 1), name="Upper floor")
    open_on(whole, [date(2026, 11, 26)])
    card(whole, daypart=20_000)
    laser = asked_at(stage.studio)
    with pytest.raises(InductionMissing, match="Upper floor"):
        held(stage.bo, stage.zout, whole)
    given(laser, stage.bo)
    assert held(stage.bo, stage.zout, whole)


def test_a_price_that_is_shown_says_what_is_in_the_way(stage, laser):
    wish = (LineWish(stage.studio.pk, 1, AFTERNOON),)
    about = {
        "wishes": wish,
        "hub": stage.effenaar,
        "organisation": stage.zout,
        "person": stage.bo,
        "now": NOW,
    }
    assert isinstance(shown(**about).obstacle, InductionMissing)
    given(laser, stage.bo)
    assert shown(**about).obstacle is None


def test_each_date_of_a_series_asks_on_its_own_day(stage, laser):
    open_thursdays(stage.studio, count=4)
    grant = given(laser, stage.bo)
    asked = a_series(stage.zout, stage.studio, count=3)
    last = max(each.lines[0].period.start for each in asked.dates)
    InductionGrant.objects.filter(pk=grant.pk).update(valid_until=last)
    with pytest.raises(DatesInTheWay) as refused:
        place_series(request=asked, house_rules_version=None, actor=stage.bo, now=NOW)
    assert {on: type(each) for on, each in refused.value.troubles.items()} == {
        asked.dates[2].on: InductionMissing
    }
    InductionGrant.objects.update(valid_until=None)
    assert len(place_series(request=asked, house_rules_version=None, actor=stage.bo, now=NOW).bookings) == 3


def test_a_changed_series_asks_on_each_of_its_days(stage):
    open_thursdays(stage.studio, count=4)
    series = series_of(stage.bo, stage.zout, stage.studio, count=3).series
    later = later_dates(series=series, start=thursday(0, 1).start, now=NOW)
    laser = asked_at(stage.studio)
    asked = {
        "bookings": list(later), "wanted": Wanted(start=time(18), end=time(21)), "decided": {}, "reason": "",
        "as_guest": True, "now": NOW,
    }  # fmt: skip
    assert {type(each.obstacle) for each in shown_series_change(**asked).dates} == {InductionMissing}
    given(laser, stage.bo)
    changes = shown_series_change(**asked).changes
    InductionGrant.objects.update(withdrawn_at=NOW, withdrawn_why="Broke it.")
    with pytest.raises(InductionMissing):
        change_series(number=series.number, changes=changes, actor=stage.bo, now=NOW)
    InductionGrant.objects.update(withdrawn_at=None, withdrawn_why="")
    assert len(change_series(number=series.number, changes=changes, actor=stage.bo, now=NOW)) == 3


def test_a_change_asks_for_what_is_new_and_keeps_what_was_promised(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    laser = asked_at(stage.studio)
    changed(stage.bo, booking, purpose="Something else")
    changed(stage.bo, booking, stage.studio, (stage.microphones, 1))
    for wanted in ([(stage.studio, 1, thursday(14, 18))], [stage.studio, (stage.microphones, 1)]):
        visit = Visit(used_by_id=stage.mira.pk) if len(wanted) == 2 else None
        with pytest.raises(InductionMissing):
            changed(stage.bo, booking, *wanted, visit=visit)
    given(laser, stage.bo)
    assert changed(stage.bo, booking, (stage.studio, 1, thursday(14, 18))).moved


def test_an_option_and_who_stands_behind_it_ask_too(stage, laser):
    gives_options(stage.studio)
    given(laser, stage.ilse)
    first = optioned(stage.ilse, stage.noord, stage.studio)
    with pytest.raises(InductionMissing):
        second(stage.bo, stage.zout, stage.studio)
    grant = given(laser, stage.bo)
    waits = second(stage.bo, stage.zout, stage.studio)
    InductionGrant.objects.filter(pk=grant.pk).update(withdrawn_at=NOW, withdrawn_why="Broke it.")
    cancel(number=first.number, actor=stage.ilse, now=NOW)
    waits.refresh_from_db()
    assert waits.state == SecondState.FAILED and "Laser" in waits.why


def test_who_stands_in_line_holds_it_then_and_when_it_is_offered(stage, laser):
    given(laser, stage.ilse)
    first = booked(stage.ilse, stage.noord, stage.studio)
    for wanted in ({}, {"period": thursday(9, 23), "minutes": 240}):
        with pytest.raises(InductionMissing):
            in_line(stage.bo, stage.zout, stage.studio, **wanted)
    grant = given(laser, stage.bo)
    entry = in_line(stage.bo, stage.zout, stage.studio)
    InductionGrant.objects.filter(pk=grant.pk).update(withdrawn_at=NOW, withdrawn_why="Broke it.")
    cancel(number=first.number, actor=stage.ilse, now=NOW)
    offer_places(now=NOW)
    entry.refresh_from_db()
    assert entry.state == WaitState.FAILED and "Laser" in entry.why


def test_what_is_paid_too_late_is_not_placed_anew_for_who_may_not_use_it_by_then(stage, laser):
    grant = given(laser, stage.bo)
    booking = held(stage.bo, stage.zout, stage.studio)
    expire_holds(now=NOW + timedelta(hours=1))
    again = {"booking": booking, "wishes": wishes_of(list(booking.lines.all())), "now": NOW}
    admission.check(look_again_for(**again).facts)
    withdraw_induction(hub=stage.effenaar, uuid=grant.uuid, reason="Broke it.", actor=stage.teun, now=NOW)
    with pytest.raises(InductionMissing):
        admission.check(look_again_for(**again).facts)
