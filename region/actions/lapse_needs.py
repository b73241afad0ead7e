from datetime import datetime, timedelta
from uuid import UUID

from funding.models.limits import COUNTRY
from hub.kit.audit import SITE
from hub.kit.transactions import verb
from region.actions._needs import (
    LAPSED,
    LAPSES_SOON,
    OFFER_LAPSED,
    end_need,
    end_offer,
    held_need,
    held_offer,
    tell,
    tell_of_need,
)
from region.models import NeedState, OfferState
from region.models.needs_reading import closing_on, lapsing_before, readers_of
from region.rules.needs import DAYS_BEFORE


def lapse_needs(*, now: datetime) -> int:
    """Write down which offers and needs are over, and tell of it; tell whose need closes in two days. A need whose last
    day is over waits for offers that are still valid. Each on its own, so that one that is busy keeps no other; answers
    how many lapsed. Again changes nothing."""
    today = now.astimezone(COUNTRY).date()
    offers, needs = lapsing_before(now, today)
    lapsed = sum(_offer_lapses(uuid=uuid, now=now) for uuid in offers)
    # An offer that lapsed just now may have been the last that a need waited for.
    _offers, needs = lapsing_before(now, today)
    lapsed += sum(_need_lapses(uuid=uuid, now=now) for uuid in needs)
    for uuid in closing_on(today + timedelta(days=DAYS_BEFORE)):
        _closes_soon(uuid=uuid, now=now)
    return lapsed


@verb
def _offer_lapses(*, uuid: UUID, now: datetime) -> bool:
    offer = held_offer(uuid)
    if offer.state != OfferState.OPEN or offer.valid_until > now:
        return False
    end_offer(offer=offer, state=OfferState.LAPSED, action="lapse_offer", actor=SITE, now=now)
    tell(kind=OFFER_LAPSED, offer=offer, now=now, people=readers_of(offer.need), hub=True)
    return True


@verb
def _need_lapses(*, uuid: UUID, now: datetime) -> bool:
    need = held_need(uuid)
    waits = need.offers.filter(state=OfferState.OPEN, valid_until__gt=now).exists()
    if need.state != NeedState.OPEN or need.answer_by >= now.astimezone(COUNTRY).date() or waits:
        return False
    end_need(need=need, state=NeedState.LAPSED, action="lapse_need", actor=SITE, now=now)
    tell_of_need(kind=LAPSED, need=need, now=now)
    return True


@verb
def _closes_soon(*, uuid: UUID, now: datetime) -> None:
    """Once for each last day: who moves it is told again."""
    need = held_need(uuid)
    if need.state == NeedState.OPEN:
        tell_of_need(kind=LAPSES_SOON, need=need, now=now, what=need.answer_by.isoformat())
