from datetime import datetime
from uuid import UUID

from hub.kit.transactions import verb
from members.models import User
from region.access_to_needs import demand_booker
from region.actions._needs import DECLINED, OfferOver, end_offer, held_offer, reason_of, tell
from region.models import Offer, OfferState


@verb
def decline_offer(*, uuid: UUID, reason: str, actor: User, now: datetime) -> Offer:
    """No to an offer, with a reason that its hub reads; the need stays open. By who books for the organisation. Again
    changes nothing.

    Raises `SayWhy`, `OfferOver`; `Forbidden` for who reads along, Http404 for a stranger.
    """
    offer = held_offer(uuid)
    demand_booker(actor, offer.need.organisation_id)
    because = reason_of(reason)
    if offer.state == OfferState.DECLINED:
        return offer
    if offer.state != OfferState.OPEN:
        raise OfferOver(offer.state)
    end_offer(
        offer=offer, state=OfferState.DECLINED, action="decline_offer", actor=actor, now=now, reason=because
    )
    tell(kind=DECLINED, offer=offer, now=now, people=(), hub=True)
    return offer
