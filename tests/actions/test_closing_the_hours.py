"""Closed books are closed for hours in kind too: a yearly statement that was given stays as it was given."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.utils import DatabaseError
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.complete_ended import complete_ended
from bookings.actions.mark_no_show import mark_no_show
from funding.actions._hours import write
from funding.actions.close_period import HoursStillReserved, close_period
from funding.models import ClosedPeriod, HourEntry, HourEntryKind
from funding.models.open_doors import year_given
from funding.outbound.open_doors import rows_of_lines, rows_of_months
from hub.kit.refs import Ref
from hub.kit.transactions import verb, violated
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.hours import NOVEMBER, month, pledged

END = thursday(13, 17).end
NEW_YEAR = datetime(2027, 1, 5, 9, tzinfo=UTC)
OF_YEAR = date(2026, 12, 31)


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        yield stage
    assert broken_invariants() == {}


def said(stage) -> tuple[object, object]:
    found = year_given(stage.effenaar, 2026, NEW_YEAR.date())
    months = [(each.month, each.reserved, each.given, each.given_cents) for each in found.months]
    return months, [(each.about, each.reserved, each.given, each.cents) for each in found.lines]


@verb
def entered(pledge, stage, *, of: date = NOVEMBER, now: datetime = NEW_YEAR, number: int = 1) -> None:
    write(
        kind=HourEntryKind.CHANGE,
        about=Ref("try", "1"),
        organisation_id=stage.zout.pk,
        moves={(pledge.pk, of): (60, 0)},
        values={pledge.pk: pledge.value_cents_an_hour},
        now=now,
        number=number,
    )


def done(stage):
    pledge = pledged(stage.studio)
    booking = booked(stage.bo, stage.zout, stage.studio)
    complete_ended(now=END)
    return pledge, booking


def test_an_entry_of_a_month_that_is_closed_is_refused_by_the_database(stage):
    pledge, _booking = done(stage)
    close_period(through=OF_YEAR, actor=stage.anna, now=NEW_YEAR)
    before = said(stage)
    with pytest.raises(DatabaseError) as refused:
        entered(pledge, stage)
    assert violated(refused.value) == "hour_entry_in_open_books"
    assert said(stage) == before
    assert month(pledge) == (0, 240)


def test_and_so_is_one_that_is_dated_in_closed_books(stage):
    pledge, _booking = done(stage)
    close_period(through=OF_YEAR, actor=stage.anna, now=NEW_YEAR)
    with pytest.raises(DatabaseError) as refused:
        entered(pledge, stage, of=date(2027, 1, 1), now=NEW_YEAR - timedelta(days=9))
    assert violated(refused.value) == "hour_entry_in_open_books"


def test_a_month_is_closed_once_all_of_its_days_are(stage):
    pledge, booking = done(stage)
    close_period(through=date(2026, 11, 29), actor=stage.anna, now=NEW_YEAR)
    entered(pledge, stage)
    entered(pledge, stage, of=date(2026, 12, 1), number=2)
    assert month(pledge) == (60, 240)
    assert HourEntry.objects.filter(about=booking.ref).count() == 2


def test_books_are_not_closed_over_hours_that_are_still_reserved(stage):
    """A booking that was not closed yet would have to write in them."""
    pledged(stage.studio)
    booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(HoursStillReserved) as refused:
        close_period(through=OF_YEAR, actor=stage.anna, now=NEW_YEAR)
    assert "November 2026" in str(refused.value)
    assert not ClosedPeriod.objects.exists()
    complete_ended(now=NEW_YEAR)
    assert close_period(through=OF_YEAR, actor=stage.anna, now=NEW_YEAR).through == OF_YEAR


def test_what_was_let_go_or_is_of_a_later_month_keeps_no_books_open(stage):
    pledged(stage.studio)
    booking = booked(stage.bo, stage.zout, stage.studio)
    cancel(number=booking.number, actor=stage.bo, now=NOW + timedelta(hours=1))
    booked(stage.bo, stage.zout, stage.studio, now=NOW + timedelta(hours=2))
    in_december = thursday(9, 10).start + timedelta(days=7)
    close_period(through=date(2026, 11, 20), actor=stage.anna, now=NOW + timedelta(hours=3))
    complete_ended(now=in_december)
    close_period(through=date(2026, 11, 30), actor=stage.anna, now=in_december)


def test_a_no_show_that_is_noted_afterwards_changes_no_hours(stage):
    _pledge, booking = done(stage)
    closing = datetime(2026, 12, 3, 9, tzinfo=UTC)
    close_period(through=date(2026, 11, 30), actor=stage.anna, now=closing)
    before = said(stage)
    mark_no_show(number=booking.number, reason="Nobody came.", actor=stage.teun, now=closing)
    assert said(stage) == before


def test_a_statement_adds_up_each_facility_that_is_not_alone_and_what_it_went_to(stage):
    pledged(stage.studio)
    pledged(stage.microphones, 10, value_cents=100)
    booked(stage.bo, stage.zout, stage.studio, (stage.microphones, 2))
    complete_ended(now=END)
    found = year_given(stage.effenaar, 2026, NEW_YEAR.date())
    sums = [(row.cells[0], row.cells[4], row.cents) for row in rows_of_months(found) if row.is_sum]
    assert sums == [
        ("Condenser microphone", "8", 800),
        ("Studio 2", "4", 18_000),
        ("Together", "12", 18_800),
    ]
    (whole,) = [row for row in rows_of_lines(found) if row.is_sum]
    assert (whole.cells[5], whole.cents) == ("12", 18_800)
