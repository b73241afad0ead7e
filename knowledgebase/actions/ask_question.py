from datetime import datetime

from hub.kit.audit import record
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from knowledgebase.actions._telling import ASKED, tell_those_behind
from knowledgebase.actions._words import demand_pace, said
from knowledgebase.models import Question
from knowledgebase.permissions import how_to_by_id
from members.models import User

LONGEST = 1_000


@verb
def ask_question(*, how_to_id: int, text: str, actor: User, now: datetime) -> Question:
    """A question below a how-to, for everybody to read and answer; its authors and its hub get a mail. The same again
    is asked once.

    Raises `NothingSaid`, `TooMuchText`, `EnoughToday`, `NewAccount`; Http404 without a how-to.
    """
    how_to = how_to_by_id(how_to_id)
    words = said(text, LONGEST)
    before = Question.objects.filter(how_to=how_to, person=actor, taken_off_at=None, text=words).first()
    if before is not None:
        return before
    demand_pace(actor, now)
    question = Question.objects.create(how_to=how_to, person=actor, text=words, at=now)
    about = Ref("question", str(question.pk))
    tell_those_behind(kind=ASKED, about=about, what=str(question.pk), how_to=how_to, but=actor.pk, now=now)
    record(
        action="knowledgebase.ask_question",
        about=about,
        actor=actor,
        now=now,
        hub_id=how_to.hub_id,
        facts={"how_to": how_to.pk},
    )
    return question
