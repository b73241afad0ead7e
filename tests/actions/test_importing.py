"""A hub brings its facilities and units along: a preview first, all of it or nothing, and back again."""

import pytest

from bookings.actions._importing import ImportIsUnderWay, NotToBeWritten, SomethingElseNow
from bookings.actions.ask_import import ask_import
from bookings.actions.drop_import import drop_import
from bookings.actions.read_import import read_import
from bookings.actions.take_in_file import take_in_file
from bookings.actions.undo_import import undo_import
from bookings.actions.write_import import write_import
from bookings.models import Import
from facilities.models import Facility, Unit
from funding.models import RateCard
from hub.kit import outbox
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.facilities import CalendarFactory
from tests.factories.imports import HEAD, asked, csv_file, read, taken_in, written, xlsx_file

pytestmark = pytest.mark.django_db

HALL = ("Grote zaal", "recording studio", "Zaal", "", "75,50")
LAMPS = [("Lamp", "microphone", f"L-{n}", f"SN {n}", "€ 1.234,50") for n in (1, 2, 3)]


@pytest.fixture
def cast() -> Cast:
    return assemble()


def problems(found: Import) -> list[tuple]:
    return [(row, column, code) for row, column, code, _facts in found.preview["problems"]]


def everything() -> tuple:
    rows = (Facility, Unit, RateCard)
    return tuple(list(model.objects.order_by("pk").values()) for model in rows)


@pytest.mark.parametrize("file", [csv_file(HEAD, HALL, *LAMPS), xlsx_file(HEAD, HALL, *LAMPS)])
def test_facilities_units_and_prices_come_along(cast, file):
    done = written(cast.effenaar, file, cast.hanna)
    lamp = Facility.objects.get(hub=cast.effenaar, name="Lamp")
    assert sorted(lamp.units.values_list("label", "serial_number")) == [
        ("L-1", "SN 1"), ("L-2", "SN 2"), ("L-3", "SN 3"),
    ]  # fmt: skip
    assert lamp.state == "draft" and lamp.kind.slug == "microphone"
    card = RateCard.objects.get(facility__name="Grote zaal")
    assert {rate.unit: rate.cents for rate in card.rates.all()} == {"hour": 7_550}
    assert done.content in (b"", None) and len(done.made["facilities"]) == 2
    assert broken_invariants() == {}


def test_a_preview_writes_nothing(cast):
    before = everything()
    found = read(cast.effenaar, csv_file(HEAD, HALL, *LAMPS), cast.hanna)
    assert everything() == before
    assert (found.preview["make_count"], found.preview["unit_count"], found.preview["rate_count"]) == (
        2,
        4,
        2,
    )
    assert found.preview["make"][0]["name"] == "Grote zaal" and found.preview["make"][0]["row"] == 2
    assert found.state == "read" and (found.rows_done, found.rows) == (4, 4)


def test_each_error_names_its_row_and_column(cast):
    file = csv_file(
        (
            "Naam",
            "Soort",
            "Exemplaar",
            "Prijs per uur",
            "Aantal personen",
            "Kortste boeking (minuten)",
            "Kleur",
        ),
        ("Zaal", "balzaal", "A", "twaalf", "veel", "", "rood"),
        ("", "microphone", "B", "", "", "", ""),
        ("Kamer", "recording studio", "K", "#REF!", "", "5", ""),
        ("Kamer", "recording studio", "k", "", "", "", ""),
        ("Kamer", "microphone", "K2", "", "", "", ""),
        ("Studio 2", "", "", "", "", "100000000", ""),
        ("Nieuw", "", "", "", "", "", ""),
    )
    found = read(cast.effenaar, file, cast.hanna)
    assert problems(found) == [
        (2, "kind", "unknown_kind"),
        (2, "capacity_people", "whole_number"),
        (2, "hour", "euros"),
        (3, "name", "needed"),
        (4, "min_minutes", "lengths_do_not_fit"),
        (4, "hour", "formula_failed"),
        (5, "label", "label_twice"),
        (6, "kind", "says_otherwise"),
        (7, "min_minutes", "whole_number"),
        (8, "kind", "needed_when_new"),
    ]
    assert found.preview["unknown"] == ["Kleur"] and found.state == "refused"
    with pytest.raises(NotToBeWritten):
        ask_import(found=found, seen=found.preview["digest"], actor=cast.hanna, now=NOW)


def test_what_is_there_is_changed_where_the_file_says_something(cast):
    cast.studio.about_nl = "Met vleugel"
    cast.studio.save()
    file = csv_file(
        ("name", "people", "unit", "serial number", "price per day"),
        ("studio 2", "12", "studio-2-001", "SN 9", "400"),
    )
    found = read(cast.effenaar, file, cast.hanna)
    assert found.preview["change"][0]["changed"] == [["capacity_people", None, 12]]
    assert found.preview["change"][0]["changed_units"] == [["studio-2-001", "serial_number", "", "SN 9"]]
    ask_import(found=found, seen=found.preview["digest"], actor=cast.hanna, now=NOW)
    assert write_import(uuid=found.uuid, now=NOW).state == "written"
    studio = Facility.objects.get(pk=cast.studio.pk)
    assert (studio.capacity_people, studio.about_nl, studio.state) == (12, "Met vleugel", "live")
    assert studio.units.get().serial_number == "SN 9"
    newest = RateCard.objects.filter(facility=studio).latest("valid_from")
    assert {rate.unit: rate.cents for rate in newest.rates.all()} == {
        "hour": 5_000,
        "daypart": 16_000,
        "day": 40_000,
    }


def test_the_same_file_again_changes_nothing(cast):
    file = csv_file(HEAD, HALL, *LAMPS)
    written(cast.effenaar, file, cast.hanna)
    before = everything()
    again = read(cast.effenaar, file, cast.hanna)
    assert (again.preview["same_count"], again.preview["make_count"], again.preview["change_count"]) == (
        2,
        0,
        0,
    )
    ask_import(found=again, seen=again.preview["digest"], actor=cast.hanna, now=NOW)
    write_import(uuid=again.uuid, now=NOW)
    assert everything() == before


def test_five_thousand_rows_with_one_bad_row_change_nothing(cast):
    rows = [(f"Zaal {n // 10}", "recording studio", f"U-{n}", "", "10") for n in range(5_000)]
    rows[4_321] = (*rows[4_321][:4], "tien euro")
    before = everything()
    found = read(cast.effenaar, csv_file(HEAD, *rows), cast.hanna)
    assert problems(found) == [(4_323, "hour", "euros")]
    assert everything() == before and found.state == "refused"


def test_what_turned_wrong_since_the_preview_is_not_written(cast):
    file = csv_file(HEAD, HALL)
    found = asked(cast.effenaar, file, cast.hanna)
    for _again in range(2):
        Facility.objects.create(
            hub=cast.effenaar,
            slug=f"g{_again}",
            name="GROTE ZAAL",
            kind=cast.studio.kind,
            calendar=_calendar(),
        )
    before = everything()
    assert write_import(uuid=found.uuid, now=NOW).state == "refused"
    assert everything() == before
    assert problems(Import.objects.get(pk=found.pk)) == [(2, "name", "name_twice_here")]


def test_what_would_be_something_else_than_was_seen_is_shown_again(cast):
    found = asked(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    Facility.objects.create(
        hub=cast.effenaar, slug="g", name="Grote zaal", kind=cast.studio.kind, calendar=_calendar()
    )
    assert write_import(uuid=found.uuid, now=NOW).state == "read"
    fresh = Import.objects.get(pk=found.pk)
    assert fresh.preview["change_count"] == 1
    with pytest.raises(SomethingElseNow):
        ask_import(found=fresh, seen=found.preview["digest"], actor=cast.hanna, now=NOW)


def _calendar():
    return CalendarFactory()


def test_a_file_is_written_once_however_often_workers_come(cast):
    found = written(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    before = everything()
    assert write_import(uuid=found.uuid, now=NOW) is None and read_import(uuid=found.uuid, now=NOW) is None
    assert everything() == before
    assert AuditRow.objects.filter(action="bookings.write_import").count() == 1


def test_workers_that_die_are_counted_and_the_file_is_given_up(cast):
    found = asked(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    Import.objects.filter(pk=found.pk).update(attempts=4)
    assert write_import(uuid=found.uuid, now=NOW) is None
    assert Import.objects.get(pk=found.pk).state == "failed"


def test_what_came_live_opens_when_the_hub_does(cast):
    file = csv_file((*HEAD, "Zichtbaarheid"), (*HALL, "live"))
    found = asked(cast.effenaar, file, cast.hanna)
    kinds = set(OutboxMessage.objects.values_list("kind", flat=True))
    assert {"import.read", "import.write"} <= kinds
    while outbox.work_off():
        pass
    assert Import.objects.get(pk=found.pk).state == "written"
    assert Facility.objects.get(name="Grote zaal").state == "live"
    assert OutboxMessage.objects.get(kind="hub.project").done_at


def test_staff_and_strangers_bring_nothing_along(cast):
    file = csv_file(HEAD, HALL)
    for stranger in (cast.teun, cast.wim, cast.zoe):
        with pytest.raises(Forbidden):
            taken_in(cast.effenaar, file, stranger)
    found = read(cast.effenaar, file, cast.hanna)
    for stranger in (cast.teun, cast.wim):
        with pytest.raises(Forbidden):
            ask_import(found=found, seen=found.preview["digest"], actor=stranger, now=NOW)
        with pytest.raises(Forbidden):
            drop_import(found=found, actor=stranger, now=NOW)
        with pytest.raises(Forbidden):
            undo_import(found=found, actor=stranger, now=NOW)


def test_a_newer_file_takes_the_place_of_one_that_was_not_written(cast):
    first = read(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    second = taken_in(cast.effenaar, csv_file(HEAD, *LAMPS), cast.hanna)
    assert Import.objects.get(pk=first.pk).state == "dropped"
    assert bytes(Import.objects.get(pk=first.pk).content) == b""
    same = take_in_file(
        uuid=second.uuid,
        hub=cast.effenaar,
        of="facilities",
        file_name="x",
        content=b"x",
        actor=cast.hanna,
        now=NOW,
    )
    assert same.pk == second.pk
    read_import(uuid=second.uuid, now=NOW)
    left = drop_import(found=second, actor=cast.hanna, now=NOW)
    assert left.state == "dropped"


def test_while_a_file_is_written_no_other_is_chosen(cast):
    found = asked(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    with pytest.raises(ImportIsUnderWay):
        taken_in(cast.effenaar, csv_file(HEAD, *LAMPS), cast.hanna)
    with pytest.raises(ImportIsUnderWay):
        drop_import(found=found, actor=cast.hanna, now=NOW)
