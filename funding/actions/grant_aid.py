from datetime import datetime

from funding.models import AidBasis, Allocation, AllocationState
from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit.refs import Ref
from hub.kit.transactions import step


@step
def grant_aid(*, about: Ref, now: datetime) -> int:
    """The right to what funds carry arises now: the day that the register of state aid asks for (Regulation (EU)
    2023/2831, article 3(3)). Returns for how many funds; again changes nothing. The caller holds the thing's row."""
    return Allocation.objects.filter(
        about=about, aid_basis=AidBasis.DE_MINIMIS, granted_on=None, state=AllocationState.RESERVED
    ).update(granted_on=local_day(now, COUNTRY))
