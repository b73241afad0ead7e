"""The desk and inductions: who calls, what is kept for somebody, what is moved; and who says what is asked for."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.book_for_caller import Called, book_for_caller
from bookings.actions.keep_in_option import Kept, keep_in_option
from bookings.actions.rehouse import rehouse
from bookings.actions.waive_induction import NothingToWaive, SayWhyWaiver, waive_induction
from bookings.models import InductionWaiver
from bookings.rules.refusals import InductionMissing
from facilities.actions.ask_for_induction import (
    InductionOfAnotherHub,
    SessionsAskForNothing,
    ask_for_induction,
)
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import NOW
from tests.factories.bookings import AFTERNOON, booked, held
from tests.factories.changes import a_change
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import card
from tests.factories.inductions import a_session, an_induction, asked_at, given
from tests.factories.options import gives_options


@pytest.fixture
def stage(db):
    with override("en"):
        yield cast.assemble()


@pytest.fixture
def laser(stage):
    """The studio asks for it; nobody holds it."""
    return asked_at(stage.studio)


CALLER = Called(organisation="Fanfare", name="Jo", email="jo@example.org")


def called(stage, **said):
    unit = stage.studio.units.get()
    asked = {
        "hub": stage.effenaar, "called": CALLER, "unit": unit, "period": AFTERNOON, "purpose": "", "own_cents": 16_000,
        "house_rules_version": None, "request_key": uuid4(), "actor": stage.teun, "now": NOW,
    }  # fmt: skip
    return book_for_caller(**asked | said).booking


def test_who_calls_is_let_in_by_the_desk_with_a_reason_alone(stage, laser):
    with pytest.raises(InductionMissing):
        called(stage)
    given(laser, stage.teun)  # the desk's own induction is nobody else's
    with pytest.raises(InductionMissing):
        called(stage, waiving="  ")
    booking = called(stage, waiving="Teun is beside them.")
    waiver = InductionWaiver.objects.get(booking=booking)
    assert (waiver.induction, waiver.reason, waiver.by) == (laser, "Teun is beside them.", stage.teun)
    (row,) = AuditRow.objects.filter(about=booking.ref, action="bookings.waive_induction")
    assert (row.actor_id, row.reason, row.facts) == (
        stage.teun.pk, "Teun is beside them.", {"inductions": [laser.pk]},
    )  # fmt: skip


def test_the_desk_keeps_an_option_for_who_holds_it_or_says_why_not(stage, laser):
    gives_options(stage.studio)
    kept = Kept(stage.zout, stage.studio.units.get(), AFTERNOON, "", 16_000)
    keep = {"hub": stage.effenaar, "actor": stage.teun, "now": NOW}
    with pytest.raises(InductionMissing):
        keep_in_option(kept=kept, request_key=uuid4(), **keep)
    done = keep_in_option(kept=replace(kept, waiving="Ours helps."), request_key=uuid4(), **keep)
    assert done.booking.induction_waivers.get().induction == laser


def moved(stage, booking, facility, by=None):
    """As the desk drags it, or puts it elsewhere because it cannot be kept."""
    asked = a_change(stage.teun, booking, facility, reason="The other one leaks.")
    return rehouse(request=replace(asked, for_hub=True), actor=by or stage.teun, now=NOW)


def test_the_desk_moves_a_booking_to_what_asks_for_one_once_it_has_said_why(stage):
    other = FacilityFactory(hub=stage.effenaar, name="Studio 3", open_days=[date(2026, 11, 26)])
    card(other, daypart=16_000)
    laser = asked_at(other)
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(InductionMissing):
        moved(stage, booking, other)
    waive = {"number": booking.number, "induction": laser, "now": NOW}
    for actor in (stage.bo, stage.zoe):
        with pytest.raises(Forbidden):
            waive_induction(reason="x", actor=actor, **waive)
    for stranger in (stage.ilse, stage.wim):
        with pytest.raises(Http404):
            waive_induction(reason="x", actor=stranger, **waive)
    with pytest.raises(SayWhyWaiver):
        waive_induction(reason=" ", actor=stage.teun, **waive)
    waive_induction(reason="Noor is beside them.", actor=stage.teun, **waive)
    waive_induction(reason="Noor is beside them.", actor=stage.teun, **waive)
    moved(stage, booking, other)
    assert booking.lines.get().facility == other
    with pytest.raises(NothingToWaive):
        waive_induction(reason="x", actor=stage.teun, **waive | {"now": AFTERNOON.end})


def test_an_induction_of_another_hub_is_not_waived_here(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(Forbidden):
        waive_induction(
            number=booking.number, induction=an_induction(stage.tetem), reason="x", actor=stage.teun, now=NOW
        )


def test_a_manager_asks_for_one_of_the_own_hub_and_for_none_again(stage):
    ours, theirs = an_induction(stage.effenaar), an_induction(stage.tetem)
    ask = {"facility": stage.studio, "now": NOW}
    for actor in (stage.teun, stage.bo, stage.wim):
        with pytest.raises(Forbidden):
            ask_for_induction(induction=ours, actor=actor, **ask)
    with pytest.raises(InductionOfAnotherHub):
        ask_for_induction(induction=theirs, actor=stage.hanna, **ask)
    ask_for_induction(induction=ours, actor=stage.hanna, **ask)
    ask_for_induction(induction=ours, actor=stage.hanna, **ask)
    assert AuditRow.objects.filter(action="facilities.ask_for_induction").count() == 1
    session = a_session(stage.effenaar, ours)
    with pytest.raises(SessionsAskForNothing):
        ask_for_induction(facility=session.facility, induction=ours, actor=stage.hanna, now=NOW)
    ask_for_induction(induction=None, actor=stage.hanna, **ask)
    assert held(stage.bo, stage.zout, stage.studio)
