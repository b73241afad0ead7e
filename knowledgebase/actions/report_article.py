from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.outbox import emit
from hub.kit.transactions import verb
from knowledgebase.access import article_for
from knowledgebase.models import Report
from knowledgebase.models.writing import reported_since
from knowledgebase.rules.pace import A_DAY, pace_of
from members.models import User

LONGEST = 2_000


class ReportedBefore(Refusal):
    code = "reported_before"
    message = _("You have reported this article already. You get a mail when somebody has looked at it.")


class TooManyReports(Refusal):
    code = "too_many_reports"
    status = 429
    message = _("You have reported %(count)d articles within a day. Write to us if there are more.")


class SayWhatIsWrong(Refusal):
    code = "say_what_is_wrong"
    status = 400
    message = _("Say in at most %(most)d characters what is wrong, and where it stands.")


@verb
def report_article(*, pk: int, wrong: str, words: str, actor: User, now: datetime) -> Report:
    """Say that a published article should not be there. Its hub looks at it, or who runs the site where no hub stands
    for it; whoever reports is told what came of it.

    Raises `ReportedBefore`, `TooManyReports`, `SayWhatIsWrong`, Http404 for what is not live.
    """
    article = article_for(pk)
    if not words.strip() or len(words) > LONGEST:
        raise SayWhatIsWrong(most=LONGEST)
    lock([(LockKind.PERSON, actor.pk)])
    if Report.objects.filter(page=article.pk, reporter=actor, answered_at=None).exists():
        raise ReportedBefore()
    pace = pace_of(actor.date_joined, now)
    if reported_since(actor, now - A_DAY) >= pace.reports:
        raise TooManyReports(count=pace.reports)
    report = Report.objects.create(
        page=article.page_ptr, hub=article.hub, reporter=actor, wrong=wrong, words=words.strip(), at=now
    )
    record(
        action="knowledgebase.report_article",
        about=report.ref,
        actor=actor,
        now=now,
        hub_id=article.hub_id,
        facts={"article": article.pk, "wrong": str(wrong)},
    )
    emit(kind="report.made", about=report.ref, key=f"report.made:{report.pk}", now=now)
    return report
