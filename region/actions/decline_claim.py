from datetime import datetime
from uuid import UUID

from hub.kit.transactions import verb
from members.permissions import Person
from region.actions._claiming import end_claim, waiting_claim
from region.actions.decline_suggestion import SayWhy
from region.models import Claim, ClaimState


@verb
def decline_claim(*, uuid: UUID, reason: str, actor: Person, now: datetime) -> Claim:
    """Say no to a claim, with the reason. For who looks after its region.

    Raises `SayWhy`, `ClaimAnswered`, Http404 for another region's.
    """
    if not reason.strip():
        raise SayWhy()
    _entry, claim = waiting_claim(uuid=uuid, actor=actor)
    return end_claim(claim=claim, state=ClaimState.DECLINED, answer=reason.strip(), actor=actor, now=now)
