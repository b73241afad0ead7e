"""Many dates are changed with what was read for all of them at once, as if they were changed one by one."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.change import change
from bookings.actions.change_series import change_series
from bookings.models import Booking, Contract
from bookings.rules.changing import Change
from bookings.rules.refusals import SlotTaken
from bookings.rules.series_change import Wanted
from bookings.rules.waitlist import LineGoesFirst
from funding.models import Allocation, AllocationState, DeclarationStatus
from funding.rules.lines import LineWish
from hub.kit.models import OutboxMessage
from tests import cast
from tests.actions.test_change_series import LATER, shown
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, FacilityFactory
from tests.factories.funding import BandDeclarationFactory, BandPolicyFactory, FundFactory, card, four_bands
from tests.factories.money import fill
from tests.factories.series import open_thursdays, series_of
from tests.factories.waitlist import in_line

LONGER = Wanted(start=time(17), end=time(22))


@pytest.fixture
def stage(db):
    with override("en"):
        found = cast.assemble()
        open_thursdays(found.studio, found.microphones, found.engineer)
        yield found
    assert broken_invariants() == {}


def statements(ask):
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    return len(captured), answer


def asked_for(stage, count: int) -> tuple[int, int]:
    """Statements of the preview, and of the change itself."""
    studio = FacilityFactory(hub=stage.effenaar, name=f"Room for {count}", open_days=[])
    card(studio, hour=5_000)
    open_thursdays(studio)
    series = series_of(stage.bo, stage.zout, (stage.microphones, 2), studio, count=count).series
    preview, found = statements(lambda: shown(stage.bo, series, LATER))
    assert len(found.moving) == count
    done, _changed = statements(
        lambda: change_series(number=series.number, changes=found.changes, actor=stage.bo, now=NOW)
    )
    return preview, done


def test_fifty_dates_ask_as_many_statements_before_as_five_and_a_few_each_when_they_are_changed(stage):
    few, many = asked_for(stage, 5), asked_for(stage, 50)
    assert many[0] == few[0] <= 14
    assert (many[1] - few[1]) / 45 <= 13
    assert few[1] - 5 * 13 <= 45


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    ("limit", "runs_out"),
    [
        ({}, False),
        ({"cap_per_booking_cents": 4_000}, False),
        ({"cap_per_month_cents": 9_000}, True),
        ({"cap_per_organisation_cents": 24_000}, True),
        ("provisional", True),
        ("empty soon", True),
    ],
)
def test_each_date_costs_what_it_would_when_they_were_changed_one_by_one(stage, limit, runs_out, at_once):
    if limit == "provisional":
        BandPolicyFactory(provisional_cap_cents=20_000)
        BandDeclarationFactory(
            organisation=stage.zout, band=four_bands()["A"], status=DeclarationStatus.PROVISIONAL
        )
    else:
        cast.declare_band_a(stage.zout)
    fund = FundFactory(slug="makers", **(limit if isinstance(limit, dict) else {}))
    fill(fund, 12_500 if limit == "empty soon" else 1_000_000)
    series = series_of(stage.bo, stage.zout, stage.studio, count=6).series
    found = shown(stage.bo, series, LONGER)
    promised = [each.reckoned.price for each in found.dates]
    if at_once:
        change_series(number=series.number, changes=found.changes, actor=stage.bo, now=NOW)
    else:
        for each in found.changes:
            # At another price than the one that was shown it would be refused.
            change(request=each, actor=stage.bo, now=NOW)
    bookings = list(series.bookings.order_by("during__startswith"))
    assert [(each.own_cents, each.funds_cents, each.hub_cents) for each in bookings] == [
        (each.own_cents, each.funds_cents, each.hub_cents) for each in promised
    ]
    assert [each.quote for each in bookings] == [each.to_json() for each in promised]
    given = Allocation.objects.filter(state=AllocationState.RESERVED, fund=fund).values_list(
        "cents", flat=True
    )
    assert sum(given) == sum(each.funds_cents for each in bookings) > 0
    # The limit is felt, or this would say nothing about it.
    assert (len({each.funds_cents for each in bookings}) > 1) is runs_out


def test_what_was_agreed_is_written_down_once_for_each_date(stage):
    series = series_of(stage.bo, stage.zout, stage.studio, count=3).series
    for wanted in (LATER, Wanted(purpose="Another choir"), Wanted(purpose="Another choir")):
        changes = shown(stage.bo, series, wanted).changes
        if changes:
            change_series(number=series.number, changes=changes, actor=stage.bo, now=NOW)
    versions = Contract.objects.order_by("booking_id", "version").values_list("booking_id", "version")
    assert list(versions) == [
        (pk, n) for pk in sorted(series.bookings.values_list("pk", flat=True)) for n in (0, 1)
    ]
    assert OutboxMessage.objects.filter(kind="contract.frozen").count() == 6


def test_who_waits_for_one_of_the_new_times_goes_first(stage):
    series = series_of(stage.ilse, stage.noord, stage.studio, period=thursday(18, 20), count=3).series
    theirs = booked(stage.ilse, stage.noord, stage.studio, period=thursday(20, 22))
    in_line(stage.bo, stage.zout, stage.studio, period=thursday(20, 22))
    cancel(number=theirs.number, actor=stage.ilse, now=NOW + timedelta(minutes=2))
    changes = shown(stage.ilse, series, Wanted(start=time(20), end=time(22))).changes
    with pytest.raises(LineGoesFirst):
        change_series(number=series.number, changes=changes, actor=stage.ilse, now=NOW)
    assert {each.sequence for each in series.bookings.all()} == {0}


def test_no_date_takes_the_place_that_another_still_has(stage):
    """Dates of one series that come near each other are looked at one by one."""
    days = [date(2026, 11, 26) + timedelta(weeks=week) for week in range(3)]
    first, second, third = series_of(stage.bo, stage.zout, stage.studio, count=3).bookings
    places = [each.period for each in (first, second, third)]
    assert [each.start.astimezone(AMSTERDAM).date() for each in places] == days

    def moved(booking: Booking, period) -> Change:
        lines = (LineWish(stage.studio.pk, 1, period),)
        return Change(
            number=booking.number, lines=lines, purpose=booking.purpose, visit=booking.visit, price_digest=""
        )

    late = thursday(22, 23)
    away = replace(places[1], start=late.start + timedelta(weeks=1), end=late.end + timedelta(weeks=1))
    for changes in (
        [moved(first, places[1]), moved(second, away)],
        [moved(second, away), moved(first, places[1])],
    ):
        with pytest.raises(SlotTaken):
            change_series(number=first.series.number, changes=changes, actor=stage.bo, now=NOW)
    assert [each.period for each in first.series.bookings.order_by("during__startswith")] == places
