from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bookings.actions._waitlist import end_waiting
from bookings.models import WaitlistEntry, WaitState
from bookings.permissions import may_change, waiting_for
from hub.kit.errors import Forbidden, Refusal
from hub.kit.transactions import verb
from members.models import User


class NotInLine(Refusal):
    code = "not_in_line"
    message = _("You are not in line for this any more. See what became of it.")


@verb
def leave_waitlist(*, number: str, actor: User, now: datetime) -> WaitlistEntry:
    """Wait no longer. What was offered is let go as the booking that it is, not here.

    Raises `NotInLine`; `Forbidden` for who sees it but may not change it, Http404 for a stranger.
    """
    found = waiting_for(actor, number)
    if not may_change(actor, found):
        raise Forbidden()
    entry = WaitlistEntry.objects.select_for_update(no_key=True).get(pk=found.pk)
    if entry.state != WaitState.WAITING:
        raise NotInLine()
    end_waiting(entry=entry, state=WaitState.WITHDRAWN, actor=actor, now=now)
    return entry
