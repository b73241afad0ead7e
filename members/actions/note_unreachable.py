from datetime import datetime

from hub.kit.transactions import verb
from members.actions._unreachable import mark
from members.models import UnreachableAddress


@verb
def note_unreachable(*, address: str, code: int, said: str, now: datetime) -> UnreachableAddress:
    """A mail server refused an address for good: it is marked, and the hubs where its owner books see that. Again is
    counted."""
    return mark(address=address, code=code, said=said, now=now)
