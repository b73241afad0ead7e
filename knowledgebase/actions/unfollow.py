from datetime import datetime

from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from knowledgebase.models import Follow
from members.models import User


@verb
def unfollow(*, person: User, about: Ref, actor: User, now: datetime) -> bool:
    """Somebody does not want to hear of it any more, whether it is still there or not. Comes back: whether they did.
    Raises `Forbidden` for another's account."""
    if actor.pk != person.pk:
        raise Forbidden()
    return bool(Follow.objects.filter(person=person, about=about).delete()[0])
