from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from knowledgebase.actions._taking_off import take_down
from knowledgebase.actions._writing import held_by_writer, note
from knowledgebase.models import Contribution, Stand
from members.models import User


class NotPublished(Refusal):
    code = "not_published"
    message = _("Nobody reads this: it is not published, or was withdrawn before.")


@verb
def withdraw_contribution(*, uuid: UUID, reason: str = "", actor: User, now: datetime) -> Contribution:
    """Take one's own article off: its address says that it was withdrawn (410), and why if a reason is given. It can be
    written on and sent in again.

    Raises `NotPublished`, Http404 for who does not write it.
    """
    found = held_by_writer(uuid, actor)
    if found.page is None or not found.page.live:
        raise NotPublished()
    take_down(found.page, by=actor, by_author=True, reason=reason, now=now)
    found.state = Stand.WITHDRAWN
    found.save(update_fields=["state"])
    note(found, "withdraw_contribution", actor=actor, now=now, reason=reason.strip())
    return found
