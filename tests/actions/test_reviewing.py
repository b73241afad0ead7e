"""What a member sent in is looked at by somebody else, who publishes it or sends it back; what is published can go."""

import pytest
from django.core import mail
from django.http import Http404

from hub.kit import outbox
from knowledgebase.access import hubs_reviewed_by, reviews
from knowledgebase.actions.judge_contribution import (
    NoLongerWaiting,
    NothingSaid,
    Opinion,
    OwnText,
    judge_contribution,
)
from knowledgebase.actions.reopen_contribution import reopen_contribution
from knowledgebase.actions.save_draft import save_draft
from knowledgebase.actions.take_off_article import take_off_article
from knowledgebase.models import HowTo, Result, Stand, Verdict
from knowledgebase.models.writing import waiting
from members.models import Role
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.members import GrantFactory
from tests.factories.writing import (
    FULL,
    STEP,
    broken,
    content,
    draft,
    image,
    judged,
    mails,
    published,
    result_draft,
    saved,
    sent,
    sent_back,
    sent_in,
    upload,
)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_what_is_approved_is_read_by_everybody_as_it_was_sent_in(cast, client):
    gear = [{"id": "cccccccc", "what": f"facility:{cast.studio.pk}", "quantity": "2", "note": "voor de zaal"}]
    found = draft(cast.bo, cast.effenaar, organisation=cast.zout, gear=gear, themes=[knowledge.theme().slug])
    kept = save_draft(
        uuid=found.uuid,
        content=content(
            gear=gear,
            themes=["immersive"],
            steps=[{**FULL["steps"][0], "seen": "Vier lampen", "video": "https://example.org/film"}],
        ),
        token=found.token,
        uploads=[upload(image(), "lampen.png"), upload(b"naam;dmx\n", "Mijn patch.csv", field="download")],
        actor=cast.bo,
        now=NOW,
    ).contribution
    done = judged(sent(kept, cast.bo), cast.teun)
    page = HowTo.objects.get(pk=done.page_id)
    step = page.steps[0].value
    assert page.live and page.hub == cast.effenaar and page.locale.language_code == "nl"
    assert (step["title"], step["video"], step["seen"]) == (
        "Hang de lampen op",
        "https://example.org/film",
        "Vier lampen",
    )
    assert [(each.facility, each.quantity, each.note) for each in page.gear.all()] == [
        (cast.studio, 2, "voor de zaal")
    ]
    assert [(each.name, each.organisation) for each in page.authors.all()] == [("Bo", cast.zout)]
    shown = client.get(page.address)
    assert shown.status_code == 200 and "Twee links, twee rechts." in shown.content.decode()
    # The file that was sent, to the byte, by a name that its reader knows again.
    with step["download"].file.open() as taken:
        assert taken.read() == b"naam;dmx\n"
    assert step["download"].url.endswith("/mijn-patch.csv")
    assert broken() == {}


def test_what_is_published_is_read_as_it_was_while_a_change_waits(cast):
    done = published(cast.bo, cast.effenaar, cast.teun)
    reopen_contribution(uuid=done.uuid, actor=cast.bo, now=NOW)
    saved(done, cast.bo, content(title="Uitlichten met vijf lampen"))
    again = sent(done, cast.bo)
    page = HowTo.objects.get(pk=done.page_id)
    assert page.live and page.title == FULL["title"]
    sent_again = judged(again, cast.teun)
    page = HowTo.objects.get(pk=done.page_id)
    assert (page.title, page.slug, sent_again.published_version) == (
        "Uitlichten met vijf lampen",
        "een-zaal-uitlichten-met-vier-lampen",
        2,
    )
    assert page.authors.count() == 1 and broken() == {}


def test_two_articles_of_one_title_have_addresses_of_their_own(cast):
    slugs = {
        HowTo.objects.get(pk=published(cast.bo, cast.effenaar, cast.teun).page_id).slug for _ in range(2)
    }
    assert len(slugs) == 2
    odd = published(cast.bo, cast.effenaar, cast.teun, title="音响 和 灯光 在 小厅")
    assert HowTo.objects.get(pk=odd.page_id).slug == "how-to"


def test_a_result_stands_below_its_experiment(cast, client):
    experiment = knowledge.experiment(hub=cast.effenaar)
    done = judged(sent(result_draft(cast.teun, experiment), cast.teun), cast.hanna)
    page = Result.objects.child_of(experiment).get(pk=done.page_id)
    assert (page.worked, page.finality, str(page.on)) == ("Een kabel.", "interim", "2026-11-01")
    assert client.get(page.address).status_code == 200


def test_it_is_sent_back_with_words_at_a_step_and_sent_in_again(cast):
    found = sent_back(cast.bo, cast.effenaar, cast.teun, **{STEP: "Hoe hoog?"})
    judgement = found.versions.get().judgement
    assert found.state == Stand.SENT_BACK
    assert [(each.step, each.text) for each in judgement.remarks.all()] == [(STEP, "Hoe hoog?")]
    saved(found, cast.bo, content(title="Uitlichten op vier meter hoogte"))
    again = sent(found, cast.bo, words="De hoogte staat erbij.")
    assert (again.versions.latest("number").number, again.versions.latest("number").note) == (
        2,
        "De hoogte staat erbij.",
    )
    assert judged(again, cast.teun).state == Stand.PUBLISHED and broken() == {}


def test_nobody_judges_what_they_wrote_themselves(cast):
    own = sent_in(cast.teun, cast.effenaar)
    with pytest.raises(OwnText):
        judged(own, cast.teun)
    assert judged(own, cast.hanna).state == Stand.PUBLISHED
    # Who sent a version in for somebody else is not its reviewer either.
    theirs = draft(cast.bo, cast.effenaar, organisation=cast.zout)
    sent(theirs, cast.zoe)
    with pytest.raises(Http404):
        judged(theirs, cast.zoe)


def test_who_may_write_in_a_text_does_not_judge_it_wherever_they_work(cast):
    """The owner of its organisation changes what a colleague writes, and nobody notes which word is whose."""
    GrantFactory(person=cast.zoe, role=Role.HUB_STAFF, scope=cast.effenaar.ref)
    theirs = draft(cast.bo, cast.effenaar, organisation=cast.zout)
    saved(theirs, cast.zoe, content(title="Een zaal uitlichten"))
    sent(theirs, cast.bo)
    with pytest.raises(OwnText):
        judged(theirs, cast.zoe)
    assert judged(theirs, cast.teun).state == Stand.PUBLISHED


def test_each_hub_sees_its_own_queue_and_a_quartermaster_that_of_the_region(cast):
    here, there = sent_in(cast.bo, cast.effenaar), sent_in(cast.ilse, cast.tetem)
    queues = {
        person: {each.pk for each in waiting(of_hubs)}
        for person in (cast.teun, cast.hanna, cast.wim, cast.karim, cast.anna, cast.bo, cast.rosa)
        if (of_hubs := hubs_reviewed_by(person)) is not None
    }
    assert queues == {
        cast.teun: {here.pk},
        cast.hanna: {here.pk},
        cast.wim: {there.pk},
        cast.karim: {here.pk},
        cast.anna: {here.pk, there.pk},
    }
    assert not reviews(cast.teun, None) and reviews(cast.anna, None)
    with pytest.raises(Http404):
        judged(here, cast.wim)
    assert judged(here, cast.karim).state == Stand.PUBLISHED


def test_sending_back_needs_words_and_a_decision_is_made_once(cast):
    found = sent_in(cast.bo, cast.effenaar)
    with pytest.raises(NothingSaid):
        judged(found, cast.teun, Verdict.SENT_BACK)
    with pytest.raises(NoLongerWaiting):
        judge_contribution(
            uuid=found.uuid, version=2, opinion=Opinion(Verdict.PUBLISHED), actor=cast.teun, now=NOW
        )
    judged(found, cast.teun)
    with pytest.raises(NoLongerWaiting):
        judged(found, cast.hanna)
    taken_back = sent_in(cast.bo, cast.effenaar)
    reopen_contribution(uuid=taken_back.uuid, actor=cast.bo, now=NOW)
    with pytest.raises(NoLongerWaiting):
        judged(taken_back, cast.teun)


def test_each_is_told_in_their_own_language(cast, django_capture_on_commit_callbacks):
    cast.bo.language = "nl"
    cast.bo.save()
    cast.effenaar.email = "kennis@effenaar.example"
    cast.effenaar.save()
    with django_capture_on_commit_callbacks(execute=True):
        found = sent_in(cast.bo, cast.effenaar)
        outbox.work_off()
        done = judged(found, cast.teun, words="Mooi.")
        outbox.work_off()
    take_off_article(pk=done.page_id, reason="Er mist een waarschuwing.", actor=cast.teun, now=NOW)
    assert mails() == [
        ("kennis@effenaar.example", f"Er wacht een artikel op je: {FULL['title']}"),
        ("bo@example.org", f"Gepubliceerd: {FULL['title']}"),
        ("bo@example.org", f"Weggehaald: {FULL['title']}"),
    ]
    assert "“Mooi.”" in mail.outbox[1].body and "/nl/how-tos/" in mail.outbox[1].body
    assert "Er mist een waarschuwing." in mail.outbox[2].body
