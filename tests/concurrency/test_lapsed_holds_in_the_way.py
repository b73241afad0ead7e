"""Two placers each let go of a lapsed hold whose fund the other is about to ask: nobody waits in a circle."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from bookings.actions import _ending, _placing
from bookings.actions.place import place
from bookings.models import Booking
from funding.models import Fund, FundRule
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants, from_a_deadlock, losers, meet_before, winners
from tests.factories.bookings import a_request, held
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import BandDeclarationFactory, FundFactory, card, four_bands
from tests.factories.money import fill

pytestmark = pytest.mark.race
LATER = NOW + timedelta(minutes=15)


def fund_of(region) -> Fund:
    fund = FundFactory(for_everything=False)
    FundRule.objects.create(fund=fund, place="seat", region=region)
    fill(fund, 1_000_000)
    return fund


def crossed():
    """Studio A was held with Groningen's money and B with Brabant's; both lapsed. Now Brabant wants A, Groningen B."""
    stage = cast.assemble()
    fund_of(stage.brabant)
    fund_of(stage.groningen)
    for organisation in (stage.zout, stage.noord):
        BandDeclarationFactory(organisation=organisation, band=four_bands()["A"])
    a, b = [FacilityFactory(hub=stage.effenaar, open_days=[cast.THURSDAY]) for _ in range(2)]
    for studio in (a, b):
        card(studio, daypart=16_000)
    assert held(stage.ilse, stage.noord, a).funds_cents
    assert held(stage.bo, stage.zout, b).funds_cents
    return [
        (stage.bo, a_request(stage.zout, a, now=LATER)),
        (stage.ilse, a_request(stage.noord, b, now=LATER)),
    ]


def at_once(own_database, asked):
    def one(number: int):
        person, request = asked[number]
        with override("en"):
            return place(request=request, actor=person, now=LATER)

    return own_database.crowd(2, one)


@pytest.mark.parametrize("_round", range(3))
def test_both_let_go_and_both_book(own_database, _round):
    assert len(winners(at_once(own_database, crossed()))) == 2
    assert sorted(Booking.objects.values_list("state", flat=True)) == ["expired", "expired", "held", "held"]
    assert broken_invariants() == {}


def test_funds_locked_one_group_after_the_other_would_wait_in_a_circle(own_database, monkeypatch):
    """The negative control: each holds the fund of what it let go when it asks for its own."""
    asked = crossed()
    monkeypatch.setattr(_ending, "locked_funds", lambda ids: [])
    meet_before(monkeypatch, _placing, "reserve", 2)
    (victim,) = losers(at_once(own_database, asked))
    assert from_a_deadlock(victim)
