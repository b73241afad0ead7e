from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from knowledgebase.actions._telling import ANSWERED, tell
from knowledgebase.actions._words import demand_pace, said
from knowledgebase.models import HowTo, Reply, Voice
from knowledgebase.models.judging import is_author
from knowledgebase.permissions import moderates, question_for
from members.models import User

LONGEST = 4_000
MOST_ANSWERS = 30


class ManyAnswers(Refusal):
    code = "many_answers"
    message = _("This question has %(most)d answers already. Ask a new one, if yours is another.")


@verb
def answer_question(*, question_id: int, text: str, actor: User, now: datetime) -> Reply:
    """An answer, by anybody with an account, under the voice they have there: author, hub or reader. Who asked gets a
    mail. The same again is said once.

    Raises `NothingSaid`, `TooMuchText`, `EnoughToday`, `NewAccount`, `ManyAnswers`; Http404 without a question.
    """
    question = question_for(question_id)
    words = said(text, LONGEST)
    so_far = list(question.answers.filter(taken_off_at=None))
    before = next((each for each in so_far if (each.person_id, each.text) == (actor.pk, words)), None)
    if before is not None:
        return before
    if len(so_far) >= MOST_ANSWERS:
        raise ManyAnswers(most=MOST_ANSWERS)
    demand_pace(actor, now)
    voice = voice_of(actor, question.how_to)
    answer = Reply.objects.create(question=question, person=actor, text=words, voice=voice, at=now)
    about = Ref("reply", str(answer.pk))
    tell(
        kind=ANSWERED,
        about=about,
        what=str(answer.pk),
        people=[question.person_id],
        hub=False,
        but=actor.pk,
        now=now,
    )
    record(
        action="knowledgebase.answer_question",
        about=about,
        actor=actor,
        now=now,
        hub_id=question.how_to.hub_id,
        facts={"question": question.pk},
    )
    return answer


def voice_of(actor: User, how_to: HowTo) -> Voice:
    if is_author(actor.pk, how_to):
        return Voice.AUTHOR
    return Voice.HUB if moderates(actor, how_to) else Voice.READER
