from datetime import datetime, timedelta

from hub.kit.transactions import verb
from members.actions._unreachable import mark
from members.models import ReturnedMail

# Whoever reads the mailbox has taken it out long before.
REMEMBERED = timedelta(days=60)


@verb
def hear_returned(*, address: str, code: int, said: str, key: str, now: datetime) -> bool:
    """A mail came back for good, hours after it was taken: its address is marked as if it had been refused at once. The
    same mail again (`key`, the hash of its text) changes nothing, so that a worker that dies before it took the mail
    out of the box does no harm. False when it was heard before."""
    ReturnedMail.objects.filter(heard_at__lt=now - REMEMBERED).delete()
    _row, is_new = ReturnedMail.objects.get_or_create(key=key, defaults={"heard_at": now})
    if is_new:
        mark(address=address, code=code, said=said, now=now)
    return is_new
