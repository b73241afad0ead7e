from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bookings.actions._between import AtOnce
from bookings.actions._placing import PriceChanged, explained, placed
from bookings.models import Booking
from bookings.models.part_of import open_to
from bookings.rules.request import BookingRequest
from hub.kit.refs import Ref
from hub.kit.transactions import step, verb
from members.models import User
from region.access_to_needs import demand_booker, offer_to_us
from region.actions._needs import ACCEPTED, NeedOver, OfferOver, end_need, end_offer, held_offer, tell
from region.models import Need, NeedState, Offer, OfferState

__all__ = ["Accepted", "PriceChanged", "accept_offer"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """`booking` is none where it was an answer in words; `again`: it was accepted before, and nothing was done now."""

    offer: Offer
    booking: Booking | None
    again: bool = False


def accept_offer(
    *, uuid: UUID, price_digest: str, house_rules_version: int | None, actor: User, now: datetime
) -> Accepted:
    """Take what a hub offers: it is booked, all of it or nothing, on account, and the need is met. The hub's offer
    stands for its approval and its credit. Other offers end, and their hubs are told. Again gives the same booking.

    `price_digest` is that of the price that was shown; `house_rules_version` the one that was accepted. Raises
    `NeedOver`, `OfferOver`, `PriceChanged` (with the new price), and what placing refuses: nothing was changed then.
    `Forbidden` for who reads along, Http404 for a stranger.
    """
    offer = offer_to_us(actor, uuid)
    demand_booker(actor, offer.need.organisation_id)
    request = request_of(offer, price_digest)
    if request is None:
        return _accepted(uuid, None, None, actor, now)
    with explained(request=request, actor=actor, now=now):
        return _accepted(uuid, request, house_rules_version, actor, now)


def request_of(offer: Offer, price_digest: str) -> BookingRequest | None:
    """The basket as it is placed; none for an answer in words. The offer's own number makes it once."""
    if not offer.is_basket:
        return None
    need = offer.need
    return BookingRequest(
        organisation_id=need.organisation_id,
        hub_id=offer.hub_id,
        lines=offer.lines,
        purpose=need.title[:200],
        reference=need.project[:80],
        price_digest=price_digest,
        request_key=offer.uuid,
        part_of=_part_of(need),
    )


def _part_of(need: Need) -> Ref | None:
    """What it was meant for, unless that is over by now: a pilot that has ended keeps nobody from booking."""
    wanted = need.part_of or None
    return wanted if wanted and wanted in {each.ref for each in open_to(need.organisation_id)} else None


@verb
def _accepted(
    uuid: UUID, request: BookingRequest | None, version: int | None, actor: User, now: datetime
) -> Accepted:
    offer = held_offer(uuid)
    if offer.state == OfferState.ACCEPTED:
        return Accepted(offer, offer.booking, again=True)
    if offer.need.state != NeedState.OPEN:
        raise NeedOver(offer.need.state)
    if not offer.is_open(now):
        raise OfferOver(OfferState.LAPSED if offer.state == OfferState.OPEN else offer.state)
    return taken(offer=offer, request=request, version=version, actor=actor, now=now)


@step
def taken(
    *, offer: Offer, request: BookingRequest | None, version: int | None, actor: User, now: datetime
) -> Accepted:
    """Booked, and the need is met; the caller holds its row."""
    if request is not None:
        at_once = AtOnce(version, by_desk=True)
        offer.booking = placed(request=request, actor=actor, now=now, at_once=at_once).booking
    end_offer(offer=offer, state=OfferState.ACCEPTED, action="accept_offer", actor=actor, now=now)
    end_need(need=offer.need, state=NeedState.MET, action="meet_need", actor=actor, now=now)
    tell(kind=ACCEPTED, offer=offer, now=now, people=(), hub=True)
    return Accepted(offer, offer.booking)
