"""What members write: their own alone, and for those who look at what their hub or region gets."""

from typing import Any

from knowledgebase.actions.report_article import report_article
from knowledgebase.models import Contribution, Stand
from tests.cast import NOW
from tests.factories import knowledge
from tests.factories.writing import draft, published, sent_in, with_file
from tests.pages.matrix import LOGIN, Entry, Stage, each

WRITERS = ("booker", "owner")
REVIEWERS = ("hub_staff", "hub_manager", "quartermaster", "site_admin")


def whose(answer: int, *roles: str) -> Any:
    return each(404, anonymous=LOGIN, **dict.fromkeys(roles, answer))


def mine(stage: Stage) -> dict[str, Any]:
    cast = stage.cast
    stage.kept["found"] = draft(cast.bo, cast.effenaar, organisation=cast.zout)
    return {"uuid": stage.kept["found"].uuid}


def waits(stage: Stage) -> dict[str, Any]:
    stage.kept["found"] = sent_in(stage.cast.bo, stage.cast.effenaar)
    Contribution.objects.update(organisation=stage.cast.zout)
    return {"uuid": stage.kept["found"].uuid}


def live(stage: Stage) -> Contribution:
    cast = stage.cast
    found = published(cast.bo, cast.effenaar, cast.teun)
    Contribution.objects.update(organisation=cast.zout)
    return found


def to_withdraw(stage: Stage) -> dict[str, Any]:
    return {"uuid": live(stage).uuid}


def page_of(stage: Stage) -> dict[str, Any]:
    return {"pk": live(stage).page_id}


def file(stage: Stage) -> dict[str, Any]:
    found, uuid = with_file(stage.cast.bo, stage.cast.effenaar)
    found.organisation, found.state = stage.cast.zout, Stand.SENT_BACK
    found.save()
    return {"uuid": found.uuid, "file": uuid}


def a_report(stage: Stage) -> dict[str, Any]:
    article = knowledge.how_to(hub=stage.cast.effenaar)
    words = "Er staat stroom op."
    made = report_article(pk=article.pk, wrong="unsafe", words=words, actor=stage.cast.ilse, now=NOW)
    return {"uuid": made.uuid}


def token(stage: Stage) -> dict[str, Any]:
    return {"token": stage.kept["found"].token}


def typed(stage: Stage) -> dict[str, Any]:
    return {**token(stage), "title": "Iets anders", "do": "save"}


ENTRIES = [
    Entry("knowledgebase:write", each(200, anonymous=LOGIN)),
    Entry(
        "knowledgebase:write",
        each(302, anonymous=LOGIN),
        "POST",
        data=lambda stage: {"language": "nl", "hub": stage.cast.effenaar.pk, "kind": "how_to"},
    ),
    Entry("knowledgebase:edit", whose(200, *WRITERS), kwargs=mine),
    Entry("knowledgebase:edit", whose(302, *WRITERS), "POST", kwargs=mine, data=typed),
    Entry("knowledgebase:preview", whose(200, *WRITERS), kwargs=mine),
    Entry("knowledgebase:send_in", whose(200, *WRITERS), kwargs=mine),
    Entry("knowledgebase:send_in", whose(302, *WRITERS), "POST", kwargs=mine, data=token),
    Entry("knowledgebase:reopen", whose(302, *WRITERS), kwargs=waits),
    Entry("knowledgebase:reopen", whose(302, *WRITERS), "POST", kwargs=waits),
    Entry("knowledgebase:withdraw", whose(200, *WRITERS), kwargs=to_withdraw),
    Entry("knowledgebase:withdraw", whose(302, *WRITERS), "POST", kwargs=to_withdraw),
    Entry("knowledgebase:discard", whose(200, *WRITERS), kwargs=mine),
    Entry("knowledgebase:discard", whose(302, *WRITERS), "POST", kwargs=mine),
    Entry("knowledgebase:versions", whose(200, *WRITERS, *REVIEWERS), kwargs=waits),
    Entry("knowledgebase:draft_file", whose(200, *WRITERS, *REVIEWERS), kwargs=file),
    Entry("knowledgebase:review_queue", each(403, anonymous=LOGIN, **dict.fromkeys(REVIEWERS, 200))),
    Entry("knowledgebase:review", whose(200, *REVIEWERS), kwargs=waits),
    Entry(
        "knowledgebase:review",
        whose(302, *REVIEWERS),
        "POST",
        kwargs=waits,
        data=lambda stage: {"version": 1, "do": "publish"},
    ),
    Entry("knowledgebase:take_off", whose(200, *REVIEWERS), kwargs=page_of),
    Entry(
        "knowledgebase:take_off",
        whose(302, *REVIEWERS),
        "POST",
        kwargs=page_of,
        data=lambda stage: {"reason": "Gevaarlijk."},
    ),
    Entry("knowledgebase:report", each(200, anonymous=LOGIN), kwargs=page_of),
    Entry(
        "knowledgebase:report",
        each(302, anonymous=LOGIN),
        "POST",
        kwargs=page_of,
        data=lambda stage: {"wrong": "other", "words": "Dit is van mij."},
    ),
    Entry("knowledgebase:report_answer", whose(200, *REVIEWERS), kwargs=a_report),
    Entry(
        "knowledgebase:report_answer",
        whose(302, *REVIEWERS),
        "POST",
        kwargs=a_report,
        data=lambda stage: {"answer": "kept", "said": "Het klopt."},
    ),
]
