"""What makers look for and what hubs offer, in different states. All made up."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bookings.models.house_rules import current_house_rules
from facilities.models import Facility, Hub, Kind
from funding.models.limits import COUNTRY
from funding.rules.lines import LineWish
from hub.demo.people import Maker
from hub.demo.reading import toml
from hub.kit.audit import SITE
from hub.kit.errors import Refusal
from hub.kit.models import OutboxMessage
from hub.kit.transactions import step
from knowledgebase.models import Theme
from region.actions._needs import end_need
from region.actions.accept_offer import request_of, taken
from region.actions.offer_for_need import offered
from region.actions.post_need import posted
from region.models import Need, NeedState, Offer
from region.models.matching import Match, matches
from region.rules.needs import NeedFacts, OfferFacts

PLAIN = "sort title words language hours daypart quantity flexible radius_km project budget_cents only_hubs".split()
MESSAGE = "Dit past goed bij wat jullie zoeken. Kom gerust van tevoren even kijken; we zetten alles klaar."


@step
def make_needs(*, makers: Sequence[Maker], now: datetime) -> None:
    today = now.astimezone(COUNTRY).date()
    for facts in toml("needs")["needs"]:
        maker = makers[facts["maker"] % len(makers)]
        at = now - timedelta(days=facts["posted_days_ago"], hours=1)
        need = posted(
            organisation=maker.organisation,
            facts=_facts(facts, maker, today),
            by=maker.booker,
            actor=maker.booker,
            now=at,
            is_demo=True,
        )
        _what_became_of_it(need, facts, maker, now)


def _facts(facts: Mapping[str, Any], maker: Maker, today: date) -> NeedFacts:
    first = today + timedelta(days=facts["from_days"])
    kind = Kind.objects.filter(slug=facts.get("kind", "")).first()
    return NeedFacts(
        **{name: facts[name] for name in PLAIN if name in facts},
        from_date=first,
        until_date=first + timedelta(days=facts["for_days"]),
        answer_by=today + timedelta(days=facts["answer_days"]),
        municipality_id=maker.organisation.municipality_id,
        kind_id=kind.pk if kind else None,
        theme_ids=tuple(Theme.objects.filter(slug__in=facts.get("themes", ())).values_list("pk", flat=True)),
    )


def _what_became_of_it(need: Need, facts: Mapping[str, Any], maker: Maker, now: datetime) -> None:
    offers = _offers(need, facts.get("offers", 0), now) if facts.get("offers") else []
    if words := facts.get("in_words"):
        _in_words(need, words, now)
    ends = facts.get("ends")
    if ends == "met" and offers:
        _accepted(offers[0], maker, now)
    elif ends in (NeedState.LAPSED, NeedState.MET_OTHERWISE):
        actor = maker.booker if ends == NeedState.MET_OTHERWISE else SITE
        action = "close_need" if ends == NeedState.MET_OTHERWISE else "lapse_need"
        at = now - timedelta(days=1)
        end_need(
            need=need,
            state=NeedState(ends),
            action=action,
            actor=actor,
            now=at,
            reason=facts.get("reason", ""),
        )


def _offers(need: Need, most: int, now: datetime) -> list[Offer]:
    """One of each of the nearest hubs, of the first time that is free there."""
    made: dict[int, Offer] = {}
    for match in matches(need, now=now, most=40):
        if len(made) < most and match.period and match.fit.hub_id not in made:
            offer = _offered(need, match, now - timedelta(hours=3 + len(made)))
            if offer:
                made[match.fit.hub_id] = offer
    return list(made.values())


def _offered(need: Need, match: Match, at: datetime) -> Offer | None:
    facility = Facility.objects.select_related("hub__municipality").get(pk=match.fit.facility_id)
    assert match.period is not None
    until = datetime.combine(at.date() + timedelta(days=4), time(17), facility.hub.zone)
    facts = OfferFacts(
        valid_until=min(until, match.period.start),
        lines=(LineWish(facility.pk, need.quantity, match.period),),
        message=MESSAGE,
        contact=facility.hub.email,
    )
    try:
        return offered(need=need, hub=facility.hub, facts=facts, by=None, actor=SITE, now=at, is_demo=True)
    except Refusal:
        return None


def _in_words(need: Need, words: str, now: datetime) -> None:
    hub = Hub.objects.get(name="Effenaar")
    until = now + timedelta(days=10)
    facts = OfferFacts(valid_until=until, message=words, contact=hub.email)
    offered(need=need, hub=hub, facts=facts, by=None, actor=SITE, now=now, is_demo=True)


def _accepted(offer: Offer, maker: Maker, now: datetime) -> None:
    rules = current_house_rules(offer.hub, now)
    version = rules.version if rules else None
    request = request_of(offer, offer.price_digest)
    taken(offer=offer, request=request, version=version, actor=maker.booker, now=now)
    # Nobody is mailed about what is made up.
    about = [offer.ref, *([offer.booking.ref] if offer.booking else [])]
    OutboxMessage.objects.filter(about__in=about).update(done_at=now)
