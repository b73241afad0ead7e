"""Writing without a script: every button works, nothing typed is lost, and what is wrong is said in words."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from knowledgebase.models import Contribution, HowTo, Stand
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.writing import (
    FULL,
    SECOND,
    STEP,
    content,
    draft,
    frames,
    image,
    judged,
    published,
    saved,
    sent,
    sent_back,
    sent_in,
)
from tests.signing_in import signed_in

JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def edit(found: Contribution) -> str:
    return f"/en/knowledge/write/{found.uuid}/"


def fields(found: Contribution, **changes) -> dict:
    """What the editor's form sends."""
    typed = {
        "token": Contribution.objects.get(pk=found.pk).token,
        "title": FULL["title"],
        "summary": FULL["summary"],
        "licence": "CC-BY-4.0",
        "minutes": "60",
        "people": "1",
        "difficulty": "first",
        "step": [STEP],
        f"{STEP}-title": "Hang de lampen op",
    }
    return {**typed, **changes}


def test_a_first_article_is_begun_written_and_sent_in(cast, bo):
    chosen = {"language": "nl", "hub": cast.effenaar.pk, "title": "Licht"}
    begun = bo.post("/en/knowledge/write/", chosen)
    found = Contribution.objects.get()
    assert begun.headers["Location"] == edit(found)
    assert 'name="step"' in bo.get(edit(found)).content.decode()
    sent_on = bo.post(edit(found), fields(found, do="submit"))
    assert sent_on.headers["Location"].endswith("/send-in/")
    assert "may use it under CC-BY-4.0" in bo.get(sent_on.headers["Location"]).content.decode()
    token = Contribution.objects.get().token
    bo.post(sent_on.headers["Location"], {"token": token, "words": "Klopt dit?"})
    found = Contribution.objects.get()
    assert (found.state, found.versions.get().note) == (Stand.SUBMITTED, "Klopt dit?")
    assert "waits until somebody of Effenaar" in bo.get(edit(found)).content.decode()
    assert "Een zaal uitlichten" in bo.get("/en/knowledge/write/").content.decode()


def test_steps_are_added_moved_and_taken_away_by_buttons(cast, bo):
    found = draft(cast.bo, cast.effenaar)
    added = bo.post(edit(found), fields(found, do="add-step"))
    assert re.search(r"#row-[0-9a-f]{8}$", added.headers["Location"])
    assert len(Contribution.objects.get().content.steps) == 2
    two = {"step": [STEP, SECOND], f"{SECOND}-title": "Doe ze aan"}
    bo.post(edit(found), fields(found, **two, do=f"up:{SECOND}"))
    assert [step.title for step in Contribution.objects.get().content.steps] == [
        "Doe ze aan",
        "Hang de lampen op",
    ]
    bo.post(
        edit(found),
        fields(found, step=[SECOND, STEP], **{f"{SECOND}-title": "Doe ze aan"}, do=f"down:{SECOND}"),
    )
    assert [step.id for step in Contribution.objects.get().content.steps] == [STEP, SECOND]
    bo.post(edit(found), fields(found, **two, do=f"off:{STEP}"))
    assert [step.id for step in Contribution.objects.get().content.steps] == [SECOND]
    # A button for what is not there asks for nothing.
    bo.post(edit(found), fields(found, do="off:zzzzzzzz"))
    assert [step.id for step in Contribution.objects.get().content.steps] == [STEP]


def test_what_another_tab_saved_is_shown_beside_what_was_typed_here(cast, bo):
    found = draft(cast.bo, cast.effenaar)
    typed = fields(found, title="Mijn titel hier")
    saved(found, cast.bo, content(title="De titel van daar"))
    both = bo.post(edit(found), typed)
    page = both.content.decode()
    assert both.status_code == 409
    assert ">Mijn titel hier</textarea>" in page and "<del>" in page and "daar" in page
    assert Contribution.objects.get().title == "De titel van daar"
    # Saving once more is meant.
    again = re.search(r'name="token" value="(\d+)"', page)
    assert again is not None
    bo.post(edit(found), {**typed, "token": again[1]})
    assert Contribution.objects.get().title == "Mijn titel hier"


def test_a_script_hears_that_it_was_saved_or_why_not(cast, bo):
    found = draft(cast.bo, cast.effenaar)
    picture = SimpleUploadedFile("podium.png", image())
    said = bo.post(edit(found), fields(found, **{f"{STEP}-picture-file": picture}), **JSON).json()
    assert said["token"] == Contribution.objects.get().token
    where = said["attached"][f"{STEP}-picture"]
    assert re.fullmatch(r"/media/knowledge/[0-9a-f]{32}\.jpg", where["url"]) and said["refused"] == {}
    moving = SimpleUploadedFile("dans.gif", frames())
    kept = {f"{STEP}-picture": where["uuid"], f"{STEP}-picture-file": moving}
    said = bo.post(edit(found), fields(found, **kept), **JSON).json()
    assert "This picture moves" in said["refused"][f"{STEP}-picture"]
    stale = bo.post(edit(found), fields(found, token=0, title="Te laat"), **JSON)
    assert (stale.status_code, stale.json()["code"]) == (409, "written_meanwhile")
    long = bo.post(edit(found), fields(found, title="x" * 121), **JSON)
    assert (long.status_code, long.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "bad",
    [
        {"title": "x" * 121},
        {"summary": "x" * 301},
        {f"{STEP}-text": "x" * 10_001},
        {f"{STEP}-text": "a\x00b"},
        {"difficulty": "hard"},
        {f"{STEP}-code_language": "brainfuck"},
        {f"{STEP}-picture": "../../etc/passwd"},
        {"step": [STEP, STEP]},
        {"step": ["<script>"]},
        {"step": [f"{number:08x}" for number in range(41)]},
        {"gear": ["cccccccc"], "cccccccc-what": "facility:-1"},
        {"themes": ["x" * 100]},
    ],
    ids=lambda bad: next(iter(bad)),
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(cast, bo, bad):
    found = draft(cast.bo, cast.effenaar)
    page = bo.post(edit(found), fields(found, **{"summary": "Dit typte ik net nog.", **bad}))
    assert page.status_code == 400
    shown = page.content.decode()
    assert 'class="errors"' in shown and "<script>" not in shown.split("</head>")[1].replace(
        "<script src", ""
    )
    assert "Hang de lampen op" in shown or "step" in bad
    assert Contribution.objects.get().token == found.token


@pytest.mark.parametrize("token", ["", "-1", "1e9", "٣", "9" * 40])
def test_an_odd_token_is_no_token(cast, bo, token):
    found = draft(cast.bo, cast.effenaar)
    assert bo.post(edit(found), fields(found, token=token, title="Iets heel anders")).status_code == 409


def test_pasted_html_is_text(cast, bo, teun, client):
    bad = '<img src=x onerror="alert(1)"><script>alert(1)</script>'
    found = draft(cast.bo, cast.effenaar, steps=[{"id": STEP, "title": bad[:110], "text": bad, "code": bad}])
    for page in (bo.get(edit(found)), bo.get(f"{edit(found)}preview/")):
        assert "<script>alert" not in page.content.decode() and "<img src=x" not in page.content.decode()
    waiting = sent(found, cast.bo)
    assert "<script>alert" not in teun.get(f"/en/knowledge/review/{waiting.uuid}/").content.decode()
    page = HowTo.objects.get(pk=judged(waiting, cast.teun).page_id)
    shown = client.get(page.address).content.decode()
    assert "<script>alert" not in shown and "&lt;script&gt;alert(1)" in shown


def test_what_is_lacking_leads_to_its_place(cast, bo):
    found = draft(cast.bo, cast.effenaar, minutes="een uur", steps=[{"id": STEP}])
    page = bo.get(f"{edit(found)}send-in/").content.decode()
    assert f"{edit(found)}?check=1#id-{STEP}-title" in page and "#id-minutes" in page
    assert bo.post(f"{edit(found)}send-in/", {"token": found.token}).status_code == 302
    assert "as a whole number" in bo.get(f"{edit(found)}?check=1").content.decode()


def test_the_reviewers_words_stand_at_their_step(cast, bo):
    found = sent_back(cast.bo, cast.effenaar, cast.teun, words="Bijna.", **{STEP: "Hoe hoog?"})
    page = bo.get(edit(found)).content.decode()
    assert "Bijna." in page and "Hoe hoog?" in page and "Effenaar asks you to change something" in page


def test_a_reviewer_loses_no_words_when_it_cannot_be(cast, teun):
    found = sent_in(cast.bo, cast.effenaar)
    here = f"/en/knowledge/review/{found.uuid}/"
    empty = teun.post(here, {"version": 1, "do": "back"})
    assert empty.status_code == 400 and "Say what is to be changed" in empty.content.decode()
    late = teun.post(here, {"version": 7, "do": "back", "words": "Lang verhaal", f"at-{STEP}": "Hier"})
    assert late.status_code == 409
    assert "Lang verhaal" in late.content.decode() and ">Hier</textarea>" in late.content.decode()
    own = sent_in(cast.teun, cast.effenaar)
    assert teun.post(f"/en/knowledge/review/{own.uuid}/", {"version": 1, "do": "publish"}).status_code == 403


def test_versions_say_what_came_and_what_went_to_who_hears_them(cast, bo):
    found = sent_back(cast.bo, cast.effenaar, cast.teun)
    saved(found, cast.bo, content(title="Een zaal uitlichten met zes lampen"))
    sent(found, cast.bo)
    page = bo.get(f"{edit(found)}versions/").content.decode()
    assert re.search(r"<del><span[^>]*>gone: </span>vier<span", page)
    assert re.search(r"<ins><span[^>]*>new: </span>zes<span", page)
    for odd in ("?to=9", "?to=-1", "?from=x", "?to=1&from=9"):
        assert bo.get(f"{edit(found)}versions/{odd}").status_code == 404
    assert bo.get(f"{edit(found)}versions/?from=1&to=1").status_code == 200


def test_a_reviewer_is_told_that_an_editor_changed_the_page(cast, teun):
    done = published(cast.bo, cast.effenaar, cast.teun)
    page = HowTo.objects.get(pk=done.page_id)
    page.summary = "Door een redacteur verbeterd."
    page.save_revision().publish()
    assert "An editor changed the page" in teun.get(f"/en/knowledge/review/{done.uuid}/").content.decode()


def test_the_gear_of_a_booking_is_filled_in(cast, bo):
    page = bo.get(f"/en/knowledge/write/?facility={cast.studio.pk}&facility=x&hub={cast.effenaar.pk}")
    assert f'<input type="hidden" name="gear" value="{cast.studio.pk}"' in page.content.decode()


def test_from_a_facility_one_begins_to_write_with_it_filled_in(cast, bo):
    page = bo.get("/en/hubs/effenaar/studio-2/").content.decode()
    (link,) = re.findall(r'href="(/en/knowledge/write/\?[^"]+)"', page)
    begun = bo.get(unescape(link)).content.decode()
    assert f'<input type="hidden" name="gear" value="{cast.studio.pk}"' in begun
    assert f'<option value="{cast.effenaar.pk}" selected' in begun


def test_an_article_can_be_reported_from_its_page(cast, client):
    article = knowledge.how_to(hub=cast.effenaar)
    assert f"/knowledge/articles/{article.pk}/report/" in client.get(article.address).content.decode()


def test_the_editor_asks_the_same_of_the_database_whatever_there_is(cast, django_assert_max_num_queries):
    steps = [{"id": f"{number:08x}", "title": f"Stap {number}"} for number in range(30)]
    found = draft(cast.bo, cast.effenaar, steps=steps)
    reader: Client = signed_in(cast.bo)
    reader.get(edit(found))
    with time_machine.travel(NOW + timedelta(hours=1), tick=False), django_assert_max_num_queries(24):
        assert reader.get(edit(found)).status_code == 200
