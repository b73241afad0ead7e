from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.outbox import emit
from hub.kit.transactions import verb
from knowledgebase.access import report_for
from knowledgebase.actions.take_off_article import taken_off
from knowledgebase.models import Answer, Report
from knowledgebase.models.writing import article_by
from members.models import User

LONGEST = 2_000


class AnsweredBefore(Refusal):
    code = "answered_before"
    message = _("Somebody has answered this report meanwhile.")


class AnswerNeedsWords(Refusal):
    code = "answer_needs_words"
    status = 400
    message = _("Say in at most %(most)d characters what you decided and why: who reported it reads that.")


@verb
def answer_report(*, uuid: UUID, answer: str, said: str, actor: User, now: datetime) -> Report:
    """Keep the article or take it off, and tell who reported it why. Taken off, its author is told too, and the words
    stand at its address.

    Raises `AnsweredBefore`, `AnswerNeedsWords`, Http404 for another hub's.
    """
    report_for(actor, uuid)
    found = Report.objects.select_for_update(of=("self",), no_key=True).get(uuid=uuid)
    if found.answered_at is not None:
        raise AnsweredBefore()
    if not said.strip() or len(said) > LONGEST:
        raise AnswerNeedsWords(most=LONGEST)
    article = article_by(found.page_id)
    if answer == Answer.TAKEN_OFF and article is not None:
        taken_off(article, reason=said, actor=actor, now=now)
    found.answer, found.said, found.answered_at, found.answered_by = answer, said.strip(), now, actor
    found.save(update_fields=["answer", "said", "answered_at", "answered_by"])
    record(
        action="knowledgebase.answer_report",
        about=found.ref,
        actor=actor,
        now=now,
        hub_id=found.hub_id,
        reason=said.strip(),
        facts={"answer": str(answer)},
    )
    emit(kind="report.answered", about=found.ref, key=f"report.answered:{found.pk}", now=now)
    return found
