"""Changing this date and all later ones: each as a change by itself, all together or none, the past never."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.change import ChangeCostsOther, NotToChange, SayWhyChanged, TooLateToChange
from bookings.actions.change_series import NotOfThisSeries, change_series
from bookings.models import Booking, Occupancy
from bookings.models.series_reads import later_dates
from bookings.permissions import may_change
from bookings.rules.refusals import SlotTaken
from bookings.rules.series_change import Other, Wanted
from bookings.series_changed import STAYS, shown_series_change
from funding.models import Fund
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import rows_of
from tests.factories.facilities import open_on
from tests.factories.money import fill
from tests.factories.series import EVENING, open_thursdays, series_of
from tests.factories.spending import free
from tests.factories.terms import DAY_HALF, terms

LATER = Wanted(start=time(20), end=time(23))


@pytest.fixture
def stage(db):
    with override("en"):
        found = cast.assemble()
        open_thursdays(found.studio, found.microphones, found.engineer)
        yield found


def shown(actor, series, wanted, *, since=0, decided=None, reason="", now=NOW):
    """As the page shows it from this date on."""
    bookings = list(series.bookings.order_by("during__startswith"))
    later = later_dates(series=series, start=bookings[since].period.start, now=now)
    return shown_series_change(
        bookings=list(later),
        wanted=wanted,
        decided=decided or {},
        reason=reason,
        as_guest=bool(may_change(actor, series)),
        now=now,
    )


def changed(actor, series, wanted, *, now=NOW, **asked):
    changes = shown(actor, series, wanted, now=now, **asked).changes
    return change_series(number=series.number, changes=changes, actor=actor, now=now)


def starts(series):
    return [each.period.start for each in series.bookings.order_by("during__startswith")]


def test_this_and_later_dates_move_and_the_earlier_ones_stay(stage):
    series = series_of(stage.bo, stage.zout, stage.studio, count=4).series
    done = changed(stage.bo, series, LATER, since=2)
    assert [each.again for each in done] == [False, False]
    hour = timedelta(hours=1)
    weeks = [EVENING.start + timedelta(weeks=number) for number in range(4)]
    assert starts(series) == [weeks[0], weeks[1], weeks[2] + hour, weeks[3] + hour]
    assert broken_invariants() == {}


def test_both_sides_are_told_once_and_each_date_is_audited(stage):
    series = series_of(stage.bo, stage.zout, stage.studio, count=3).series
    OutboxMessage.objects.all().delete()
    changed(stage.bo, series, LATER)
    assert [each.kind for each in OutboxMessage.objects.all()] == ["series.changed"] * 2
    assert AuditRow.objects.filter(action="bookings.change").count() == 3


def test_another_thing_more_of_it_and_other_words(stage):
    series = series_of(stage.bo, stage.zout, (stage.microphones, 2), count=3).series
    wanted = Wanted(things={stage.microphones.pk: Other(stage.microphones.pk, 4)}, purpose="A bigger choir")
    changed(stage.bo, series, wanted, since=1)
    by_date = [
        sum(line.quantity for line in each.lines.all())
        for each in series.bookings.order_by("during__startswith")
    ]
    assert by_date == [2, 4, 4]
    again = shown(stage.bo, series, wanted, since=1)
    assert [each.same for each in again.dates] == [True, True]
    assert {each.purpose for each in series.bookings.all()} == {"Choir rehearsal", "A bigger choir"}


def test_on_another_weekday(stage):
    fridays = [EVENING.start.date() + timedelta(days=1, weeks=number) for number in range(1, 60)]
    known = {each.during.lower.date() for each in stage.studio.openings.all()}
    open_on(stage.studio, [on for on in fridays if on not in known])
    series = series_of(stage.bo, stage.zout, stage.studio, count=3).series
    changed(stage.bo, series, Wanted(weekday=4), since=1)
    assert [at.strftime("%a") for at in starts(series)] == ["Thu", "Fri", "Fri"]


def test_what_cannot_move_is_said_and_nothing_is_changed_until_it_is_decided(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, count=3)
    second = placed.bookings[1]
    in_the_way = EVENING.start + timedelta(weeks=1, hours=3)
    booked(
        stage.ilse,
        stage.noord,
        stage.studio,
        period=replace(EVENING, start=in_the_way, end=in_the_way + timedelta(hours=1)),
    )
    found = shown(stage.bo, placed.series, LATER)
    assert [type(each.obstacle) for each in found.dates] == [type(None), SlotTaken, type(None)]
    assert (found.may_go_on, len(found.undecided)) == (False, 1)
    changed(stage.bo, placed.series, LATER, decided={second.number: STAYS})
    second.refresh_from_db()
    assert second.period.start == EVENING.start + timedelta(weeks=1)
    assert Booking.objects.get(organisation=stage.noord).period.start == in_the_way
    assert broken_invariants() == {}


def test_all_of_it_or_nothing(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, count=3)
    changes = shown(stage.bo, placed.series, LATER).changes
    taken = EVENING.start + timedelta(weeks=2, hours=3)
    booked(
        stage.ilse,
        stage.noord,
        stage.studio,
        period=replace(EVENING, start=taken, end=taken + timedelta(hours=1)),
    )
    before = [rows_of(each) for each in placed.bookings]
    with pytest.raises(SlotTaken):
        change_series(number=placed.series.number, changes=changes, actor=stage.bo, now=NOW)
    assert [rows_of(each) for each in placed.bookings] == before


def test_what_has_begun_and_what_is_cancelled_is_not_among_them(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, count=4)
    cancel(number=placed.bookings[2].number, actor=stage.bo, now=NOW)
    later = EVENING.start + timedelta(minutes=1)
    found = shown(stage.bo, placed.series, LATER, now=later)
    assert [each.booking for each in found.dates] == [placed.bookings[1], placed.bookings[3]]
    for number, refusal in ((0, TooLateToChange), (2, NotToChange)):
        wrong = replace(found.changes[0], number=placed.bookings[number].number)
        with pytest.raises(refusal):
            change_series(number=placed.series.number, changes=[wrong], actor=stage.bo, now=later)


def test_a_booking_that_is_none_of_its_dates_is_refused(stage):
    series = series_of(stage.bo, stage.zout, stage.studio, count=3).series
    other = booked(stage.ilse, stage.noord, stage.microphones)
    changes = shown(stage.bo, series, LATER).changes
    wrong = (*changes, replace(changes[0], number=other.number))
    for each in (wrong, ()):
        with pytest.raises(NotOfThisSeries):
            change_series(number=series.number, changes=each, actor=stage.bo, now=NOW)
    assert starts(series)[0] == EVENING.start


def test_a_price_that_is_not_the_one_shown_changes_nothing(stage):
    placed = series_of(stage.bo, stage.zout, stage.studio, count=3)
    changes = list(shown(stage.bo, placed.series, Wanted(end=time(23))).changes)
    changes[1] = replace(changes[1], price_digest="0" * 64)
    with pytest.raises(ChangeCostsOther):
        change_series(number=placed.series.number, changes=changes, actor=stage.bo, now=NOW)
    assert {each.period.length for each in placed.series.bookings.all()} == {timedelta(hours=3)}


def test_the_last_euros_of_a_fund_are_shown_as_the_changes_take_them(stage):
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    makers = Fund.objects.get(slug="regional-makers-fund")
    fill(makers, 12_500)  # € 39.00 of each date, and € 8.00 more
    series = series_of(stage.bo, stage.zout, stage.studio, count=3).series
    found = shown(stage.bo, series, Wanted(start=time(17), end=time(22)))
    seen = [each.reckoned.price.funds_cents for each in found.dates]
    change_series(number=series.number, changes=found.changes, actor=stage.bo, now=NOW)
    given = [each.funds_cents for each in series.bookings.order_by("during__startswith")]
    assert given == seen
    assert sum(given) == 12_500
    assert free(makers) == 0
    assert broken_invariants() == {}


def test_late_it_costs_the_fee_that_was_agreed_date_by_date(stage):
    terms(stage.effenaar, DAY_HALF)
    placed = series_of(stage.bo, stage.zout, (stage.microphones, 2), count=3)
    fewer = Wanted(things={stage.microphones.pk: Other(stage.microphones.pk, 1)})
    late = EVENING.start - timedelta(hours=20)
    found = shown(stage.bo, placed.series, fewer, now=late)
    assert [bool(each.fee_cents) for each in found.dates] == [True, False, False]
    assert found.fee_cents == found.dates[0].fee_cents
    change_series(number=placed.series.number, changes=found.changes, actor=stage.bo, now=late)
    assert placed.bookings[0].fees.get().own_cents == found.fee_cents
    assert broken_invariants() == {}


def test_the_hubs_staff_say_why_and_it_costs_no_fee(stage):
    terms(stage.effenaar, DAY_HALF)
    series = series_of(stage.bo, stage.zout, (stage.microphones, 2), count=3).series
    fewer = Wanted(things={stage.microphones.pk: Other(stage.microphones.pk, 1)})
    late = EVENING.start - timedelta(hours=20)
    with pytest.raises(SayWhyChanged):
        changed(stage.teun, series, fewer, now=late)
    changed(stage.teun, series, fewer, now=late, reason="One is in repair")
    assert Occupancy.objects.live().count() == 3
    assert OutboxMessage.objects.filter(kind="series.changed").first().payload["why"] == "One is in repair"


def test_a_stranger_finds_nothing_and_who_reads_along_may_not(stage):
    series = series_of(stage.bo, stage.zout, stage.studio, count=3).series
    changes = shown(stage.bo, series, LATER).changes
    for actor, refusal in ((stage.ilse, Http404), (stage.wim, Http404), (stage.mira, Forbidden)):
        with pytest.raises(refusal):
            change_series(number=series.number, changes=changes, actor=actor, now=NOW)
    assert starts(series)[0] == EVENING.start
