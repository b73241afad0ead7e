from datetime import datetime
from uuid import UUID

from django.http import Http404

from facilities.permissions import demand_staff
from hub.kit.errors import Forbidden
from hub.kit.transactions import verb
from members.models import User
from region.actions._needs import OFFER_WITHDRAWN, OfferOver, end_offer, held_offer, reason_of, tell
from region.models import Offer, OfferState
from region.models.needs_reading import readers_of


@verb
def withdraw_offer(*, uuid: UUID, reason: str = "", actor: User, now: datetime) -> Offer:
    """A hub takes back its offer; the organisation is told. By the hub's staff. Again changes nothing.

    Raises `OfferOver`, `SayWhy` for too long a reason; Http404 for who does not work there.
    """
    offer = held_offer(uuid)
    try:
        demand_staff(actor, offer.hub)
    except Forbidden as error:
        raise Http404 from error
    because = reason_of(reason, needed=False)
    if offer.state == OfferState.WITHDRAWN:
        return offer
    if offer.state != OfferState.OPEN:
        raise OfferOver(offer.state)
    end_offer(
        offer=offer,
        state=OfferState.WITHDRAWN,
        action="withdraw_offer",
        actor=actor,
        now=now,
        reason=because,
    )
    tell(kind=OFFER_WITHDRAWN, offer=offer, now=now, people=readers_of(offer.need), hub=False)
    return offer
