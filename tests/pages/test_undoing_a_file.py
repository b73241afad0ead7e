"""The page that undoes a file of entries: what would be put back, what goes, what stays; then the button."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from hub.kit.transactions import is_refused
from region.actions.change_entry import change_entry
from region.models import AtlasEntry, EntryFile, EntryVersion
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import entry_facts
from tests.factories.desk import MARKER, noted, ready
from tests.factories.entry_files import HEAD, seen, taken_over, undone
from tests.factories.imports import csv_file
from tests.signing_in import signed_in


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def brought(cast: Cast, *names: str) -> tuple[EntryFile, str]:
    """A file and its page."""
    rows = [(name, "venue", "Eindhoven", f"https://{name.lower()}.example") for name in names]
    file = taken_over(cast.brabant, csv_file(HEAD, *rows), cast.karim)
    return file, f"/nl/region/noord-brabant/import/{file.uuid}/"


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def rewritten(name: str, actor) -> None:
    entry = AtlasEntry.objects.get(name=name)
    facts = entry_facts(f"{name} anders")
    change_entry(entry_id=entry.pk, at_version=entry.version, facts=facts, actor=actor, now=NOW)


def test_what_is_put_back_what_goes_and_what_stays_is_shown_before_anything_happens(cast):
    ready("Oudlab", website="https://oud.example"), ready("Druklab")
    _file, address = brought(cast, "Oudlab", "Druklab", "Nieuwlab")
    rewritten("Druklab", cast.anna)
    karim = signed_in(cast.karim)
    assert f'href="{address}undo/"' in text_of(karim, address)
    page = text_of(karim, f"{address}undo/")
    assert "<del>https://oudlab.example</del>" in page and "<ins>https://oud.example</ins>" in page
    assert "Nieuwlab" in page and escape(f"{cast.anna}: gewijzigd.") in page
    assert not AtlasEntry.objects.filter(stage="taken_off").exists()


def test_the_button_undoes_what_was_shown_and_the_file_says_so_from_then_on(cast):
    ready("Druklab")
    _file, address = brought(cast, "Druklab", "Nieuwlab")
    rewritten("Druklab", cast.anna)
    karim = signed_in(cast.karim)
    shown = karim.get(f"{address}undo/").context["plan"].digest
    answer = karim.post(f"{address}undo/", {"seen": shown})
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = text_of(karim, address)
    assert "Ongedaan gemaakt op" in page and "Druklab anders" in page and f"{address}undo/" not in page
    assert karim.get(f"{address}undo/")["Location"] == address
    assert karim.post(f"{address}undo/", {"seen": shown}).status_code == 409


def test_when_somebody_was_there_in_between_the_page_shows_it_anew(cast):
    _file, address = brought(cast, "Lab")
    karim = signed_in(cast.karim)
    shown = karim.get(f"{address}undo/").context["plan"].digest
    rewritten("Lab", cast.anna)
    answer = karim.post(f"{address}undo/", {"seen": shown})
    page = answer.content.decode()
    assert answer.status_code == 409 and 'role="alert"' in page and "Lab anders" in page
    assert "valt niets meer ongedaan te maken" in page
    assert AtlasEntry.objects.get().stage != "taken_off"


def test_after_thirty_days_the_file_says_what_to_do_instead(cast):
    _file, address = brought(cast, "Lab")
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        karim = signed_in(cast.karim)
        page = text_of(karim, address)
        assert "Zet losse vermeldingen terug" in page and "undo/" not in page
        assert karim.get(f"{address}undo/").status_code == 302


def test_a_file_that_was_not_taken_over_offers_no_undoing(cast):
    found = seen(cast.brabant, csv_file(HEAD, ("Lab", "lab", "Eindhoven", "")), cast.karim)
    address = f"/nl/region/noord-brabant/import/{found.uuid}/"
    karim = signed_in(cast.karim)
    assert "undo/" not in text_of(karim, address)
    assert karim.get(f"{address}undo/").status_code == 302
    assert karim.post(f"{address}undo/", {"seen": ""}).status_code == 409


def test_the_page_tells_nobody_what_was_noted_of_a_conversation(cast):
    _file, address = brought(cast, "Lab")
    noted(AtlasEntry.objects.get(), cast.karim)
    page = text_of(signed_in(cast.anna), f"{address}undo/")
    assert MARKER not in page and "Iemand is ermee bezig" in page


def test_the_page_asks_the_same_however_long_the_file(cast):
    karim = signed_in(cast.karim)

    def asked(*names: str) -> int:
        for name in names[::2]:
            ready(name)
        _file, address = brought(cast, *names)
        karim.get(f"{address}undo/")
        with CaptureQueriesContext(connection) as found:
            karim.get(f"{address}undo/")
        return len(found)

    assert asked("A", "B") == asked(*(f"L{number}" for number in range(20)))


def test_the_history_of_an_entry_says_which_file_was_undone_and_cannot_be_told_otherwise(cast):
    file, _address = brought(cast, "Lab")
    undone(file, cast.karim)
    page = text_of(signed_in(cast.karim), "/nl/region/entries/lab/history/")
    assert "een bestand is ongedaan gemaakt" in page and "“labs.csv”" in page
    version = EntryVersion.objects.filter(file=file).first()
    assert version is not None
    assert is_refused(f"UPDATE region_entryversion SET file_id = NULL WHERE id = {version.pk}")
