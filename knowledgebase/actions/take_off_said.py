from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Forbidden, Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from knowledgebase.models import Flag, HowTo, Question, Reply, Trial
from knowledgebase.models.removable import Removable
from knowledgebase.permissions import moderates
from members.models import User

LONGEST = 300
KINDS: dict[str, Any] = {"trial": Trial, "question": Question, "reply": Reply, "flag": Flag}


class SayWhyTakenOff(Refusal):
    code = "say_why_taken_off"
    status = 400
    message = _("Give a reason of at most %(most)d characters: whoever wrote it may ask for it.")


@verb
def take_off_said(*, kind: str, pk: int, reason: str, actor: User, now: datetime) -> Removable:
    """What a reader wrote below a how-to is read by nobody any more; the row stays, with who did it and why. By the
    people of the how-to's hub and site administrators. An answer that is taken off is not the accepted one any more;
    taking off what is off changes nothing.

    Raises `SayWhyTakenOff`; `Forbidden` for anybody else, Http404 for what is not there.
    """
    row: Any = KINDS[kind].objects.select_for_update().filter(pk=pk).first() if kind in KINDS else None
    how_to = how_to_of(row) if row is not None else None
    if row is None or how_to is None or not how_to.live:
        raise Http404
    if not moderates(actor, how_to):
        raise Forbidden()
    because = " ".join(reason.replace("\0", "").split())
    if not because or len(because) > LONGEST:
        raise SayWhyTakenOff(most=LONGEST)
    if row.is_taken_off:
        return row
    row.taken_off_at, row.taken_off_by, row.taken_off_because = now, actor, because
    if kind == "reply":
        row.accepted_at = None
    row.save()
    record(
        action="knowledgebase.take_off_said",
        about=Ref(kind, str(row.pk)),
        actor=actor,
        now=now,
        hub_id=how_to.hub_id,
        reason=because,
        facts={"how_to": how_to.pk},
    )
    return row


def how_to_of(row: Any) -> HowTo | None:
    """The how-to below which something stands."""
    found: HowTo = row.question.how_to if isinstance(row, Reply) else row.how_to
    return found
