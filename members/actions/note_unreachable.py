from datetime import datetime

from django.db.models import F

from hub.kit.transactions import verb
from members.models import UnreachableAddress


@verb
def note_unreachable(*, address: str, code: int, said: str, now: datetime) -> UnreachableAddress:
    """A mail server refused an address for good: it is marked, and the hubs where its owner books see that. Again is
    counted."""
    made, is_new = UnreachableAddress.objects.get_or_create(
        address=address.lower(), defaults={"code": code, "said": said[:300], "since": now, "last_at": now}
    )
    if not is_new:
        UnreachableAddress.objects.filter(pk=made.pk).update(
            times=F("times") + 1, code=code, said=said[:300], last_at=now
        )
        made.refresh_from_db()
    return made
