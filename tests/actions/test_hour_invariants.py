"""What somebody broke of hours in kind is found, guards off."""

import psycopg
import pytest

from bookings import invariants_of_hours as booked_hours
from bookings.actions.complete_ended import complete_ended
from funding import invariants_of_hours as hours
from funding.actions.end_pledge import end_pledge
from funding.invariants_of_closing import closed_books_stay_closed
from hub.kit.audit import SITE
from tests.cast import MONDAY, NOW, assemble, declare_band_a, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.hours import pledged


@pytest.fixture
def books(own_database) -> str:
    """A pledge with hours reserved and given, and one that ended."""
    stage = assemble()
    declare_band_a(stage.zout)
    pledged(stage.studio, 20, each=10)
    booked(stage.bo, stage.zout, stage.studio, period=thursday(9, 10))
    complete_ended(now=thursday(9, 10).end)
    held(stage.bo, stage.zout, stage.studio)
    end_pledge(pledge=pledged(stage.microphones), ends_on=MONDAY, actor=SITE, now=NOW)
    return own_database.owner_url


def test_all_is_well_after_ordinary_business(books) -> None:
    assert broken_invariants() == {}


MONTHS, GUARDED, AUDITED = hours.months_equal_entries, hours.hours_are_guarded, hours.pledges_are_audited
PROMISED = booked_hours.hours_are_as_promised
ENTRIES_OPEN = "DROP TRIGGER hour_entry_never_changed ON funding_hourentry;"
TERMS_OPEN = "DROP TRIGGER pledge_terms_never_change ON funding_hourpledge;"


@pytest.mark.parametrize(
    ("meddling", "check", "said"),
    [
        ("UPDATE funding_hourmonth SET reserved_minutes = 239", MONTHS, "its entries say 240 and 60"),
        (
            "INSERT INTO funding_closedperiod (through, closed_at, entries, debits)"
            " VALUES ('2026-11-30', '2026-11-22', 0, '{}')",
            closed_books_stay_closed,
            "entries of hours of 2026-11 were written after it",
        ),
        ("DELETE FROM funding_hourmonth", MONTHS, "has 0 minutes reserved and 0 given"),
        ("UPDATE funding_hourmonth SET offered_minutes = 1201", MONTHS, "minutes promised and given of 1200"),
        (
            TERMS_OPEN + "UPDATE funding_hourpledge SET minutes_an_organisation = 240",
            MONTHS,
            "has 300 minutes of 240",
        ),
        (
            ENTRIES_OPEN + "UPDATE funding_hourentry SET minutes_reserved = -minutes_reserved",
            MONTHS,
            "minutes reserved and 60 given",
        ),
        (
            ENTRIES_OPEN + "UPDATE funding_hourentry SET value_cents_an_hour = 0",
            MONTHS,
            "says an hour is worth 0 cents, its pledge 4500",
        ),
        (
            ENTRIES_OPEN + "DELETE FROM funding_hourentry WHERE kind = 'give'",
            PROMISED,
            "(completed) has 60 minutes",
        ),
        (ENTRIES_OPEN + "DELETE FROM funding_hourentry", PROMISED, "of which 0 are reserved and 0 given"),
        (
            "UPDATE bookings_booking SET quote = '{\"lines\": []}'",
            PROMISED,
            "(not so promised) has 0 minutes",
        ),
        (
            "UPDATE bookings_booking SET quote = jsonb_set(quote, '{lines,0,facility_id}', '0')",
            PROMISED,
            "which is of another facility",
        ),
        (ENTRIES_OPEN, GUARDED, "the trigger hour_entry_never_changed is missing"),
        (TERMS_OPEN, GUARDED, "the trigger pledge_terms_never_change is missing"),
        (
            "ALTER TABLE funding_hourpledge DISABLE TRIGGER pledge_terms_never_change",
            GUARDED,
            "missing or switched off",
        ),
        (
            "CREATE OR REPLACE FUNCTION funding_refuse_other_pledge() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN NEW; END $$",
            GUARDED,
            "is not the one that was made",
        ),
        ("GRANT UPDATE ON funding_hourentry TO PUBLIC", GUARDED, "the site may update funding_hourentry"),
        (
            "DELETE FROM kit_auditrow WHERE action = 'funding.make_pledge'",
            AUDITED,
            "funding.make_pledge has 0 audit rows",
        ),
        ("DELETE FROM kit_auditrow WHERE action = 'funding.end_pledge'", AUDITED, "funding.end_pledge has 0"),
        (TERMS_OPEN + "UPDATE funding_hourpledge SET minutes_a_month = 600", AUDITED, "that say so"),
    ],
)
def test_what_somebody_broke_is_found(books, meddling, check, said) -> None:
    with psycopg.connect(books, autocommit=True) as owner:
        owner.execute(meddling)
    assert said in "\n".join(check())
