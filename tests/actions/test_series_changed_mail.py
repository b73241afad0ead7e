"""The mail of a changed series says of each date what was and what is, as that of one changed booking does."""

from datetime import time, timedelta

import pytest
from django.utils.translation import override

from bookings.actions.change import change
from bookings.actions.exchange_series import exchange_series
from bookings.rules.repairing import as_seen
from bookings.rules.series_change import Other, Wanted
from facilities.models import UnitState
from hub.kit import money
from tests import cast
from tests.actions.test_change_series import changed, shown
from tests.actions.test_series_mail import sent, to
from tests.factories.series import EVENING, open_thursdays, series_of
from tests.factories.terms import WEEK_HALF, terms
from tests.pages.test_terms_and_fees import plain

LATER, LONGER = Wanted(start=time(20), end=time(23)), Wanted(start=time(17), end=time(22))
AS_IT_WAS = Wanted(start=time(19), end=time(22))
FIRST, SECOND = "Thursday 26 November 2026, 19:00–22:00", "Thursday 3 December 2026, 19:00–22:00"


@pytest.fixture
def stage(db):
    with override("en"):
        found = cast.assemble()
        open_thursdays(found.studio, found.microphones)
        yield found


@pytest.fixture
def series(stage):
    found = series_of(stage.bo, stage.zout, stage.studio, count=3).series
    sent()
    return found


def format_eur(cents: int) -> str:
    return plain(money.format_eur(cents))


def read(address: str) -> str:
    return plain(to(address).body)


def dates(series):
    return list(series.bookings.order_by("during__startswith"))


def test_each_date_says_when_it_was_and_what_was_to_be_paid(stage, series):
    own = [each.own_cents for each in dates(series)]
    changed(stage.bo, series, LONGER, since=1)
    sent()
    now = [each.own_cents for each in dates(series)]
    ours, theirs = read(stage.bo.email), read(stage.effenaar.email)
    assert now[1] > own[1]
    assert f"Before: {SECOND}, {format_eur(own[1])}" in ours
    assert ours.count("Before:") == 2 and FIRST not in ours
    assert f"pays {format_eur(sum(now[1:]))} instead of {format_eur(sum(own[1:]))}" in ours
    with override("nl"):
        assert f"Eerder: donderdag 3 december 2026, 19:00–22:00, {format_eur(own[1])}" in theirs


def test_what_stays_is_not_said_to_have_been_otherwise(stage, series):
    changed(stage.bo, series, LATER)
    sent()
    text = read(stage.bo.email)
    assert f"Before: {FIRST}\n" in text and "instead of" not in text


def test_of_two_changes_before_the_mail_went_each_date_is_told_once_beside_what_was_known(stage, series):
    changed(stage.bo, series, LATER)
    changed(stage.bo, series, LONGER, since=1)
    mails = [plain(each.body) for each in sent() if each.to == [stage.bo.email]]
    assert [each.count("Before:") for each in mails] == [1, 2]
    assert f"Before: {FIRST}\n" in mails[0] and f"Before: {SECOND}, €" in mails[1]


def test_what_was_put_back_before_the_mail_went_was_never_otherwise(stage, series):
    changed(stage.bo, series, LATER)
    changed(stage.bo, series, AS_IT_WAS)
    sent()
    assert "Before:" not in read(stage.bo.email)


def test_one_date_that_changes_again_by_itself_is_told_beside_what_was_known(stage, series):
    changed(stage.bo, series, LATER)
    (request,) = shown(stage.bo, series, LONGER, since=2).changes
    change(request=request, actor=stage.bo, now=cast.NOW)
    many, alone = (plain(each.body) for each in sent() if each.to == [stage.bo.email])
    assert many.count("Before:") == 2
    assert "Before, it was Thursday 10 December 2026, 19:00–22:00." in alone


def test_one_date_that_had_changed_by_itself_is_told_with_the_others_beside_what_was_known(stage, series):
    (request,) = shown(stage.bo, series, LATER, since=2).changes
    change(request=request, actor=stage.bo, now=cast.NOW)
    changed(stage.bo, series, LONGER)
    sent()
    text = read(stage.bo.email)
    assert text.count("Before:") == 3 and "20:00" not in text


def test_other_units_after_a_change_leave_nothing_untold(stage):
    series = series_of(stage.bo, stage.zout, stage.microphones, count=2).series
    sent()
    changed(stage.bo, series, LATER)
    stage.microphones.units.filter(label="microphones-001").update(state=UnitState.IN_REPAIR)
    seen = {each.number: as_seen(each.state, each.sequence) for each in dates(series)}
    exchange_series(number=series.number, seen=seen, reason="It hums", actor=stage.teun, now=cast.NOW)
    sent()
    text = read(stage.bo.email)
    assert "“It hums”" in text and f"Before: {FIRST}" in text


def test_the_fee_of_a_change_that_is_told_with_the_next_one_is_told_as_well(stage, series):
    terms(stage.effenaar, WEEK_HALF)
    charged = series_of(stage.bo, stage.zout, (stage.microphones, 2), count=2).series
    sent()
    at = EVENING.start - timedelta(hours=20)
    changed(stage.bo, charged, Wanted(things={stage.microphones.pk: Other(stage.microphones.pk, 1)}), now=at)
    due = dates(charged)[0].fees.get().own_cents
    changed(stage.bo, charged, Wanted(purpose="A smaller choir"), now=at + timedelta(minutes=1))
    sent(at + timedelta(minutes=1))
    assert due > 0
    assert f"given up this late {format_eur(due)} is due" in read(stage.bo.email)
