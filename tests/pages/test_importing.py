"""The pages on which a manager brings a spreadsheet along: it looks first, says what is wrong, writes, and undoes."""

from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from bookings.actions import read_import as reading
from bookings.actions.read_import import read_import
from bookings.models import Import
from facilities.models import Facility
from hub.kit import outbox
from hub.kit.tables import read_table
from tests.cast import NOW, Cast, assemble
from tests.factories.bookings import booked
from tests.factories.imports import HEAD, csv_file, read, taken_in, written
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/effenaar/moving-in/"
HALL = ("Grote zaal", "recording studio", "Zaal", "", "75,50")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def hanna(cast):
    return signed_in(cast.hanna)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def chosen(client, content: bytes, name: str = "zalen.csv", key=None, **more):
    data = {"of": "facilities", "key": key or uuid4(), "file": SimpleUploadedFile(name, content)}
    return client.post(PAGE, data, **more)


def worked() -> None:
    while outbox.work_off():
        pass


def test_a_file_is_looked_at_taken_over_and_undone(cast, hanna):
    response = chosen(hanna, csv_file(HEAD, HALL))
    page = text(hanna.get(response.url))
    assert "is being read" in page and "hx-get" in page
    worked()
    page = text(hanna.get(response.url))
    assert "Grote zaal" in page and "€ 75.50" in page and "Take all of it over" in page
    assert not Facility.objects.filter(name="Grote zaal").exists()
    seen = Import.objects.get().preview["digest"]
    hanna.post(f"{response.url}write/", {"seen": seen})
    assert "is being written" in text(hanna.get(response.url))
    worked()
    assert "is taken over" in text(hanna.get(response.url))
    assert Facility.objects.filter(name="Grote zaal").exists()
    assert "everything is as it was" in text(hanna.post(f"{response.url}undo/", follow=True))
    assert not Facility.objects.filter(name="Grote zaal").exists()


def test_who_has_seen_how_far_it_is_gets_an_empty_answer(cast, hanna):
    found = taken_in(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    url = f"{PAGE}{found.uuid}/"
    assert hanna.get(f"{url}?seen=reading-0", headers={"HX-Request": "true"}).status_code == 204
    assert hanna.get(f"{url}?seen=reading-7", headers={"HX-Request": "true"}).status_code == 200
    assert hanna.get(f"{url}?seen=reading-0").status_code == 200


def test_who_hears_the_page_is_told_what_became_of_a_file_and_not_each_of_its_rows(cast, hanna):
    found = taken_in(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    url = f"{PAGE}{found.uuid}/"
    further = text(hanna.get(f"{url}?seen=reading-7", headers={"HX-Request": "true"}))
    assert "is being read" in further and "data-say" not in further
    worked()
    assert "data-say" in text(hanna.get(f"{url}?seen=reading-7", headers={"HX-Request": "true"}))


def test_a_long_file_says_how_far_it_is_while_it_is_read(cast, hanna, monkeypatch):
    rows = [(f"Zaal {number}", "recording studio", f"Z-{number}", "", "50") for number in range(900)]
    found = taken_in(cast.effenaar, csv_file(HEAD, *rows), cast.hanna)
    url, seen = f"{PAGE}{found.uuid}/", []
    note = reading._note_progress

    def noted(**facts: int) -> None:
        note(**facts)
        seen.append(text(hanna.get(url)))

    monkeypatch.setattr(reading, "_note_progress", noted)
    read_import(uuid=found.uuid, now=NOW)
    assert ["0 of 900 rows" in seen[0], "500 of 900 rows" in seen[1], "900 of 900 rows" in seen[-1]] == [
        True
    ] * 3


def test_what_is_wrong_is_named_by_row_column_and_remedy(cast, hanna):
    file = csv_file((*HEAD, "Kleur"), (*HALL[:4], "veel", "rood"), ("Kamer", "balzaal", "", "SN", "", ""))
    found = read(cast.effenaar, file, cast.hanna)
    page = text(hanna.get(f"{PAGE}{found.uuid}/"))
    assert "“veel”: give an amount in euros" in page and "“Kleur”" in page and "Price per hour" in page
    assert "no kind “balzaal”" in page and "no unit is named on this row" in page
    assert "Take all of it over" not in page
    dutch = text(hanna.get(f"/nl/desk/effenaar/moving-in/{found.uuid}/"))
    assert "Prijs per uur" in dutch


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b"PK\x03\x04", b'Naam\r\n"', "Soort\r\nx".encode("utf-16"), b"\xff" * 9]
)
def test_any_file_at_all_gets_an_answer_in_words(cast, hanna, content):
    response = chosen(hanna, content)
    worked()
    page = text(hanna.get(response.url))
    assert "What is not right yet" in page and "Take all of it over" not in page


def test_a_form_that_is_not_right_is_shown_again(cast, hanna):
    assert "This field is required" in text(hanna.post(PAGE, {"key": uuid4()}), 422)
    assert text(chosen(hanna, b"x", key="no key"), 422)
    assert "at most 5 MB" in text(chosen(hanna, b"x" * 5_000_001), 422)


def test_markup_in_a_file_is_shown_as_text(cast, hanna):
    file = csv_file(HEAD, ("<b>Zaal</b>", "<i>", "", "", ""))
    found = read(cast.effenaar, file, cast.hanna, file_name="<script>.csv")
    page = text(hanna.get(f"{PAGE}{found.uuid}/"))
    assert "<i>" not in page and "<script>.csv" not in page and "&lt;i&gt;" in page


def test_a_preview_that_is_another_by_now_is_not_written(cast, hanna):
    found = read(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    response = hanna.post(f"{PAGE}{found.uuid}/write/", {"seen": "another"})
    assert "not what you saw any more" in text(response, 409)
    assert Import.objects.get().state == "read"


def test_what_stands_in_the_way_of_undoing_is_named(cast, hanna):
    done = written(cast.effenaar, csv_file(HEAD, ("Studio 2", "", "tweede", "", "")), cast.hanna)
    cast.studio.units.exclude(label="tweede").update(state="in_repair")
    booked(cast.bo, cast.zout, cast.studio)
    page = text(hanna.post(f"{PAGE}{done.uuid}/undo/"), 409)
    assert "cannot be undone" in page and "tweede: booked or blocked" in page


def test_another_hubs_file_is_not_there(cast):
    found = read(cast.effenaar, csv_file(HEAD, HALL), cast.hanna)
    anna = signed_in(cast.anna)
    assert anna.get(f"/en/desk/tetem/moving-in/{found.uuid}/").status_code == 404
    assert anna.get(f"{PAGE}{found.uuid}/").status_code == 200
    assert anna.get(f"{PAGE}example-de.csv").status_code == 404
    assert anna.get(f"{PAGE}example-nl.exe").status_code == 404


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_example_comes_back_in_without_a_problem(cast, hanna, language, ending):
    names = {
        "recording-studio": ("opnamestudio", "recording studio"),
        "microphone": ("microfoon", "microphone"),
    }
    for slug, (nl, en) in names.items():
        type(cast.studio.kind).objects.filter(slug=slug).update(name_nl=nl, name_en=en)
    data = hanna.get(f"{PAGE}example-{language}.{ending}").content
    assert len(read_table(data).rows) == 4
    found = read(cast.tetem, data, cast.anna)
    assert found.preview["problems"] == [] and found.preview["unknown"] == []
    # A studio, two microphones by their labels, and twelve that are only counted.
    assert found.preview["make_count"] == 3 and found.preview["unit_count"] == 15
