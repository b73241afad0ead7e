"""Under which rule of state aid a fund gives may change; what it gave before stays what it was, also when it is booked
otherwise afterwards."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from bookings.actions.cancel import cancel
from funding.actions.declare_aid import declare_aid
from funding.actions.set_aid_basis import set_aid_basis
from funding.invariants_of_aid import aid_is_what_was_said_then
from funding.models import AidBasis, Allocation, Fund, FundingAgreement
from funding.models.aiding import aid_of
from tests import cast
from tests.cast import MONDAY, NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.changes import changed
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.factories.money import fill
from tests.factories.terms import DAY_HALF, terms

HOUR = timedelta(hours=1)
LATE = thursday(13, 17).start - HOUR
NONE, AID = AidBasis.NONE, AidBasis.DE_MINIMIS


@pytest.fixture
def stage(db):
    with override("en"):
        stage = cast.assemble()
        cast.declare_band_a(stage.zout)
        fund = FundFactory(
            agreement=FundingAgreementFactory(funder=stage.makersfonds), bears_cancellation_fees=True
        )
        fill(fund, 500_000)
        terms(stage.effenaar, DAY_HALF)
        yield stage
    assert broken_invariants() == {}


def becomes(stage, basis: AidBasis, *, now=NOW + HOUR) -> None:
    set_aid_basis(agreement=FundingAgreement.objects.get(), basis=basis, actor=stage.fien, now=now)


def declared(stage, *, left: int) -> None:
    said = {"undertaking": "", "sector": "90", "actor": stage.zoe, "now": NOW}
    declare_aid(organisation=stage.zout, other_cents=30_000_000 - left, **said)


def live(booking, kind: str = "price") -> dict[str, int]:
    rows = Allocation.objects.filter(about=booking.ref, kind=kind, fund__isnull=False)
    found: dict[str, int] = {}
    for basis, cents in rows.exclude(state="released").values_list("aid_basis", "cents"):
        found[basis] = found.get(basis, 0) + cents
    return found


def four_microphones_and_then_two_and_an_engineer(stage):
    """For each microphone € 6.50 is carried; of the engineer € 78.00."""
    booking = booked(stage.bo, stage.zout, (stage.microphones, 4))
    assert sum(live(booking).values()) == 2_600
    return booking, lambda: changed(
        stage.bo, booking, (stage.microphones, 2), stage.engineer, now=NOW + 2 * HOUR
    )


def test_what_was_no_aid_stays_none_when_a_change_adds_aid_beside_it(stage):
    booking, change_it = four_microphones_and_then_two_and_an_engineer(stage)
    becomes(stage, AID)
    declared(stage, left=700)
    change_it()
    assert live(booking) == {NONE: 1_300, AID: 700}
    assert aid_of(stage.zout.pk, on=MONDAY).left_cents == 0


def test_what_was_aid_stays_aid_and_what_a_change_adds_of_other_money_is_none(stage):
    becomes(stage, AID, now=NOW - HOUR)
    declared(stage, left=10_000)
    booking, change_it = four_microphones_and_then_two_and_an_engineer(stage)
    becomes(stage, NONE)
    change_it()
    assert live(booking) == {AID: 1_300, NONE: 7_800}
    assert aid_of(stage.zout.pk, on=MONDAY).granted_cents == 1_300


def test_a_fee_is_aid_as_far_as_what_it_is_paid_from_was(stage):
    """It is paid from what was set aside first."""
    booking, change_it = four_microphones_and_then_two_and_an_engineer(stage)
    becomes(stage, AID)
    declared(stage, left=10_000)
    change_it()
    cancel(number=booking.number, actor=stage.bo, now=LATE)
    assert live(booking, "fee") == {NONE: 1_300, AID: 3_250}
    assert aid_of(stage.zout.pk, on=MONDAY).granted_cents == 3_250


def test_an_allocation_of_another_basis_than_held_then_is_found(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    becomes(stage, AID)
    assert aid_is_what_was_said_then() == []
    rows = Allocation.objects.filter(about=booking.ref)
    rows.update(aid_basis=AID, granted_on=MONDAY)
    (sentence,) = aid_is_what_was_said_then()
    assert "is de_minimis, its agreement gave otherwise then" in sentence
    rows.update(aid_basis=NONE, granted_on=None)
    later = booked(stage.bo, stage.zout, stage.engineer, now=NOW + 2 * HOUR)
    assert later.funds_cents == 0, "nothing is declared, so nothing is granted"


def test_where_nobody_ever_said_so_it_is_what_the_agreement_says(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    FundingAgreement.objects.update(aid_basis=AID)
    (sentence,) = aid_is_what_was_said_then()
    assert f"{Fund.objects.get().slug}" in sentence and str(booking.ref) in sentence
    FundingAgreement.objects.update(aid_basis=NONE)
