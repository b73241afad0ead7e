from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from knowledgebase.actions._telling import LOOKED_AT, tell
from knowledgebase.actions._words import NothingSaid, said
from knowledgebase.models import Flag, FlagState
from knowledgebase.permissions import flag_for
from members.models import User

LONGEST = 500


class LookedAtMeanwhile(Refusal):
    code = "looked_at_meanwhile"
    message = _("Somebody looked at this meanwhile and said what became of it.")


class SayWhyItStands(Refusal):
    code = "say_why_it_stands"
    status = 400
    message = _("Say why it is still right: whoever said it was not reads that.")


@verb
def look_at_flag(*, flag_id: int, mended: bool, text: str, actor: User, now: datetime) -> Flag:
    """What became of it: mended, or still right as it is, and then why. By the how-to's authors and its hub's people;
    who said that it was outdated gets a mail.

    Raises `LookedAtMeanwhile`, `SayWhyItStands`, `TooMuchText`; Http404 for a stranger.
    """
    flag = flag_for(actor, flag_id)
    try:
        words = said(text, LONGEST)
    except NothingSaid as error:
        if not mended:
            raise SayWhyItStands() from error
        words = ""
    state = FlagState.MENDED if mended else FlagState.STANDS
    changed = Flag.objects.filter(pk=flag.pk, state=FlagState.OPEN).update(
        state=state, looked_at=now, looked_by=actor, said=words
    )
    if not changed:
        raise LookedAtMeanwhile()
    flag.refresh_from_db()
    about = Ref("flag", str(flag.pk))
    tell(
        kind=LOOKED_AT,
        about=about,
        what=str(flag.pk),
        people=[flag.person_id],
        hub=False,
        but=actor.pk,
        now=now,
    )
    record(
        action="knowledgebase.look_at_flag",
        about=about,
        actor=actor,
        now=now,
        hub_id=flag.how_to.hub_id,
        facts={"how_to": flag.how_to_id, "state": state},
    )
    return flag
