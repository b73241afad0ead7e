"""Needs and offers the way people make them: through the verbs."""

from datetime import date, datetime, timedelta
from typing import Any

from facilities.models import Facility, Hub
from funding.rules.lines import LineWish
from hub.kit.periods import Period
from members.models import User
from region.actions.accept_offer import Accepted, accept_offer
from region.actions.offer_for_need import offer_for_need
from region.actions.post_need import post_need
from region.models import Need, Offer
from region.rules.needs import NeedFacts, OfferFacts
from tests.cast import NOW, Cast, thursday

FIRST, LAST, ANSWER_BY = date(2026, 11, 25), date(2026, 12, 4), date(2026, 11, 30)
TOMORROW = NOW + timedelta(days=1)


def need_facts(cast: Cast, **more: Any) -> NeedFacts:
    """A recording studio in or near Eindhoven, twenty hours next week."""
    facts: dict[str, Any] = {
        "sort": "place",
        "title": "A studio for our film",
        "from_date": FIRST,
        "until_date": LAST,
        "answer_by": ANSWER_BY,
        "municipality_id": cast.zout.municipality_id,
        "kind_id": cast.studio.kind_id,
        "hours": 20,
        "language": "en",
    }
    return NeedFacts(**{**facts, **more})


def a_need(cast: Cast, *, actor: User | None = None, now: datetime = NOW, **more: Any) -> Need:
    """Collectief Zout's, posted by Zoë."""
    return post_need(organisation=cast.zout, facts=need_facts(cast, **more), actor=actor or cast.zoe, now=now)


def an_offer(
    cast: Cast,
    need: Need,
    *wanted: Facility,
    hub: Hub | None = None,
    actor: User | None = None,
    period: Period | None = None,
    until: datetime = TOMORROW,
    now: datetime = NOW,
    **more: Any,
) -> Offer:
    """Effenaar's, made by Teun: the studio on Thursday afternoon unless told otherwise."""
    lines = tuple(LineWish(each.pk, 1, period or thursday(13, 17)) for each in (wanted or (cast.studio,)))
    facts = OfferFacts(valid_until=until, lines=lines, message="Come and see it.", **more)
    return offer_for_need(
        need_uuid=need.uuid, hub=hub or cast.effenaar, facts=facts, actor=actor or cast.teun, now=now
    )


def words_for(cast: Cast, need: Need, *, now: datetime = NOW) -> Offer:
    """An answer in words: nothing is to be booked."""
    facts = OfferFacts(
        valid_until=TOMORROW, message="We take two trainees each spring.", contact="desk@effenaar.example"
    )
    return offer_for_need(need_uuid=need.uuid, hub=cast.effenaar, facts=facts, actor=cast.teun, now=now)


def accepted(offer: Offer, actor: User, *, now: datetime = NOW) -> Accepted:
    return accept_offer(
        uuid=offer.uuid, price_digest=offer.price_digest, house_rules_version=None, actor=actor, now=now
    )
