from datetime import datetime

from django.db.models import F

from hub.kit.transactions import step
from members.models import UnreachableAddress


@step
def mark(*, address: str, code: int, said: str, now: datetime) -> UnreachableAddress:
    """Once for an address; again is counted."""
    made, is_new = UnreachableAddress.objects.get_or_create(
        address=address.lower(), defaults={"code": code, "said": said[:300], "since": now, "last_at": now}
    )
    if not is_new:
        UnreachableAddress.objects.filter(pk=made.pk).update(
            times=F("times") + 1, code=code, said=said[:300], last_at=now
        )
        made.refresh_from_db()
    return made
