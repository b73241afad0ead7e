from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.models.admission import look
from bookings.models.second_options import as_wishes
from bookings.rules import admission
from bookings.rules.inductions import Who
from facilities.models import Hub
from facilities.permissions import demand_staff
from funding.models.limits import COUNTRY
from funding.models.quoting import quote_facts
from funding.rules.quote import Quote, quote
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from hub.kit.transactions import step, verb
from members.models import User
from region.access_to_needs import may_read_need
from region.actions._needs import OFFERED, NeedOver, held_need, note_offer, tell
from region.models import Need, NeedSort, Offer, OfferState
from region.models.needs_reading import readers_of
from region.rules.needs import LONGEST_VALID, MOST_LINES, MOST_OFFERS, OfferFacts


class NothingOffered(Refusal):
    code = "nothing_offered_for_it"
    status = 400
    message = _("Offer something: what they could book, or words with somebody to ask.")


class OnlyABasket(Refusal):
    code = "only_a_basket"
    status = 400
    message = _("They look for something that can be booked: say what and when, so that they need one click.")


class ValidTooLong(Refusal):
    code = "offer_valid_too_long"
    status = 400
    message = _(
        "An offer is valid until a moment to come, at most %(days)d days ahead and not after it begins."
    )


class EnoughOffers(Refusal):
    code = "enough_offers"
    message = _("You have %(most)d open offers for this already. Withdraw one first.")


class TooManyLines(Refusal):
    code = "too_many_lines"
    status = 400
    message = _("An offer has at most %(most)d lines.")


@verb
def offer_for_need(*, need_uuid: UUID, hub: Hub, facts: OfferFacts, actor: User, now: datetime) -> Offer:
    """A hub's answer: lines that can be booked now, with the price for that organisation as it is now, or words. It
    holds nothing; who accepts it books it (`accept_offer`). By the hub's staff.

    Raises `NeedOver`, `EnoughOffers`, `NothingOffered`, `OnlyABasket`, `ValidTooLong`, `TooManyLines`, what admission
    refuses and why there is no price; `Forbidden` for who does not work there, Http404 for who may not read the need.
    """
    demand_staff(actor, hub)
    need = held_need(need_uuid)
    may_read_need(actor, need)
    if not need.is_open(now.astimezone(COUNTRY).date()):
        raise NeedOver(need.state if need.state != "open" else "lapsed")
    if need.offers.filter(hub=hub, state=OfferState.OPEN, valid_until__gt=now).count() >= MOST_OFFERS:
        raise EnoughOffers(most=MOST_OFFERS)
    offer = offered(need=need, hub=hub, facts=facts, by=actor, actor=actor, now=now)
    tell(kind=OFFERED, offer=offer, now=now, people=readers_of(need), hub=False)
    return offer


@step
def offered(
    *,
    need: Need,
    hub: Hub,
    facts: OfferFacts,
    by: User | None,
    actor: Actor,
    now: datetime,
    is_demo: bool = False,
) -> Offer:
    """Written down after looking at it; the caller holds the need's row."""
    _demand_something(need, facts, now)
    offer = Offer(
        need=need,
        hub=hub,
        made_by=by,
        message=facts.message,
        contact=facts.contact,
        valid_until=facts.valid_until,
        made_at=now,
        is_demo=is_demo,
    )
    if facts.lines:
        price = _price(need, hub, facts, now)
        periods = [line.period for line in facts.lines]
        whole = Period(min(each.start for each in periods), max(each.end for each in periods))
        offer.wishes, offer.during = as_wishes(facts.lines), whole.to_range()
        offer.quote, offer.price_digest = price.to_json(), price.digest()
        offer.list_cents, offer.own_cents = price.list_cents, price.own_cents
    offer.save()
    note_offer(offer=offer, action="offer_for_need", actor=actor, now=now, list_cents=offer.list_cents)
    return offer


def _demand_something(need: Need, facts: OfferFacts, now: datetime) -> None:
    if len(facts.lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    if not facts.lines:
        if need.sort in (NeedSort.PLACE, NeedSort.GEAR):
            raise OnlyABasket()
        if not (facts.message and facts.contact):
            raise NothingOffered()
    starts = min((line.period.start for line in facts.lines), default=None)
    latest = now + timedelta(days=LONGEST_VALID)
    if not now < facts.valid_until <= latest or (starts is not None and facts.valid_until > starts):
        raise ValidTooLong(days=LONGEST_VALID)


def _price(need: Need, hub: Hub, facts: OfferFacts, now: datetime) -> Quote:
    """What it costs them; it could be booked now by somebody of theirs who needs no induction. That is looked at when
    they accept: it is about who comes."""
    who = Who(organisation_id=need.organisation_id, waived=True)
    seen = look(
        wishes=facts.lines,
        hub_id=hub.pk,
        organisation_id=need.organisation_id,
        person_id=0,
        now=now,
        who=who,
    )
    admission.check(seen.facts)
    return quote(quote_facts(wishes=facts.lines, hub=hub, organisation=need.organisation, now=now))
