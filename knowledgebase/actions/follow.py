from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Forbidden, Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from knowledgebase.models import Follow
from knowledgebase.models.followables import Followable, followables
from members.models import User

# A digest of more than so many things would be read by nobody.
MOST_FOLLOWED = 200


class NothingToFollow(Refusal):
    code = "nothing_to_follow"
    status = 404
    message = _("There is nothing here that one could follow.")


class FollowsEnough(Refusal):
    code = "follows_enough"
    status = 409
    message = _("You follow %(most)s things already. Let one of them go first.")


@verb
def follow(*, person: User, about: Ref, actor: User, now: datetime) -> Followable:
    """Somebody wants to hear of a theme, a lab, an experiment or a facility. The same twice is the same. Raises
    `Forbidden` for another's account, `NothingToFollow` for what is not there or not public, `FollowsEnough`."""
    if actor.pk != person.pk:
        raise Forbidden()
    found = followables([about], get_language() or "nl").get(about)
    if found is None:
        raise NothingToFollow()
    mine = Follow.objects.filter(person=person)
    if mine.count() >= MOST_FOLLOWED and not mine.filter(about=about).exists():
        raise FollowsEnough(most=MOST_FOLLOWED)
    Follow.objects.bulk_create([Follow(person=person, about=about, since=now)], ignore_conflicts=True)
    return found
