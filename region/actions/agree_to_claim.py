from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from hub.kit.transactions import verb
from members.permissions import Person
from region.actions._claiming import end_claim, waiting_claim
from region.actions._entries import keep_version
from region.actions.claim_entry import IsClaimed
from region.models import Claim, ClaimState, Why


@verb
def agree_to_claim(*, uuid: UUID, words: str = "", actor: Person, now: datetime) -> Claim:
    """An entry is this organisation's from now on: it may change its facts, and hears when somebody else does. Others
    who claimed it are declined and told so.

    For who looks after its region. Raises `IsClaimed`, `ClaimAnswered`, Http404 for another region's.
    """
    entry, claim = waiting_claim(uuid=uuid, actor=actor)
    if entry.organisation_id:
        raise IsClaimed()
    end_claim(claim=claim, state=ClaimState.AGREED, answer=words.strip(), actor=actor, now=now)
    entry.organisation = claim.organisation
    entry.save(update_fields=["organisation"])
    keep_version(entry=entry, why=Why.CLAIMED, actor=actor, now=now)
    others = Claim.objects.select_for_update(no_key=True).filter(entry=entry, state=ClaimState.WAITING)
    for other in others.order_by("pk"):
        said = _("Another organisation speaks for it.")
        end_claim(claim=other, state=ClaimState.DECLINED, answer=said, actor=actor, now=now)
    return claim
