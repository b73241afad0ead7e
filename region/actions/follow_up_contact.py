from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._noting import note_audited, note_held
from region.models import ContactNote


class NothingToFollowUp(Refusal):
    code = "nothing_to_follow_up"
    message = _("There is nothing to follow up here, or it was done.")


@verb
def follow_up_contact(*, note_id: int, actor: User, now: datetime) -> ContactNote:
    """What one was to come back to is done. Raises Http404, `NothingToFollowUp`."""
    note = note_held(note_id=note_id, actor=actor)
    if note.follow_up_on is None or note.followed_up_at:
        raise NothingToFollowUp()
    note.followed_up_at = now
    note.version += 1
    note.save(update_fields=["followed_up_at", "version"])
    note_audited(what="followed_up", note=note, actor=actor, now=now)
    return note
