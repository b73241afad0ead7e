from datetime import datetime

from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import savepoint, step, verb, violated
from knowledgebase.actions._telling import ACCEPTED, tell
from knowledgebase.models import Question, Reply
from knowledgebase.models.judging import is_author
from knowledgebase.permissions import answer_for
from members.models import User


class AcceptedMeanwhile(Refusal):
    code = "accepted_meanwhile"
    message = _("Another answer was accepted meanwhile. Look again before you accept this one.")


@verb
def accept_answer(*, answer_id: int, instead_of: int | None, actor: User, now: datetime) -> Reply:
    """The answer that helped, by who asked or by the how-to's author; the question is no longer open. `instead_of` is
    the answer that was accepted when they looked, so that nobody takes back unseen what another one chose.

    Raises `AcceptedMeanwhile`; `Forbidden` for anybody else, Http404 without an answer.
    """
    answer = answer_for(answer_id)
    question = answer.question
    if not may_accept(actor, question):
        raise Forbidden()
    if answer.accepted_at is not None:
        return answer
    _give_way(question, instead_of)
    _accept(answer, now)
    about = Ref("reply", str(answer.pk))
    tell(
        kind=ACCEPTED,
        about=about,
        what=str(answer.pk),
        people=[answer.person_id],
        hub=False,
        but=actor.pk,
        now=now,
    )
    record(
        action="knowledgebase.accept_answer",
        about=about,
        actor=actor,
        now=now,
        hub_id=question.how_to.hub_id,
        facts={"question": question.pk, "instead_of": instead_of},
    )
    return answer


@step
def _accept(answer: Reply, now: datetime) -> None:
    answer.accepted_at = now
    try:
        with savepoint():
            answer.save(update_fields=["accepted_at"])
    except IntegrityError as error:
        if violated(error) == "one_accepted_answer":
            raise AcceptedMeanwhile() from error
        # It was taken off at the same moment.
        if violated(error) == "what_is_accepted_is_read":
            raise Http404 from error
        raise


@step
def _give_way(question: Question, instead_of: int | None) -> None:
    """What was accepted is not any more, if it is what they saw; the constraint minds the rest."""
    if instead_of is not None:
        gone = question.answers.filter(pk=instead_of, accepted_at__isnull=False).update(accepted_at=None)
        if not gone:
            raise AcceptedMeanwhile()


def may_accept(actor: User, question: Question) -> bool:
    return question.person_id == actor.pk or is_author(actor.pk, question.how_to)
