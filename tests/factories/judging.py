"""How-tos that people have something to say about, and what they say, through the verbs."""

from datetime import datetime, timedelta
from typing import Any

from knowledgebase.actions.answer_question import answer_question
from knowledgebase.actions.ask_question import ask_question
from knowledgebase.actions.flag_outdated import flag_outdated
from knowledgebase.actions.give_verdict import give_verdict
from knowledgebase.models import Flag, HowTo, Question, Reply, Trial
from members.models import Organisation, User
from tests.cast import NOW, Cast
from tests.factories import knowledge

SOON = NOW + timedelta(minutes=5)


def by_zoe(cast: Cast, **facts: Any) -> HowTo:
    """A how-to of Zoë's, made at Effenaar."""
    found = knowledge.how_to(hub=cast.effenaar, **facts)
    found.authors.update(person=cast.zoe)
    return found


def tried(
    how_to: HowTo,
    actor: User,
    organisation: Organisation,
    *,
    worked: bool = True,
    because: str = "",
    named: bool = False,
    now: datetime = NOW,
) -> Trial:
    return give_verdict(
        how_to_id=how_to.pk,
        organisation=organisation.uuid,
        worked=worked,
        because=because,
        named=named,
        actor=actor,
        now=now,
    )


def asked(how_to: HowTo, actor: User, text: str = "Which cable?", now: datetime = NOW) -> Question:
    return ask_question(how_to_id=how_to.pk, text=text, actor=actor, now=now)


def answered(question: Question, actor: User, text: str = "The long one.", now: datetime = SOON) -> Reply:
    return answer_question(question_id=question.pk, text=text, actor=actor, now=now)


def flagged(how_to: HowTo, actor: User, text: str = "Step 2 is over.", now: datetime = NOW) -> Flag:
    return flag_outdated(how_to_id=how_to.pk, text=text, actor=actor, now=now)
