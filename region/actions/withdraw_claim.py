from datetime import datetime
from uuid import UUID

from django.http import Http404

from hub.kit.transactions import verb
from members.permissions import Person, administers
from region.actions._claiming import ClaimAnswered, end_claim, held_claim
from region.actions._entries import keep_version
from region.models import Claim, ClaimState, Why


@verb
def withdraw_claim(*, uuid: UUID, actor: Person, now: datetime) -> Claim:
    """Take a claim back; an entry that it made the organisation's is nobody's again. Again changes nothing.

    For the organisation's owners. Raises Http404 for anybody else, `ClaimAnswered` for one that was declined.
    """
    entry, claim = held_claim(uuid=uuid)
    if not administers(actor, claim.organisation):
        raise Http404
    if claim.state == ClaimState.WITHDRAWN:
        return claim
    if claim.state == ClaimState.DECLINED:
        raise ClaimAnswered(state=claim.get_state_display())
    was_theirs = claim.state == ClaimState.AGREED and entry.organisation_id == claim.organisation_id
    end_claim(claim=claim, state=ClaimState.WITHDRAWN, answer=claim.answer, actor=actor, now=now)
    if was_theirs:
        entry.organisation = None
        entry.save(update_fields=["organisation"])
        keep_version(entry=entry, why=Why.CLAIMED, actor=actor, now=now)
    return claim
