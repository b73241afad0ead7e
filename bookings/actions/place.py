from datetime import datetime

from bookings.actions._placing import KeyReused, Placed, PriceChanged, explained, placed
from bookings.rules.request import BookingRequest
from hub.kit.transactions import verb
from members.models import User

__all__ = ["KeyReused", "Placed", "PriceChanged", "place"]


def place(*, request: BookingRequest, actor: User, now: datetime) -> Placed:
    """Hold everything that is asked for, its price fixed and its funds committed, for 15 minutes; or nothing of it.

    The same request again gives the same booking. Refusals: those of `bookings.rules.refusals`, `KeyReused`,
    `PriceChanged`, funding's `NoRate`, `NotCovered` and `NotEnoughFunds`; `Forbidden` for a member who may not book,
    Http404 for a stranger.
    """
    with explained(request=request, actor=actor, now=now):
        return _place(request=request, actor=actor, now=now)


@verb
def _place(*, request: BookingRequest, actor: User, now: datetime) -> Placed:
    return placed(request=request, actor=actor, now=now)
