"""What is published can go: by its author, by its hub, after a report; and an author can be forgotten."""

from datetime import timedelta

import pytest
from django.http import Http404
from wagtail.documents.models import Document

from hub.kit.models import AuditRow
from knowledgebase.actions._forget_author import forget_author
from knowledgebase.actions.answer_report import AnsweredBefore, AnswerNeedsWords, answer_report
from knowledgebase.actions.reopen_contribution import reopen_contribution
from knowledgebase.actions.report_article import (
    ReportedBefore,
    SayWhatIsWrong,
    TooManyReports,
    report_article,
)
from knowledgebase.actions.take_off_article import ReasonNeeded, take_off_article
from knowledgebase.actions.withdraw_contribution import NotPublished, withdraw_contribution
from knowledgebase.models import Contribution, HowTo, Report, Stand, Version
from knowledgebase.models.writing import told_of
from tests.cast import NOW, Cast, assemble
from tests.factories.writing import (
    FULL,
    broken,
    content,
    draft,
    judged,
    mails,
    published,
    saved,
    sent,
    with_file,
)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


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
    reopen_contribution(uuid=done.uuid, actor=cast.bo, now=NOW)
    saved(done, cast.bo, content(summary="Mijn geheim, dat nog niemand heeft gelezen."))
    sent(done, cast.bo)
    draft(cast.bo, cast.effenaar)
    with_file(cast.bo, cast.effenaar)
    assert [len(each.versions.all()) for each in told_of(cast.bo)] == [0, 0, 2]
    assert forget_author(person=cast.bo, actor=cast.anna, now=NOW) == 1
    left = Contribution.objects.get()
    assert (left.state, left.versions.count()) == (Stand.PUBLISHED, 1) and "geheim" not in str(left.draft)
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
    assert set(broken()) == {"I22"}


@pytest.mark.parametrize("way", ["withdrawn", "changed"])
def test_a_file_goes_with_the_article_that_it_was_at(cast, client, settings, way):
    # Tests keep files in memory, where the view looks for none.
    settings.WAGTAILDOCS_SERVE_METHOD = "redirect"
    with_one, _file = with_file(cast.bo, cast.effenaar)
    done = judged(sent(with_one, cast.bo), cast.teun)
    url = Document.objects.get().url
    reopen_contribution(uuid=done.uuid, actor=cast.bo, now=NOW)
    assert client.get(url).status_code == 302
    if way == "withdrawn":
        withdraw_contribution(uuid=done.uuid, actor=cast.bo, now=NOW)
    else:
        saved(done, cast.bo, content())
        judged(sent(done, cast.bo), cast.teun)
    assert client.get(url).status_code == 404
