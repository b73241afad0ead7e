from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.permissions import Person
from region.actions._suggesting import answered, held_suggestion
from region.models import Suggestion, SuggestionState


class SayWhy(Refusal):
    code = "say_why"
    status = 400
    message = _("Say in a few words why not: whoever sent it reads it.")


@verb
def decline_suggestion(*, uuid: UUID, reason: str, actor: Person, now: datetime) -> Suggestion:
    """Do not take over what was told, and say why. Once, whoever does it.

    Raises `SayWhy`, `AnsweredAlready`, Http404 for one of another region.
    """
    if not reason.strip():
        raise SayWhy()
    found = held_suggestion(uuid=uuid, actor=actor)
    state = SuggestionState.DECLINED
    return answered(found=found, state=state, answer=reason.strip(), actor=actor, now=now)
