"""What hubs offer, and what becomes of it: booked, declined, taken back, over."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError
from django.http import Http404
from django.utils.translation import override

from bookings.actions._confirming import AcceptHouseRules
from bookings.actions._part_of import NotPartOf
from bookings.models import Booking, BookingState
from bookings.rules.refusals import SlotTaken
from hub.kit.errors import Forbidden, Refusal
from hub.kit.models import OutboxMessage
from hub.kit.transactions import savepoint
from region.actions._needs import NeedOver, OfferOver, SayWhy
from region.actions.accept_offer import PriceChanged, accept_offer
from region.actions.decline_offer import decline_offer
from region.actions.offer_for_need import (
    EnoughOffers,
    NothingOffered,
    OnlyABasket,
    ValidTooLong,
    offer_for_need,
)
from region.actions.post_need import post_need
from region.actions.withdraw_offer import withdraw_offer
from region.invariants_of_needs import needs_are_audited, needs_are_met_once
from region.models import NeedState, Offer, OfferState, Pilot
from region.rules.needs import MOST_OFFERS, OfferFacts
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import HouseRulesFactory
from tests.factories.funding import card
from tests.factories.needs import TOMORROW, a_need, accepted, an_offer, need_facts, words_for
from tests.factories.options import asks_first
from tests.factories.pilots import a_pilot


@pytest.fixture
def cast(db) -> Cast:
    with override("en"):
        return assemble()


def told(kind: str) -> list[str]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("key").values_list("key", flat=True))


def sound() -> bool:
    return [*needs_are_met_once(), *needs_are_audited()] == []


def states(*rows) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


def test_an_offer_has_the_price_for_who_asks(cast):
    declare_band_a(cast.zout)
    offer = an_offer(cast, a_need(cast), cast.studio, cast.engineer)
    # A daypart and four hours; they carry 35 %, and no fund nor hub gives the rest.
    assert (offer.list_cents, offer.quote["band_code"]) == (16_000 + 12_000, "A")
    assert told("need.offered") == [f"need.offered:{offer.uuid}:{cast.zoe.pk}"]
    assert sound()


def test_an_offer_holds_nothing(cast):
    an_offer(cast, a_need(cast))
    assert booked(cast.ilse, cast.noord, cast.studio, period=thursday(13, 17)).state == BookingState.CONFIRMED


@pytest.mark.parametrize("who", ["wim", "zoe", "ilse", "karim", "fien"])
def test_who_does_not_work_there_offers_nothing_of_it(cast, who):
    need = a_need(cast)
    with pytest.raises(Forbidden):
        an_offer(cast, need, actor=getattr(cast, who))


def test_what_cannot_be_booked_is_not_offered(cast):
    need = a_need(cast)
    booked(cast.ilse, cast.noord, cast.studio, period=thursday(13, 17))
    with pytest.raises(SlotTaken):
        an_offer(cast, need)
    with pytest.raises(Refusal):
        an_offer(cast, need, period=thursday(2, 4))


@pytest.mark.parametrize("days", [-1, 0, 5, 90])
def test_an_offer_ends_before_it_begins(cast, days):
    need = a_need(cast)
    with pytest.raises(ValidTooLong):
        an_offer(cast, need, until=NOW + timedelta(days=days))


def test_a_hub_makes_a_few_offers_and_no_heap(cast):
    need = a_need(cast)
    for hour in range(MOST_OFFERS):
        an_offer(cast, need, period=thursday(9 + hour, 10 + hour))
    with pytest.raises(EnoughOffers):
        an_offer(cast, need)


def test_words_are_for_what_cannot_be_booked(cast):
    need = a_need(cast)
    with pytest.raises(OnlyABasket):
        words_for(cast, need)
    placement = a_need(cast, sort="placement", kind_id=None, title="A placement")
    with pytest.raises(NothingOffered):
        facts = OfferFacts(valid_until=TOMORROW)
        offer_for_need(need_uuid=placement.uuid, hub=cast.effenaar, facts=facts, actor=cast.teun, now=NOW)
    offer = words_for(cast, placement)
    done = accepted(offer, cast.zoe)
    assert done.booking is None and states(placement, offer) == ["met", "accepted"]
    assert sound()


def test_accepting_books_it_and_ends_the_others(cast):
    need = a_need(cast)
    offer, other = an_offer(cast, need), an_offer(cast, need, period=thursday(9, 12))
    done = accepted(offer, cast.bo)
    assert done.booking is not None
    assert (done.booking.state, done.booking.own_cents, done.booking.purpose) == (
        BookingState.CONFIRMED,
        offer.own_cents,
        need.title,
    )
    assert states(need, offer, other) == [NeedState.MET, OfferState.ACCEPTED, OfferState.ENDED]
    assert told("need.accepted") == [f"need.accepted:{offer.uuid}:hub"]
    assert told("need.offer_ended") == [f"need.offer_ended:{other.uuid}:hub"]
    assert sound()


def test_accepting_again_gives_the_same_booking(cast):
    offer = an_offer(cast, a_need(cast))
    first, second = accepted(offer, cast.bo), accepted(offer, cast.zoe)
    assert second.again and first.booking == second.booking
    assert Booking.objects.count() == 1


def test_the_hubs_offer_is_its_approval(cast):
    asks_first(cast.studio)
    done = accepted(an_offer(cast, a_need(cast)), cast.zoe)
    assert done.booking is not None and done.booking.state == BookingState.CONFIRMED


def test_house_rules_are_accepted_with_it(cast):
    rules = HouseRulesFactory(hub=cast.effenaar)
    offer = an_offer(cast, a_need(cast))
    with pytest.raises(AcceptHouseRules):
        accepted(offer, cast.zoe)
    assert states(offer) == ["open"]
    done = accept_offer(
        uuid=offer.uuid,
        price_digest=offer.price_digest,
        house_rules_version=rules.version,
        actor=cast.zoe,
        now=NOW,
    )
    assert done.booking is not None and done.booking.house_rules == rules


@pytest.mark.parametrize(("who", "refusal"), [("mira", Forbidden), ("ilse", Http404), ("teun", Http404)])
def test_only_who_books_for_them_accepts_or_declines(cast, who, refusal):
    offer = an_offer(cast, a_need(cast))
    with pytest.raises(refusal):
        accepted(offer, getattr(cast, who))
    with pytest.raises(refusal):
        decline_offer(uuid=offer.uuid, reason="No", actor=getattr(cast, who), now=NOW)
    assert states(offer) == ["open"] and not Booking.objects.exists()


def test_another_price_is_told_and_nothing_booked(cast):
    offer = an_offer(cast, a_need(cast))
    card(cast.studio, valid_from=date(2026, 11, 20), hour=6_000, daypart=20_000)
    with pytest.raises(PriceChanged) as told_so:
        accepted(offer, cast.zoe)
    assert states(offer) == ["open"] and not Booking.objects.exists()
    done = accept_offer(
        uuid=offer.uuid,
        price_digest=told_so.value.quote.digest(),
        house_rules_version=None,
        actor=cast.zoe,
        now=NOW,
    )
    assert done.booking is not None and done.booking.list_cents == 20_000


def test_units_that_are_gone_meanwhile_are_refused_with_the_need_still_open(cast):
    need = a_need(cast)
    offer = an_offer(cast, need)
    booked(cast.ilse, cast.noord, cast.studio, period=thursday(13, 17))
    with pytest.raises(SlotTaken):
        accepted(offer, cast.zoe)
    assert states(need, offer) == ["open", "open"]
    assert sound()


def test_what_is_over_is_not_accepted(cast):
    need = a_need(cast)
    offer = an_offer(cast, need)
    with pytest.raises(OfferOver):
        accepted(offer, cast.zoe, now=TOMORROW)
    withdraw_offer(uuid=offer.uuid, actor=cast.hanna, now=NOW)
    with pytest.raises(OfferOver):
        accepted(offer, cast.zoe)
    other = an_offer(cast, need)
    accepted(an_offer(cast, need, period=thursday(9, 12)), cast.zoe)
    with pytest.raises(NeedOver):
        accepted(other, cast.zoe)
    assert sound()


def test_declining_tells_the_hub_why(cast):
    need = a_need(cast)
    offer = an_offer(cast, need)
    with pytest.raises(SayWhy):
        decline_offer(uuid=offer.uuid, reason="", actor=cast.zoe, now=NOW)
    for _again in range(2):
        decline_offer(uuid=offer.uuid, reason="Too far", actor=cast.zoe, now=NOW)
    assert states(need, offer) == ["open", "declined"]
    assert told("need.declined") == [f"need.declined:{offer.uuid}:hub"]
    with pytest.raises(OfferOver):
        withdraw_offer(uuid=offer.uuid, actor=cast.teun, now=NOW)
    assert sound()


def test_a_hub_takes_back_its_own_offer_and_no_others(cast):
    offer = an_offer(cast, a_need(cast))
    for who in (cast.wim, cast.zoe):
        with pytest.raises(Http404):
            withdraw_offer(uuid=offer.uuid, actor=who, now=NOW)
    for _again in range(2):
        withdraw_offer(uuid=offer.uuid, reason="Flooded", actor=cast.teun, now=NOW)
    assert told("need.offer_withdrawn") == [f"need.offer_withdrawn:{offer.uuid}:{cast.zoe.pk}"]
    assert sound()


def test_what_was_offered_is_never_edited(cast):
    offer = an_offer(cast, a_need(cast))
    for wrong in ({"own_cents": 1}, {"valid_until": NOW}, {"wishes": []}):
        with pytest.raises((IntegrityError, InternalError)), savepoint():
            Offer.objects.filter(pk=offer.pk).update(**wrong)
    withdraw_offer(uuid=offer.uuid, actor=cast.teun, now=NOW)
    with pytest.raises((IntegrityError, InternalError)), savepoint():
        Offer.objects.filter(pk=offer.pk).update(state="open", ended_at=None)


def test_a_need_that_is_met_twice_is_found(cast):
    offer = an_offer(cast, a_need(cast))
    accepted(offer, cast.zoe)
    offer.need.__class__.objects.filter(pk=offer.need_id).update(state="open", ended_at=None)
    assert len(needs_are_met_once()) == 1


def test_a_change_that_nobody_noted_is_found(cast):
    need = a_need(cast)
    type(need).objects.filter(pk=need.pk).update(state="withdrawn", ended_at=NOW)
    assert needs_are_audited() == [f"nothing is noted of need {need.uuid} being withdrawn"]


def test_what_is_booked_is_part_of_the_pilot_it_was_meant_for(cast):
    pilot = a_pilot(cast)
    offer = an_offer(cast, a_need(cast, part_of=pilot.ref))
    done = accepted(offer, cast.zoe)
    assert done.booking is not None and done.booking.part_of == pilot.ref


def test_a_pilot_that_is_over_keeps_nobody_from_booking(cast):
    pilot = a_pilot(cast)
    offer = an_offer(cast, a_need(cast, part_of=pilot.ref))
    Pilot.objects.update(state="finished", ended_on=NOW.date())
    done = accepted(offer, cast.zoe)
    assert done.booking is not None and not done.booking.part_of


def test_nobody_looks_for_the_pilot_of_others(cast):
    pilot = a_pilot(cast)
    with pytest.raises(NotPartOf):
        post_need(
            organisation=cast.noord,
            facts=need_facts(cast, part_of=pilot.ref),
            actor=cast.ilse,
            now=NOW,
        )
