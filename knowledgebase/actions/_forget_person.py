from datetime import datetime

from hub.kit.audit import Actor
from hub.kit.transactions import step
from knowledgebase.actions._forget_author import forget_author
from knowledgebase.actions._forget_reader import forget_reader
from knowledgebase.models.following import Digest, Follow
from members.models import User


@step
def forget_person(*, person: User, actor: Actor, now: datetime) -> None:
    """All that this room keeps of somebody: as author, as reader, and what they follow."""
    forget_author(person=person, actor=actor, now=now)
    forget_reader(person=person, actor=actor, now=now)
    for kind in (Follow, Digest):
        kind.objects.filter(person=person).delete()
