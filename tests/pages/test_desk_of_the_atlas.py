"""The quartermaster's pages: what they show, what they refuse and keep, and what they never show to others."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from region.models import AtlasEntry, ContactNote, Merge, Reach, Stage
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.coming_in import claimed, suggested
from tests.factories.desk import ADDRESS, MARKER, PERSON, noted, ready
from tests.pages.matrix import ROLES, entries
from tests.pages.matrix_desk import rows
from tests.signing_in import signed_in


@pytest.fixture
def cast(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        yield assemble()


@pytest.fixture
def karim(cast) -> Client:
    return signed_in(cast.karim)


def text(response) -> str:
    return " ".join(response.content.decode().split())


DESK = "/en/region/noord-brabant/desk/"


def test_the_desk_shows_what_waits_and_how_far_one_is(cast, karim):
    entry = ready("Lab aan zee", stage=Stage.CONTACTED)
    noted(entry, cast.karim, "Call back about the dome.", follow_up_on=MONDAY)
    ready("Old lab", verified_on=date(2025, 1, 2))
    AtlasEntry.objects.filter(name="Old lab").update(stage=Stage.STALE)
    page = text(karim.get(DESK))
    assert "Call back about the dome." in page and "Old lab" in page and "2 January 2025" in page
    assert '?stage=contacted"><span class="num">1</span>' in page
    # The administrator sees the same without the conversations.
    assert "Call back about the dome." not in text(signed_in(cast.anna).get(DESK))


def test_the_desk_says_what_others_sent(cast, karim):
    assert "What others sent you" not in text(karim.get(DESK))
    suggested()
    claimed(ready("Lab aan zee"), cast.zout, cast.zoe)
    page = text(karim.get(DESK))
    assert "1 suggestion that waits for your answer" in page
    assert "1 organisation that says an entry is theirs" in page


def test_the_list_is_narrowed_by_what_its_address_says(cast, karim):
    spoken = ready("Lab A")
    noted(spoken, cast.karim, at=MONDAY)
    ready("Lab Twee", kind="museum")
    ready("Lab C", stage=Stage.TAKEN_OFF)
    an_entry("Net", reach=Reach.NATIONAL)

    def shown(query):
        page = text(karim.get(f"{DESK}entries/?{query}"))
        return [name for name in ("Lab A", "Lab Twee", "Lab C", "Net") if f">{name}</a>" in page]

    assert shown("") == ["Lab A", "Lab Twee"]
    assert shown("stage=taken_off") == ["Lab C"]
    assert shown("kind=museum") == ["Lab Twee"]
    assert shown("words=EINDHOVEN+TWEE") == ["Lab Twee"]
    assert shown("words=%25") == []
    assert shown("quiet=2026-11-23") == ["Lab Twee"]
    assert shown("where=elsewhere") == ["Net"]
    for bad in ("stage=nowhere", "quiet=32-13-2026", "kind=x", "where=%00"):
        assert karim.get(f"{DESK}entries/?{bad}").status_code == 400
    assert karim.get(f"{DESK}entries/?page=9").status_code == 404
    assert signed_in(cast.anna).get(f"{DESK}entries/?quiet=2026-11-23").status_code == 404


def test_pages_ask_as_much_for_many_as_for_few(cast, karim):
    def asked(path):
        karim.get(path)
        with CaptureQueriesContext(connection) as captured:
            karim.get(path)
        return len(captured)

    paths = (DESK, f"{DESK}entries/", f"{DESK}duplicates/")
    twins = [ready("Twin") for _ in range(2)]
    noted(twins[0], cast.karim, follow_up_on=MONDAY)
    few = [asked(path) for path in paths]
    for number in range(8):
        noted(ready("Twin", verified_on=date(2026, 1, 1 + number)), cast.karim, follow_up_on=MONDAY)
    assert [asked(path) for path in paths] == few


def test_a_form_with_faults_names_them_and_keeps_what_was_typed(cast, karim):
    data = rows(None) | {
        "name": "A lab",
        "town": "Nergens",
        "latitude": "5.48",
        "since": "١٩٩٩",
        "partner-TOTAL_FORMS": 2,
        "partner-0-who": "Een hogeschool",
        "partner-1-who": "Een  hogeschool",
        "thing-TOTAL_FORMS": 1,
        "thing-0-name": "Dome",
    }
    response = karim.post(f"{DESK}new/", data)
    page = text(response)
    assert response.status_code == 422 and not AtlasEntry.objects.exists()
    for said in (
        "No town has this name.",
        "Give a whole number from 1500 to 2100.",
        "This stands in another row already.",
        "Say of which kind it is.",
    ):
        assert said in page
    assert 'value="Nergens"' in page and 'value="Een hogeschool"' in page and 'value="Dome"' in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"town": "Groningen"}, "which another quartermaster looks after"),
        ({"town": ""}, "Say in which town it is."),
        ({"latitude": "51.44"}, "Fill in both, or leave both empty"),
        ({"latitude": "5.48", "longitude": "51.44"}, "Latitude comes first"),
        ({"latitude": "NaN", "longitude": "1e9"}, "Give a number such as 12.5"),
        ({"stage": "mapped", "source": ""}, "Everybody sees it, so it needs: a source, or words about it."),
        ({"stage": "verified"}, "That is not in the list."),
        ({"website": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"themes": "99999999"}, "That is not in the list."),
        ({"name": "a\0b"}, "Null characters are not allowed."),
        (
            {"partner-TOTAL_FORMS": "1", "partner-0-who": "X [no-such]"},
            "No entry of the atlas has this address.",
        ),
    ],
)
def test_what_is_wrong_of_an_entry_is_said_at_its_field(cast, karim, wrong, said):
    response = karim.post(f"{DESK}new/", rows(None) | wrong)
    assert response.status_code == 422
    assert said in text(response)


def test_a_partner_is_an_entry_where_one_has_the_name_and_asked_about_where_two_have(cast, karim):
    school = ready("Een hogeschool")
    data = rows(None) | {"partner-TOTAL_FORMS": "1", "partner-0-who": "een hogeschool"}
    karim.post(f"{DESK}new/", data)
    assert AtlasEntry.objects.get(name="New lab").partners.get().partner == school
    ready("Een hogeschool")
    response = karim.post(f"{DESK}new/", data | {"name": "Other lab"})
    assert "Een hogeschool [een-hogeschool-2]" in text(response)


def test_who_saves_after_somebody_else_sees_what_changed_and_loses_nothing(cast, karim):
    entry = ready("Lab", about_en="Small.")
    path = f"/en/region/entries/{entry.slug}/edit/"
    theirs = rows(None) | {"name": "Lab", "about_en": "Large.", "version": 1}
    assert signed_in(cast.anna).post(path, theirs).status_code == 302
    mine = rows(None) | {"name": "My lab", "version": 1}
    response = karim.post(path, mine)
    page = text(response)
    assert response.status_code == 409
    assert (
        '<del lang="en">Small.</del>' in page
        and '<ins lang="en">Large.</ins>' in page
        and 'value="My lab"' in page
    )
    assert '<input type="hidden" name="version" value="2">' in page
    assert karim.post(path, mine | {"version": 2}).status_code == 302
    assert AtlasEntry.objects.get().name == "My lab"


def test_the_history_says_what_changed_and_puts_back(cast, karim):
    entry = ready("Lab", about_en="Small.")
    karim.post(
        "/en/region/entries/lab/edit/", rows(None) | {"name": "Lab", "about_en": "Large.", "version": 1}
    )
    page = text(karim.get("/en/region/entries/lab/history/"))
    assert '<del lang="en">Small.</del>' in page and '<ins lang="en">Large.</ins>' in page and "Karim" in page
    karim.post("/en/region/entries/lab/history/1/", {"version": 2})
    entry.refresh_from_db()
    assert (entry.about_en, entry.version) == ("Small.", 3)
    assert "As in version 1." in text(karim.get("/en/region/entries/lab/history/"))


def test_two_are_merged_side_by_side_and_made_two_again(cast, karim):
    ready("Lab", website="https://a.example")
    ready("Stichting Lab", website="https://b.example")
    assert "The same name" in text(karim.get(f"{DESK}duplicates/"))
    path = "/en/region/entries/lab/merge/stichting-lab/"
    assert "https://b.example" in text(karim.get(path))
    assert karim.post(path, {"version": 7, "other_version": 1, "website": "other"}).status_code == 409
    karim.post(path, {"version": 1, "other_version": 1, "website": "other"})
    assert AtlasEntry.objects.get(slug="lab").website == "https://b.example"
    assert karim.get("/en/region/entries/stichting-lab/", follow=True).redirect_chain[0][0].endswith("/lab/")
    moved = karim.get("/en/atlas/stichting-lab/")
    assert (moved.status_code, moved.url) == (301, "/en/atlas/lab/")
    assert "Stichting Lab became part of it" in text(karim.get("/en/region/entries/lab/history/"))
    karim.post(f"/en/region/merges/{Merge.objects.get().pk}/undo/")
    assert AtlasEntry.objects.get(slug="stichting-lab").is_public


def test_fields_propose_towns_and_entries_that_one_may_know_of(cast, karim):
    ready("Public lab", town=cast.noord.municipality)
    ready("Private lab", town=cast.noord.municipality, stage=Stage.HEARD_OF)
    ready("My own lab", stage=Stage.HEARD_OF)
    found = karim.get("/en/region/propose/entries/", {"q": "lab"}).json()["found"]
    assert found == ["My own lab [my-own-lab]", "Public lab [public-lab]"]
    assert karim.get("/en/region/propose/towns/", {"q": "EINDH"}).json()["found"] == ["Eindhoven"]
    assert karim.get("/en/region/propose/people/", {"q": "karim"}).status_code == 404
    for nothing in ("", "a", "%_", "x" * 10_000, "\0\0"):
        assert karim.get("/en/region/propose/towns/", {"q": nothing}).json() == {"found": []}


def test_a_conversation_is_noted_below_its_entry_and_done_at_the_desk(cast, karim):
    entry = ready()
    told = {
        "note-at": "2026-11-23",
        "note-how": "visit",
        "note-text": "Lovely dome.",
        "note-follow_up_on": "2026-11-22",
    }
    response = karim.post(f"/en/region/entries/{entry.slug}/contact/", told)
    assert response.status_code == 422 and "That is before the conversation." in text(response)
    karim.post(f"/en/region/entries/{entry.slug}/contact/", told | {"note-follow_up_on": "2026-11-23"})
    note = ContactNote.objects.get()
    assert "Lovely dome." in text(karim.get(DESK))
    karim.post(f"/en/region/contacts/{note.pk}/done/")
    assert "Lovely dome." not in text(karim.get(DESK))


def test_what_is_noted_of_people_is_on_no_page_of_anybody_else(cast):
    """Every address that the matrix reads, as everybody but a quartermaster of the region; and as one, every address
    but those of the contact log."""
    entry = ready("Lab aan zee", verified_on=date(2026, 10, 1))
    noted(entry, cast.karim, follow_up_on=MONDAY)
    # The last three lead to the entry's page.
    ours = {"region:desk", "region:mapped", "region:move_entry", "region:verify_entry", "region:add_contact"}
    clients = {
        role: signed_in(getattr(cast, ROLES[role])) if ROLES[role] else Client()
        for role in ("anonymous", "member", "hub_manager", "site_admin", "quartermaster")
    }
    read = 0
    names = {each.name for each in entries() if each.method == "GET"}
    for name in sorted(each for each in names if each.startswith(("region:", "cms:"))):
        paths = {address_of(name, given) for given in ({}, {"slug": "noord-brabant"}, {"slug": entry.slug})}
        for role, client in clients.items():
            if role == "quartermaster" and name in ours:
                continue
            for path in paths - {""}:
                response = client.get(path, {"q": MARKER}, follow=True)
                said = b"".join(response).decode(errors="replace")
                assert not any(each in said for each in (PERSON, ADDRESS, f"about {MARKER}")), (role, path)
                read += 1
    assert read > 50


def address_of(name, kwargs):
    """Empty where it takes something else."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
