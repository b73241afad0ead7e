"""Two colleagues, and EUR 7 of de minimis aid that the law still allows their organisation."""

import pytest
from django.utils.translation import override

from bookings.actions import _placing
from bookings.actions.place import place
from bookings.models import Booking
from funding.actions.declare_aid import declare_aid
from funding.actions.reserve import AidCeilingReached
from funding.models import AidBasis, AidCeiling
from hub.kit.locks import LockKind
from tests import cast
from tests.cast import NOW
from tests.concurrency.rivals import broken_invariants, meet_before, with_another_lock
from tests.factories.bookings import a_request
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import FundFactory, FundingAgreementFactory, card
from tests.factories.money import fill

pytestmark = pytest.mark.race


def two_places(own_database):
    """Each in a studio and with a fund of their own, so that only the organisation's key is shared."""
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    for slug in ("north", "south"):
        agreement = FundingAgreementFactory(funder=stage.makersfonds, aid_basis=AidBasis.DE_MINIMIS)
        fill(FundFactory(agreement=agreement, slug=slug), 50_000)
    other = FacilityFactory(hub=stage.effenaar, open_days=[cast.THURSDAY])
    card(other, hour=4_000)
    AidCeiling.objects.create(valid_from=cast.MONDAY, cents=700, years=3, source="a law with a low ceiling")
    declare_aid(
        organisation=stage.zout,
        other_cents=0,
        undertaking="",
        sector="90",
        actor=stage.zoe,
        now=NOW,
    )
    asked = [a_request(stage.zout, stage.studio), a_request(stage.zout, other)]
    people = [stage.zoe, stage.bo]

    def one(number: int) -> Booking:
        with override("en"):
            return place(request=asked[number], actor=people[number], now=NOW).booking

    return lambda: own_database.crowd(2, one)


@pytest.mark.parametrize("_round", range(3))
def test_two_colleagues_share_what_the_law_still_allows(own_database, _round):
    outcomes = two_places(own_database)()
    given = [each.funds_cents for each in outcomes if isinstance(each, Booking)]
    assert sum(given) == 700
    assert {type(each) for each in outcomes} <= {Booking, _placing.PriceChanged, AidCeilingReached}
    assert broken_invariants() == {}


def test_without_the_organisations_key_the_ceiling_is_passed(own_database, monkeypatch):
    go = two_places(own_database)
    real = _placing.lock
    with_another_lock(monkeypatch, lambda keys: real([key for key in keys if key[0] == LockKind.FACILITY]))
    monkeypatch.setattr("funding.actions.reserve._check_aid", lambda *facts: None)
    meet_before(monkeypatch, _placing, "_insert_booking", 2)
    outcomes = go()
    assert sum(each.funds_cents for each in outcomes if isinstance(each, Booking)) == 1_400
    assert "I4e" in broken_invariants()
