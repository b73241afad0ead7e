"""A change that cannot be had leaves everything as it was; and whose business it is not."""

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.change import (
    ChangeCostsOther,
    HubLooksFirst,
    NotToChange,
    TooLateToChange,
    change,
)
from bookings.actions.complete_ended import complete_ended
from bookings.rules.refusals import (
    NothingWanted,
    NotOpenThen,
    SameThingTwice,
    SlotTaken,
    TooManyPeople,
    TooSoon,
)
from bookings.rules.request import Visit
from facilities.models import Facility
from hub.kit.errors import Forbidden, Refusal
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.changes import a_change, carried_stage, changed, rows_of
from tests.factories.funding import card
from tests.factories.options import asks_first, gives_options, optioned

SOON = NOW + timedelta(minutes=30)
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture
def stage(db):
    with override("en"):
        yield carried_stage()


def test_another_price_than_was_shown_is_told_and_nothing_changes(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    asked = a_change(stage.bo, booking, stage.studio, (stage.microphones, 2))
    card(stage.microphones, valid_from=date(2026, 11, 20), daypart=1_100)
    before = rows_of(booking)
    with pytest.raises(ChangeCostsOther) as refused:
        change(request=asked, actor=stage.bo, now=SOON)
    assert rows_of(booking) == before
    assert refused.value.reckoned.price.list_cents == 18_200
    assert refused.value.facts["price_digest"] == refused.value.reckoned.digest()


def test_two_changes_that_were_shown_the_same_booking_are_not_both_made(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    first = a_change(stage.bo, booking, stage.studio, (stage.microphones, 2))
    second = a_change(stage.zoe, booking, stage.studio, stage.engineer)
    change(request=first, actor=stage.bo, now=NOW)
    with pytest.raises(ChangeCostsOther):
        change(request=second, actor=stage.zoe, now=NOW)
    assert broken_invariants() == {}


REFUSED = [
    (lambda stage: [(stage.microphones, 7)], {}, "quantity_out_of_bounds"),
    (lambda stage: [stage.studio], {"period": thursday(22, 26)}, NotOpenThen.code),
    (lambda stage: [stage.studio, (stage.studio, 1, thursday(15, 18))], {}, SameThingTwice.code),
    (lambda stage: [stage.engineer], {}, SlotTaken.code),
    (lambda stage: [stage.studio, (stage.microphones, 1, thursday(0, 1))], {}, NotOpenThen.code),
]


@pytest.mark.parametrize(("wanted", "facts", "code"), REFUSED)
def test_a_refusal_leaves_everything_as_it_was(stage, wanted, facts, code):
    booking = booked(stage.bo, stage.zout, stage.studio)
    booked(stage.ilse, stage.noord, stage.engineer)
    asked = a_change(stage.bo, booking, *wanted(stage), **facts)
    before = rows_of(booking)
    with pytest.raises(Refusal) as refused:
        change(request=asked, actor=stage.bo, now=SOON)
    assert refused.value.code == code
    assert rows_of(booking) == before


def test_one_that_fails_halfway_leaves_everything_as_it_was(stage, monkeypatch):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 3))
    asked = a_change(stage.bo, booking, (stage.microphones, 1), stage.engineer, now=SOON)
    before = rows_of(booking)
    monkeypatch.setattr("bookings.actions.change.tell_of_change", lambda **facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        change(request=asked, actor=stage.bo, now=SOON)
    assert rows_of(booking) == before


def test_nothing_is_left_of_it_is_no_change(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    asked = a_change(stage.bo, booking, stage.studio)
    with pytest.raises(NothingWanted):
        change(request=asked.__class__(**{**_fields(asked), "lines": ()}), actor=stage.bo, now=NOW)


def _fields(asked):
    return {name: getattr(asked, name) for name in asked.__slots__}


def test_what_is_new_keeps_to_the_hubs_notice_and_what_stays_does_not(stage):
    booking = booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    Facility.objects.update(notice_minutes=48 * 60)
    late = thursday(13, 17).start - timedelta(hours=30)
    # Fewer, shorter, a little later: the hub knew that somebody comes.
    changed(stage.bo, booking, (stage.studio, 1, thursday(14, 16)), stage.microphones, now=late)
    with pytest.raises(TooSoon):
        changed(stage.bo, booking, (stage.studio, 1, thursday(14, 16)), (stage.microphones, 3), now=late)
    assert broken_invariants() == {}


def test_more_people_than_a_room_holds_are_refused(stage):
    Facility.objects.filter(pk=stage.studio.pk).update(capacity_people=10)
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(TooManyPeople):
        changed(stage.bo, booking, visit=Visit(people=11))


def test_what_is_not_confirmed_or_has_begun_or_is_over_is_not_changed(stage):
    gives_options(stage.studio, stage.engineer)
    waits = held(stage.bo, stage.zout, stage.studio)
    with pytest.raises(NotToChange):
        changed(stage.bo, waits, stage.studio, stage.microphones)
    option = optioned(stage.bo, stage.zout, stage.engineer)
    with pytest.raises(NotToChange):
        changed(stage.bo, option, stage.engineer, stage.microphones)
    booking = booked(stage.zoe, stage.zout, stage.microphones)
    with pytest.raises(TooLateToChange):
        changed(stage.zoe, booking, (stage.microphones, 2), now=thursday(13, 17).start)
    complete_ended(now=thursday(13, 17).end)
    with pytest.raises(NotToChange):
        changed(stage.zoe, booking, (stage.microphones, 2), now=thursday(13, 17).end)
    gone = booked(stage.zoe, stage.zout, stage.microphones, period=thursday(19, 21))
    cancel(number=gone.number, actor=stage.zoe, now=SOON)
    with pytest.raises(NotToChange):
        changed(stage.zoe, gone, (stage.microphones, 2), now=SOON)


def test_strangers_and_those_who_look_along_do_not(stage):
    booking = booked(stage.zoe, stage.zout, stage.studio)
    asked = a_change(stage.zoe, booking, stage.studio, stage.microphones)
    for person in (stage.bo, stage.mira, stage.anna):
        with pytest.raises(Forbidden):
            change(request=asked, actor=person, now=NOW)
    for person in (stage.ilse, stage.wim, stage.fien, stage.karim):
        with pytest.raises(Http404):
            change(request=asked, actor=person, now=NOW)


def test_what_a_hub_looks_at_first_is_not_slipped_in(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    asks_first(stage.engineer)
    with pytest.raises(HubLooksFirst):
        changed(stage.bo, booking, stage.studio, stage.engineer)
    after = changed(stage.teun, booking, stage.studio, stage.engineer, reason="They asked on the phone")
    assert after.booking.state == "confirmed"
    # Less of what it said yes to is no new question.
    changed(stage.bo, booking, stage.studio, (stage.engineer, 1, thursday(13, 15)))
    assert broken_invariants() == {}
