"""What a member sent in is looked at by somebody else, who publishes it or sends it back; what is published can go."""

from datetime import timedelta

import pytest
from django.core import mail
from django.http import Http404

from hub.kit import outbox
from hub.kit.models import AuditRow
from hub.wiring import INVARIANTS
from knowledgebase.access import hubs_reviewed_by, reviews
from knowledgebase.actions.answer_report import AnsweredBefore, AnswerNeedsWords, answer_report
from knowledgebase.actions.forget_author import forget_author
from knowledgebase.actions.judge_contribution import (
    NoLongerWaiting,
    NothingSaid,
    Opinion,
    OwnText,
    judge_contribution,
)
from knowledgebase.actions.reopen_contribution import reopen_contribution
from knowledgebase.actions.report_article import (
    ReportedBefore,
    SayWhatIsWrong,
    TooManyReports,
    report_article,
)
from knowledgebase.actions.save_draft import save_draft
from knowledgebase.actions.take_off_article import ReasonNeeded, take_off_article
from knowledgebase.actions.withdraw_contribution import NotPublished, withdraw_contribution
from knowledgebase.models import Contribution, HowTo, Report, Result, Stand, Verdict, Version
from knowledgebase.models.writing import told_of, waiting
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.writing import (
    FULL,
    STEP,
    content,
    draft,
    image,
    judged,
    published,
    result_draft,
    saved,
    sent,
    sent_back,
    sent_in,
    upload,
    with_file,
)

OURS = ("I21", "I21b", "I17v")


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def broken() -> dict[str, list[str]]:
    return {code: said for code in OURS if (said := INVARIANTS[code]())}


def mails() -> list[tuple[str, str]]:
    outbox.work_off()
    return [(each.to[0], each.subject) for each in mail.outbox]


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


def test_an_author_withdraws_an_article_and_its_address_says_so(cast, client):
    done = published(cast.bo, cast.effenaar, cast.teun)
    address = HowTo.objects.get(pk=done.page_id).address
    with pytest.raises(Http404):
        withdraw_contribution(uuid=done.uuid, actor=cast.ilse, now=NOW)
    withdraw_contribution(uuid=done.uuid, reason="Het klopt niet meer.", actor=cast.bo, now=NOW)
    gone = client.get(address)
    assert gone.status_code == 410 and "Het klopt niet meer." in gone.content.decode()
    assert FULL["title"] not in client.get("/nl/how-tos/").content.decode()
    with pytest.raises(NotPublished):
        withdraw_contribution(uuid=done.uuid, actor=cast.bo, now=NOW)
    reopen_contribution(uuid=done.uuid, actor=cast.bo, now=NOW)
    judged(sent(done, cast.bo), cast.teun)
    assert client.get(address).status_code == 200 and broken() == {}


def test_a_hub_takes_an_article_off_with_a_reason(cast, client):
    done = published(cast.bo, cast.effenaar, cast.teun)
    address = HowTo.objects.get(pk=done.page_id).address
    with pytest.raises(ReasonNeeded):
        take_off_article(pk=done.page_id, reason=" ", actor=cast.teun, now=NOW)
    with pytest.raises(Http404):
        take_off_article(pk=done.page_id, reason="Weg", actor=cast.wim, now=NOW)
    take_off_article(pk=done.page_id, reason="Gevaarlijk.", actor=cast.karim, now=NOW)
    assert "Gevaarlijk." in client.get(address).content.decode()
    assert Contribution.objects.get().state == Stand.WITHDRAWN
    assert AuditRow.objects.get(action="knowledgebase.take_off_article").reason == "Gevaarlijk."


def report(cast: Cast, done: Contribution, **facts) -> Report:
    asked = {
        "pk": done.page_id,
        "wrong": "unsafe",
        "words": "Er staat stroom op.",
        "actor": cast.ilse,
        "now": NOW,
    }
    return report_article(**{**asked, **facts})


def test_a_reader_reports_and_is_told_what_came_of_it(cast, client):
    done = published(cast.bo, cast.effenaar, cast.teun)
    address = HowTo.objects.get(pk=done.page_id).address
    made = report(cast, done)
    with pytest.raises(ReportedBefore):
        report(cast, done)
    answer = {"uuid": made.uuid, "answer": "taken_off", "said": "Je hebt gelijk.", "now": NOW}
    with pytest.raises(Http404):
        answer_report(**answer, actor=cast.wim)
    with pytest.raises(AnswerNeedsWords):
        answer_report(**{**answer, "said": ""}, actor=cast.teun)
    answer_report(**answer, actor=cast.teun)
    with pytest.raises(AnsweredBefore):
        answer_report(**answer, actor=cast.hanna)
    assert client.get(address).status_code == 410
    assert ("ilse@example.org", f"What came of your report: {FULL['title']}") in mails()
    assert broken() == {}


def test_reports_are_few_and_say_something(cast):
    cast.ilse.date_joined = NOW
    cast.ilse.save()
    three = [published(cast.bo, cast.effenaar, cast.teun) for _ in range(3)]
    with pytest.raises(SayWhatIsWrong):
        report(cast, three[0], words=" ")
    report(cast, three[0])
    report(cast, three[1])
    with pytest.raises(TooManyReports):
        report(cast, three[2])
    report(cast, three[2], now=NOW + timedelta(days=1, minutes=1))
    with pytest.raises(Http404):
        report(cast, three[0], pk=10**9)


def test_who_is_erased_leaves_their_article_and_not_their_name(cast, client):
    done = published(cast.bo, cast.effenaar, cast.teun)
    draft(cast.bo, cast.effenaar)
    with_file(cast.bo, cast.effenaar)
    assert [len(each.versions.all()) for each in told_of(cast.bo)] == [0, 0, 1]
    assert forget_author(person=cast.bo, actor=cast.anna, now=NOW) == 1
    left = Contribution.objects.get()
    page = HowTo.objects.get(pk=done.page_id)
    assert (left.author, left.pk, page.live) == (None, done.pk, True)
    assert not Version.objects.filter(made_by=cast.bo).exists()
    shown = client.get(page.address).content.decode()
    assert "Naam weggehaald" in shown and "CC BY 4.0" in shown
    assert all("Bo" not in str(each.content["authors"]) for each in page.revisions.all())
    assert forget_author(person=cast.bo, actor=cast.anna, now=NOW) == 0
    assert broken() == {}


def test_what_should_not_be_is_found(cast):
    done = published(cast.bo, cast.effenaar, cast.teun)
    done.versions.get().judgement.delete()
    assert set(broken()) == {"I21"}
