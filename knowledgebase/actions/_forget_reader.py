from datetime import datetime

from hub.kit.audit import Actor, record
from hub.kit.refs import Ref
from hub.kit.transactions import step
from knowledgebase.models import Flag, Question, Reply, Trial
from members.models import User


@step
def forget_reader(*, person: User, actor: Actor, now: datetime) -> int:
    """Somebody's account goes: what they said below how-tos stays, without their name, since others answered it and
    their organisation stands for its verdict. Whoever took something off or looked at a flag is forgotten as well; the
    audit trail keeps their number.

    Answers how many stay. A part of `erase_person`; may be repeated.
    """
    stays = sum(
        kind.objects.filter(person=person).update(person=None) for kind in (Trial, Question, Reply, Flag)
    )
    for kind in (Trial, Question, Reply, Flag):
        kind.objects.filter(taken_off_by=person).update(taken_off_by=None)
    Flag.objects.filter(looked_by=person).update(looked_by=None)
    record(
        action="knowledgebase.forget_reader",
        about=Ref("person", str(person.pk)),
        actor=actor,
        now=now,
        facts={"said": stays},
    )
    return stays
