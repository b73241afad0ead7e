"""What somebody stumbled over who looked at the desk's pages on a phone and in Dutch."""

import re
from datetime import timedelta

import pytest
import time_machine
from babel.messages.pofile import read_po
from django.conf import settings

from bookings.models import BlockKind
from hub.kit.periods import Period
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.factories.imports import HEAD, csv_file
from tests.factories.imports import read as read_file
from tests.factories.sources import MORNING, Server, a_source, ics, read
from tests.signing_in import signed_in


@pytest.fixture
def cast(db):
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def cells(cast: Cast, path: str, label: str) -> list[str]:
    page = signed_in(cast.hanna).get(f"/en/desk/effenaar/{path}").content.decode()
    return re.findall(rf'<td data-label="{label}">(.*?)</td>', page, re.DOTALL)


def test_on_a_phone_what_a_clash_is_about_stays_in_one_piece(cast):
    """A cell is a row of its name and its content there, so its content must be one thing."""
    booked(cast.bo, cast.zout, cast.studio, period=thursday(10, 11))
    a_source(cast.hanna, cast.studio)
    read(Server(ics(MORNING)))
    (busy,) = cells(cast, "calendars/", "Busy by")
    assert re.fullmatch(r"<span>[^<]+</span>", busy)


def test_on_a_phone_a_block_and_its_time_stay_in_one_piece(cast):
    today = Period(NOW, NOW + timedelta(hours=4))
    blocked(cast.studio.units.get(), kind=BlockKind.OUT_OF_ORDER, period=today)
    (note,) = cells(cast, "repair/", "Note")
    assert note.startswith("<span><a ") and note.endswith("</span>")


def test_on_a_phone_the_number_of_a_row_says_that_it_is_one(cast):
    rows = (HEAD, ("Zaal", "nonsense", "Z-1", "", "12"))
    found = read_file(cast.effenaar, csv_file(*rows), cast.hanna)
    page = signed_in(cast.hanna).get(f"/en/desk/effenaar/moving-in/{found.uuid}/").content.decode()
    assert '<th scope="row" class="num file-row" data-label="Row">' in page


@pytest.mark.parametrize("path", ["moving-in/", "moving-in/take-along/"])
def test_the_menu_of_a_hub_says_where_one_is_on_each_page_of_a_subject(cast, path):
    page = signed_in(cast.hanna).get(f"/en/desk/effenaar/{path}").content.decode()
    assert re.search(r'aria-current="(page|true)">Bring along, take along</a>', page)


def test_dutch_calls_a_hub_a_plek():
    catalogue = settings.ROOT / "hub" / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    with catalogue.open("rb") as file:
        messages = read_po(file, locale="nl")
    said = {
        text
        for each in messages
        if each.id
        for text in (each.string if isinstance(each.string, tuple) else [each.string])
    }
    assert [text for text in said if re.search(r"(?<![\w%(./-])hubs?(?![\w)./-])", text, re.IGNORECASE)] == []
