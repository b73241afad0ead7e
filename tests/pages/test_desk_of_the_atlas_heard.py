"""The desk for who hears it: each button says of what it is, what is wrong is said once and by its row, a refusal
stands where one can put it right, and Dutch is read out as Dutch."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from region.actions.agree_to_claim import agree_to_claim
from region.models import AtlasEntry, Claim, ClaimState, ContactNote, Stage
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.factories.atlas import an_entry
from tests.factories.coming_in import claimed
from tests.factories.desk import noted, ready
from tests.pages.matrix_desk import conversation, rows
from tests.signing_in import signed_in

CLAIMS = "/en/region/noord-brabant/claims/"


@pytest.fixture
def cast(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        yield assemble()


@pytest.fixture
def karim(cast) -> Client:
    return signed_in(cast.karim)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_claim_declined_without_words_says_so_at_its_own_field(cast, karim):
    one, other = claimed(ready("Lab"), cast.zout, cast.zoe), claimed(ready("Werf"), cast.zout, cast.zoe)
    answer = karim.post(f"{CLAIMS}{one.uuid}/", {"do": "decline", "words": " "})
    page = text(answer)
    assert answer.status_code == 400 and "Say in a few words why not" in page
    assert f'<a href="#words-{one.pk}">' in page and page.count('role="alert"') == 1
    assert f'aria-describedby="help-{one.pk} error-{one.pk}" aria-invalid="true"' in page
    assert f'aria-describedby="help-{other.pk}">' in page, "the other claim is not wrong"
    assert {each.state for each in Claim.objects.all()} == {ClaimState.WAITING}


def test_words_to_a_claim_that_a_colleague_answered_meanwhile_are_not_lost(cast, karim):
    claim = claimed(ready("Lab"), cast.zout, cast.zoe)
    agree_to_claim(uuid=claim.uuid, words="", actor=cast.karim, now=NOW)
    answer = karim.post(f"{CLAIMS}{claim.uuid}/", {"do": "decline", "words": "Ask the <b>harbour</b> first."})
    page = text(answer)
    assert answer.status_code == 409 and "This claim was answered already" in page
    assert "Ask the &lt;b&gt;harbour&lt;/b&gt; first." in page


def test_buttons_that_repeat_say_of_what_they_are(cast, karim):
    claim = claimed(ready("Lab"), cast.zout, cast.zoe)
    page = text(karim.get(CLAIMS))
    for what in ("agree", "decline"):
        assert f'aria-labelledby="{what}-{claim.pk} claim-{claim.pk}"' in page
    note = noted(AtlasEntry.objects.get(), cast.karim, follow_up_on=MONDAY)
    page = text(karim.get("/en/region/entries/lab/"))
    for what in ("change", "done"):
        assert f'aria-labelledby="{what}-{note.pk} contact-{note.pk}"' in page


def test_what_is_wrong_in_a_row_is_said_once_above_with_the_name_of_the_row(cast, karim):
    wrong = rows(None) | {"name": "", "partner-TOTAL_FORMS": 2, "thing-TOTAL_FORMS": 1}
    wrong |= {"partner-1-who": "Hogeschool", "partner-1-since": "12", "thing-0-name": "Dome"}
    page = text(karim.post("/en/region/noord-brabant/desk/new/", wrong))
    assert page.count('role="alert"') == 1 and "3 things to put right:" in page
    assert '<a href="#id_partner-1-since">Partner 2, Since, the year</a>' in page
    assert '<a href="#id_thing-0-kind">Facility 1, Kind</a>' in page


def test_what_hinders_a_move_is_said_on_the_entry(cast, karim):
    an_entry("Lab", stage=Stage.HEARD_OF)
    answer = karim.post("/en/region/entries/lab/stage/", {"version": 1, "stage": "mapped"})
    page = text(answer)
    assert answer.status_code == 409 and page.count('role="alert"') == 1
    assert "<h1>Lab</h1>" in page and "Add that" in page
    assert AtlasEntry.objects.get().stage == Stage.HEARD_OF


def test_who_comes_back_to_somebody_on_the_entry_stays_there(cast, karim):
    entry = ready("Lab")
    for sent, to in (({"from": "entry"}, "/en/region/entries/lab/"), ({}, "/en/region/noord-brabant/desk/")):
        note = noted(entry, cast.karim, follow_up_on=MONDAY)
        assert karim.post(f"/en/region/contacts/{note.pk}/done/", sent)["Location"] == to


def test_what_went_and_what_is_new_is_said_in_words_and_in_its_language(cast, karim):
    ready("Lab", about_nl="Klein.")
    karim.post(
        "/en/region/entries/lab/edit/", rows(None) | {"name": "Lab", "about_nl": "Groot.", "version": 1}
    )
    page = text(karim.get("/en/region/entries/lab/history/"))
    assert '<span class="hush">It said:</span> <del lang="nl">Klein.</del>' in page
    assert '<span class="hush">Since then:</span> <ins lang="nl">Groot.</ins>' in page


def test_what_is_typed_in_dutch_is_heard_as_dutch(cast, karim):
    ready("Lab")
    page = text(karim.get("/en/region/entries/lab/edit/"))
    for name in ("about", "partner-0-role", "thing-0-about"):
        for language in ("nl", "en"):
            field = re.search(f'<[^>]*name="{name}_{language}"[^>]*>', page)
            assert field and f'lang="{language}"' in field[0]


def test_an_entry_whose_answer_got_lost_is_sent_again_and_there_once(cast, karim):
    page = text(karim.get("/en/region/noord-brabant/desk/new/"))
    key = re.search('name="key" value="([0-9a-f-]{36})"', page)
    assert key
    sent = rows(None) | {"key": key[1]}
    for later, said in enumerate(("New lab is on your desk.", "New lab was saved already, and only once.")):
        with time_machine.travel(NOW + timedelta(minutes=later), tick=False):
            answer = karim.post("/en/region/noord-brabant/desk/new/", sent, follow=True)
        assert answer.redirect_chain[-1][0] == "/en/region/entries/new-lab/" and said in text(answer)
    page = text(karim.get("/en/region/entries/new-lab/"))
    key = re.search('name="note-key" value="([0-9a-f-]{36})"', page)
    assert key
    for _time in range(2):
        karim.post("/en/region/entries/new-lab/contact/", conversation("note-") | {"note-key": key[1]})
    assert ContactNote.objects.count() == 1


def test_of_two_side_by_side_each_choice_says_of_which_it_is(cast, karim):
    ready("Lab", website="https://a.example", about_nl="Klein.")
    ready("Lab", website="https://b.example", about_nl="Groot.")
    page = text(karim.get("/en/region/entries/lab/merge/lab-2/"))
    assert 'id="is-here">Lab (lab), which stays</p>' in page and 'id="is-other">Lab (lab-2)</p>' in page
    assert 'value="here" aria-describedby="is-here" checked' in page
    assert 'value="other" aria-describedby="is-other">' in page and '<span lang="nl">Groot.</span>' in page


def test_the_title_of_the_atlas_says_how_much_was_found(cast, client):
    ready("Lab")
    for words, title in (("lab", "Atlas, 1 on the map"), ("walvis", "Atlas, 0 on the map")):
        assert f"<title>{title} · Vliegwiel</title>" in text(client.get("/en/atlas/", {"q": words}))
    assert "<title>Atlas · Vliegwiel</title>" in text(client.get("/en/atlas/"))


def test_whose_session_ran_out_while_they_wrote_is_led_back_to_the_entry(cast):
    entry = ready("Lab")
    sent = Client().post(f"/en/region/entries/{entry.slug}/contact/", conversation("note-"))
    after_signing_in = parse_qs(urlsplit(sent["Location"]).query)["next"][0]
    assert signed_in(cast.karim).get(after_signing_in)["Location"] == "/en/region/entries/lab/"
