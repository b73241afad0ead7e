"""What people send to the atlas through its pages: kept once, safely, and no faster than people write."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from region.actions.note_atlas_export import note_atlas_export
from region.models import AtlasEntry, ContactNote, EntryFile, Stage, Suggestion
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.coming_in import NEW, suggested
from tests.factories.entry_files import HEAD, seen
from tests.factories.imports import csv_file
from tests.signing_in import signed_in

SUGGEST = "/nl/atlas/suggest/"
SCRIPT = '<script>alert(1)</script><a href="javascript:alert(1)">x</a>'


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def sent(client: Client, address: str = SUGGEST, **more: object):
    return client.post(address, {"key": uuid4(), **NEW, "town": "Eindhoven", **more})


def test_a_suggestion_sent_twice_is_kept_once(cast, client):
    key = uuid4()
    assert [sent(client, key=key).status_code for _ in range(2)] == [302, 302]
    found = Suggestion.objects.get()
    assert (found.facts, found.region, found.language) == (NEW, cast.brabant, "nl")


def test_a_machine_hears_the_same_and_leaves_nothing(cast, client):
    assert sent(client, homepage="https://spam.example").status_code == 302
    assert not Suggestion.objects.exists()


def test_a_network_that_sends_more_than_people_do_is_asked_to_wait(cast, client):
    answers = [sent(client) for _ in range(12)]
    assert 429 in {each.status_code for each in answers}
    assert Suggestion.objects.count() < 12
    assert "Klankwerf" in answers[-1].content.decode()


WRONG = [
    ({"name": ""}, "id_name"),
    ({"name": "x" * 161}, "id_name"),
    ({"kind": "onzin"}, "id_kind"),
    ({"town": "Eindhovn"}, "Bedoelde je Eindhoven?"),
    ({"town": "Atlantis"}, "id_town"),
    ({"website": "javascript:alert(1)"}, "id_website"),
    ({"sender_email": "geen adres"}, "id_sender_email"),
    ({"words": "x" * 2_001}, "id_words"),
    ({"name": "a\x00b"}, "id_name"),
    ({"key": "geen"}, "key"),
]


@pytest.mark.parametrize(
    ("wrong", "said"), WRONG, ids=[next(iter(each[0])) + str(n) for n, each in enumerate(WRONG)]
)
def test_what_is_not_right_is_named_and_nothing_is_lost(cast, client, wrong, said):
    answer = sent(client, **wrong)
    assert answer.status_code == 422 and not Suggestion.objects.exists()
    page = answer.content.decode()
    assert said in page and "Maakt geluid." in page


def test_of_a_change_only_what_differs_is_kept(cast, client):
    an_entry("Lab", about_nl="Oud.", website="https://lab.example")
    page = client.get(f"{SUGGEST}?entry=lab").content.decode()
    assert "Oud." in page
    filled = {"name": "Lab", "kind": "lab", "website": "https://lab.example", "about": "Nieuw."}
    sent(client, f"{SUGGEST}?entry=lab", **filled)
    found = Suggestion.objects.get()
    assert (found.facts, found.municipality) == ({"about": "Nieuw."}, None)
    nothing = sent(client, f"{SUGGEST}?entry=lab", **{**filled, "about": "Oud."})
    assert nothing.status_code == 422


def test_what_is_not_public_cannot_be_suggested_about(cast, client):
    an_entry("Geheimlab", stage=Stage.HEARD_OF)
    for method in (client.get, client.post):
        assert method(f"{SUGGEST}?entry=geheimlab").status_code == 404


def test_what_was_sent_is_shown_as_the_text_that_it_is(cast):
    found = suggested(facts=NEW | {"name": SCRIPT, "about": SCRIPT}, words=SCRIPT, sender_name=SCRIPT)
    karim = signed_in(cast.karim)
    for address in (
        "/nl/region/noord-brabant/suggestions/",
        f"/nl/region/noord-brabant/suggestions/{found.uuid}/",
    ):
        page = karim.get(address).content.decode()
        assert "<script>alert" not in page and 'href="javascript' not in page and "&lt;script&gt;" in page


def test_a_suggestion_is_taken_over_as_the_quartermaster_puts_it_right(cast):
    found = suggested()
    karim, address = signed_in(cast.karim), f"/nl/region/noord-brabant/suggestions/{found.uuid}/"
    filled = {"do": "take", **NEW, "name": "Klankwerf!", "town": "eindhoven", "stage": "mapped"}
    assert karim.post(address, filled).status_code == 302
    assert AtlasEntry.objects.get().name == "Klankwerf!"
    again = karim.post(address, filled)
    assert again.status_code == 422 and "overgenomen" in again.content.decode()


def test_a_stage_to_begin_at_is_asked_of_what_is_new_alone(cast):
    karim, region = signed_in(cast.karim), "/nl/region/noord-brabant/suggestions"
    new, change = suggested(), suggested(facts={"about": "Nieuw."}, entry=an_entry("Lab"))
    assert 'name="stage"' in karim.get(f"{region}/{new.uuid}/").content.decode()
    address = f"{region}/{change.uuid}/"
    assert 'name="stage"' not in karim.get(address).content.decode()
    filled = {"do": "take", **NEW, "town": "eindhoven", "about": "Nieuw."}
    assert karim.post(address, filled).status_code == 302
    assert AtlasEntry.objects.get().stage == Stage.MAPPED


@pytest.mark.parametrize("page", ["import", "suggestions", "claims", "export", "desk"])
def test_the_menu_of_the_desk_is_the_same_on_each_of_its_pages(cast, page):
    answer = signed_in(cast.karim).get(f"/nl/region/noord-brabant/{page}/")
    assert 'href="/nl/region/noord-brabant/desk/forget/"' in answer.content.decode()


def test_only_who_looks_after_a_region_takes_it_along(cast):
    with pytest.raises(Forbidden):
        note_atlas_export(region=cast.groningen, what="entries.csv", actor=cast.karim, now=NOW)


def test_the_atlas_is_taken_along_and_who_does_is_written_down(cast):
    an_entry("=Lab", stage=Stage.HEARD_OF)
    an_entry("Elders", town=cast.noord.municipality)
    karim, address = signed_in(cast.karim), "/nl/region/noord-brabant/export/"
    for what, start in (("csv", "\ufeffNaam;"), ("geojson", "{"), ("json", "[")):
        answer = karim.post(address, {"what": f"entries.{what}"})
        body = answer.getvalue().decode() if answer.streaming else answer.content.decode()
        assert body.startswith(start) and "Lab" in body and "Elders" not in body
        assert "no-store" in answer["Cache-Control"]
    assert karim.post(address, {"what": "../../etc/passwd"}).status_code == 404
    assert AuditRow.objects.filter(action="region.take_along", actor_id=cast.karim.pk).count() == 3


def test_the_contact_log_goes_along_with_its_quartermaster_alone(cast):
    entry = an_entry("Lab")
    ContactNote.objects.create(entry=entry, at=NOW.date(), how="call", text="=Geheim", written_at=NOW)
    address = "/nl/region/noord-brabant/export/"
    answer = signed_in(cast.karim).post(address, {"what": "contacts.csv"})
    assert "'=Geheim" in answer.getvalue().decode()
    assert AuditRow.objects.get(action="region.take_along").facts == {"what": "contacts.csv"}
    anna = signed_in(cast.anna)
    assert anna.post(address, {"what": "contacts.csv"}).status_code == 404
    assert "contacts.csv" not in anna.get(address).content.decode()
    with pytest.raises(Forbidden):
        note_atlas_export(region=cast.brabant, what="contacts.csv", actor=cast.anna, now=NOW)


def test_what_is_there_already_is_decided_about_on_the_page(cast):
    entry = an_entry("Lab")
    found = seen(cast.brabant, csv_file(HEAD, ("Lab", "venue", "Eindhoven", "")), cast.karim)
    karim, address = signed_in(cast.karim), f"/nl/region/noord-brabant/import/{found.uuid}/"
    page = karim.get(address).content.decode()
    assert "dezelfde naam en plaats" in page and 'name="row-2"' in page
    filled = {
        "seen": found.preview["digest"],
        "all": "skip",
        "row-2": "update",
        "row-x": "new",
        "row-9999999999": "new",
    }
    karim.post(f"{address}write/", filled)
    assert EntryFile.objects.get().choices == {"all": "skip", "rows": {"2": "update"}}
    assert karim.get(f"/nl/region/groningen/import/{found.uuid}/").status_code == 404
    assert entry.version == 1


def test_the_list_of_what_waits_asks_the_same_however_much_it_is(cast):
    karim = signed_in(cast.karim)
    address = "/nl/region/noord-brabant/suggestions/"
    suggested()
    karim.get(address)

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            karim.get(address)
        return len(found)

    first = count()
    for _ in range(5):
        suggested(an_entry("Lab"), {"name": "Ander"})
    assert count() == first
