from datetime import datetime

from facilities.models import InductionGrant
from facilities.models.inducting import to_be_forgotten
from hub.kit.audit import SITE, record
from hub.kit.batches import each_alone
from hub.kit.transactions import verb


def forget_inductions(*, now: datetime) -> int:
    """At night: two years after somebody's induction lapsed or was withdrawn nobody needs to know of it any more; the
    audit trail keeps that it was given. Returns how many went."""
    return each_alone("forgetting an induction", lambda pk: _forget(pk=pk, now=now), to_be_forgotten(now))


@verb
def _forget(*, pk: int, now: datetime) -> bool:
    grant = InductionGrant.objects.select_for_update().select_related("induction").filter(pk=pk).first()
    if grant is None:
        return False
    ref, hub_id = grant.ref, grant.induction.hub_id
    grant.delete()
    record(action="facilities.forget_induction", about=ref, actor=SITE, now=now, hub_id=hub_id)
    return True
