"""Opening hours and VAT come along with a facility, as its other facts do."""

from datetime import date, time

import pytest

from bookings.actions.undo_import import StandsInTheWay, undo_import
from bookings.models import Import
from bookings.outbound.import_words import changed, hours, prices
from bookings.outbound.import_words import problems as in_words
from facilities.actions.set_opening_hours import set_opening_hours
from facilities.models import CalendarEntry, Facility
from facilities.outbound.hours import week_at
from facilities.rules.week import Hours
from funding.actions.set_vat import set_vat
from funding.models import VatSetting
from hub.kit import outbox
from hub.kit.models import AuditRow
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.imports import csv_file, read, written

pytestmark = pytest.mark.django_db

HEAD = ("Naam", "Soort", "Exemplaar", "Openingstijden", "Btw (%)", "Reden zonder btw", "Zichtbaarheid")
HALL = ("Grote zaal", "recording studio", "Zaal", "ma-vr 10:00-22:00; za 12:00-18:00", "9", "", "live")
LAMP = ("Lamp", "microphone", "L-1", "", "21", "", "")
WEEK = [*(Hours(day, time(10), time(22)) for day in range(5)), Hours(5, time(12), time(18))]
TODAY = date(2026, 11, 23)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def problems(found: Import) -> list[tuple]:
    return [(row, column, code) for row, column, code, _facts in found.preview["problems"]]


def vats() -> list[tuple]:
    rows = VatSetting.objects.order_by("facility__name", "valid_from")
    return list(rows.values_list("facility__name", "valid_from", "rate_bp", "exemption_reason"))


def test_hours_and_vat_are_written_with_what_is_new(cast):
    before = vats()
    done = written(cast.effenaar, csv_file(HEAD, HALL, LAMP), cast.hanna)
    hall, lamp = (Facility.objects.get(name=name) for name in ("Grote zaal", "Lamp"))
    assert week_at(cast.effenaar, hall) == WEEK and week_at(cast.effenaar, lamp) == []
    # The house has 21 % already, so that one says nothing new.
    assert vats() == sorted([*before, ("Grote zaal", TODAY, 900, "")], key=str)
    while outbox.work_off():
        pass
    opens = {each.during.lower.astimezone(cast.effenaar.zone).hour for each in hall.openings.all()}
    assert opens == {10, 12}
    actions = AuditRow.objects.filter(about=hall.ref).values_list("action", flat=True)
    assert {"facilities.set_opening_hours", "funding.set_vat"} <= set(actions)
    assert broken_invariants() == {}
    (entry,) = [each for each in done.preview["make"] if each["name"] == "Grote zaal"]
    assert hours(entry, "nl") == "ma-vr 10:00-22:00; za 12:00-18:00" and "9 %" in prices(entry, "nl")


def test_all_of_it_is_undone(cast):
    before = vats(), CalendarEntry.objects.count()
    change = ("Studio 2", "", "", "", "9", "", "")
    done = written(cast.effenaar, csv_file(HEAD, HALL, change), cast.hanna)
    assert ("Studio 2", TODAY, 900, "") in vats()
    undo_import(found=done, actor=cast.hanna, now=NOW)
    assert (vats(), CalendarEntry.objects.count()) == before and broken_invariants() == {}


def test_a_rate_of_today_is_put_back_and_one_that_was_changed_since_is_not(cast):
    mine = {
        "hub": cast.effenaar,
        "facility": cast.studio,
        "valid_from": TODAY,
        "actor": cast.hanna,
        "now": NOW,
    }
    set_vat(rate_bp=0, exemption_reason="Article 11", **mine)
    file = csv_file(("Naam", "Btw"), ("Studio 2", "21%"))
    done = written(cast.effenaar, file, cast.hanna)
    (entry,) = done.preview["change"]
    assert [row[1:] for row in changed(entry, "nl")] == [("0 % (Article 11)", "21 %")]
    undo_import(found=done, actor=cast.hanna, now=NOW)
    assert ("Studio 2", TODAY, 0, "Article 11") in vats()
    again = written(cast.effenaar, file, cast.hanna)
    set_vat(rate_bp=900, exemption_reason="", **mine)
    with pytest.raises(StandsInTheWay):
        undo_import(found=again, actor=cast.hanna, now=NOW)
    assert ("Studio 2", TODAY, 900, "") in vats()


def test_hours_of_what_is_there_are_changed_on_their_own_page(cast):
    set_opening_hours(hub=cast.effenaar, facility=cast.studio, week=WEEK, actor=cast.hanna, now=NOW)
    same, other = (
        csv_file(("Naam", "Openingstijden"), ("Studio 2", text))
        for text in ("za 12-18; maandag t/m vrijdag 10.00-22.00", "ma-vr 10-22")
    )
    assert read(cast.effenaar, same, cast.hanna).preview["same_count"] == 1
    found = read(cast.effenaar, other, cast.hanna)
    assert problems(found) == [(2, "hours", "hours_elsewhere")]
    assert "where you see the bookings it hits" in next(in_words(found.preview, "en")).words


def test_the_same_file_again_changes_nothing(cast):
    file = csv_file(HEAD, HALL, LAMP, ("Zaaltje", "recording studio", "Z", "", "0", "Art. 11 Wet OB", ""))
    written(cast.effenaar, file, cast.hanna)
    again = read(cast.effenaar, file, cast.hanna)
    assert (again.preview["problems"], again.preview["same_count"]) == ([], 3)


@pytest.mark.parametrize(
    ("hours_said", "vat_said", "why", "expected"),
    [
        ("overdag", "", "", (2, "hours", "hours")),
        ("ma-zo gesloten", "", "", (2, "hours", "never_open")),
        ("ma 10-14, 13-17", "", "", (2, "hours", "hours_overlap")),
        ("", "hoog", "", (2, "vat", "percent")),
        ("", "100", "", (2, "vat", "percent")),
        ("", "-9", "", (2, "vat", "percent")),
        ("", "0", "", (2, "vat_reason", "say_why_exempt")),
        ("", "", "Art. 11", (2, "vat", "reason_without_rate")),
    ],
)
def test_what_is_wrong_names_its_column_and_writes_nothing(cast, hours_said, vat_said, why, expected):
    row = ("Nieuw", "recording studio", "N", hours_said, vat_said, why, "")
    found = read(cast.effenaar, csv_file(HEAD, row), cast.hanna)
    assert problems(found) == [expected] and found.state == "refused"
    (said,) = in_words(found.preview, "nl")
    assert "%(" not in said.words and said.words[0] != "<"


@pytest.mark.parametrize(("text", "rate_bp"), [("0.09", 900), ("0,19", 1_900), ("9,5 %", 950), ("6.00", 600)])
def test_rates_are_read_as_spreadsheets_keep_them(cast, text, rate_bp):
    written(cast.effenaar, csv_file(("Naam", "Btw"), ("Studio 2", text)), cast.hanna)
    assert ("Studio 2", TODAY, rate_bp, "") in vats()
