"""A booking is part of a pilot of its organisation, from the start or afterwards, and the pilot's budget is what that
drew from its fund."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import Http404

from bookings.actions.cancel import cancel
from bookings.actions.place import KeyReused, place
from bookings.actions.put_under import ItIsOver, NotPartOf, put_under
from bookings.models import Booking
from bookings.models.part_of import months_of, named, parts_of
from funding.models import Fund
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from region.actions.agree_budget import AnotherAmount, agree_budget
from region.actions.ask_budget import NoSuchFund, ask_budget
from region.actions.finish_pilot import PilotIsOver, finish_pilot
from region.actions.leave_pilot import leave_pilot
from region.invariants_of_pilots import bookings_are_part_of_theirs, pilots_are_audited
from region.models import Pilot
from region.models.pilot_reads import bookings_seen, drawn_by, open_to
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.bookings import a_request, booked
from tests.factories.funding import FundFactory
from tests.factories.money import fill
from tests.factories.pilots import a_pilot, joined

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def all_is_well() -> bool:
    return [*bookings_are_part_of_theirs(), *pilots_are_audited()] == []


def a_fund(cast: Cast) -> Fund:
    """Of the Makersfonds, with money."""
    fund = FundFactory(slug="makers", agreement__funder=cast.makersfonds)
    fill(fund, 100_000)
    return fund


def test_a_booking_is_placed_as_part_of_a_pilot(cast):
    pilot = a_pilot(cast)
    asked = replace(a_request(cast.zout, cast.studio), part_of=pilot.ref)
    made = place(request=asked, actor=cast.bo, now=NOW).booking
    assert Booking.objects.get(pk=made.pk).part_of == pilot.ref
    assert AuditRow.objects.get(action="bookings.place").facts["part_of"] == str(pilot.ref)
    assert place(request=asked, actor=cast.bo, now=NOW).again
    with pytest.raises(KeyReused):
        place(request=replace(asked, part_of=None), actor=cast.bo, now=NOW)
    assert [each.name for each in parts_of(cast.zout)] == ["Dancing apart"]
    assert all_is_well()


def test_what_was_asked_before_it_could_be_part_of_something_has_the_digest_that_it_had(cast):
    plain = a_request(cast.zout, cast.studio, price_digest="0" * 64)
    assert plain.digest() != replace(plain, part_of=Ref("pilot", "x")).digest()
    assert replace(plain, part_of=None).digest() == plain.digest()


@pytest.mark.parametrize("part_of", [Ref("pilot", "nothing"), Ref("moon", "1")])
def test_nothing_is_part_of_what_is_not_there(cast, part_of):
    asked = replace(a_request(cast.zout, cast.studio), part_of=part_of)
    with pytest.raises(NotPartOf):
        place(request=asked, actor=cast.bo, now=NOW)
    assert not Booking.objects.exists() and named([part_of]) == {}


def test_a_strangers_pilot_is_not_ones_own(cast):
    pilot = a_pilot(cast)
    with pytest.raises(NotPartOf):
        place(
            request=replace(a_request(cast.noord, cast.studio), part_of=pilot.ref), actor=cast.ilse, now=NOW
        )
    joined(cast, pilot)
    made = place(
        request=replace(a_request(cast.noord, cast.studio), part_of=pilot.ref), actor=cast.ilse, now=LATER
    ).booking
    assert made.part_of == pilot.ref
    leave_pilot(slug=pilot.slug, organisation_id=cast.noord.pk, actor=cast.ilse, now=LATER)
    assert all_is_well(), "it took part when that was said"


def test_it_may_be_said_afterwards_and_taken_back(cast):
    pilot, made = a_pilot(cast), booked(cast.bo, cast.zout, cast.studio)
    for _again in range(2):
        put_under(number=made.number, part_of=pilot.ref, actor=cast.zoe, now=LATER)
    assert AuditRow.objects.filter(action="bookings.put_under").count() == 1
    assert months_of(pilot.ref) == [("2026-11", 1)] and all_is_well()
    put_under(number=made.number, part_of=None, actor=cast.bo, now=LATER)
    assert not Booking.objects.get(pk=made.pk).part_of and months_of(pilot.ref) == []
    assert all_is_well()


@pytest.mark.parametrize(("name", "error"), [("mira", Forbidden), ("teun", Forbidden), ("ilse", Http404)])
def test_who_may_not_change_a_booking_does_not_put_it_under_anything(cast, name, error):
    pilot, made = a_pilot(cast), booked(cast.bo, cast.zout, cast.studio)
    with pytest.raises(error):
        put_under(number=made.number, part_of=pilot.ref, actor=getattr(cast, name), now=LATER)
    assert not Booking.objects.get(pk=made.pk).part_of


def test_what_is_over_takes_nothing_in(cast):
    pilot, made = a_pilot(cast), booked(cast.bo, cast.zout, cast.studio)
    cancel(number=made.number, actor=cast.bo, now=LATER, reason="")
    with pytest.raises(ItIsOver):
        put_under(number=made.number, part_of=pilot.ref, actor=cast.bo, now=LATER)
    other = booked(cast.bo, cast.zout, cast.studio, now=LATER)
    finish_pilot(
        slug=pilot.slug,
        on=NOW.date(),
        stopped=False,
        outcome_nl="x",
        outcome_en="",
        actor=cast.zoe,
        now=LATER,
    )
    with pytest.raises(NotPartOf):
        put_under(number=other.number, part_of=pilot.ref, actor=cast.bo, now=LATER)


def test_a_budget_is_agreed_by_its_funder_and_shows_what_bookings_drew(cast):
    declare_band_a(cast.zout)
    fund, pilot = a_fund(cast), a_pilot(cast)
    ask_budget(slug=pilot.slug, fund_slug=fund.slug, cents=5_000, actor=cast.zoe, now=NOW)
    assert all_is_well()
    with pytest.raises(AnotherAmount):
        agree_budget(slug=pilot.slug, yes=True, cents=6_000, is_public=True, actor=cast.fien, now=NOW)
    agree_budget(slug=pilot.slug, yes=True, cents=5_000, is_public=True, actor=cast.fien, now=NOW)
    made = booked(cast.bo, cast.zout, cast.studio)
    assert made.funds_cents > 5_000
    pilot = Pilot.objects.get()
    assert drawn_by(pilot) == (0, 0), "not its booking"
    put_under(number=made.number, part_of=pilot.ref, actor=cast.bo, now=LATER)
    assert drawn_by(pilot) == (made.funds_cents, 0)
    assert [bool(each.note) for each in open_to(cast.zout.pk)] == [True], "who chooses it is told"
    assert all_is_well()
    cancel(number=made.number, actor=cast.bo, now=LATER, reason="")
    assert drawn_by(pilot) == (0, 0) and all_is_well()


@pytest.mark.parametrize("name", ["zoe", "karim", "anna", "ilse"])
def test_nobody_but_its_funder_agrees_to_a_budget(cast, name):
    fund, pilot = a_fund(cast), a_pilot(cast)
    ask_budget(slug=pilot.slug, fund_slug=fund.slug, cents=5_000, actor=cast.zoe, now=NOW)
    with pytest.raises(Http404):
        agree_budget(
            slug=pilot.slug, yes=True, cents=5_000, is_public=True, actor=getattr(cast, name), now=NOW
        )
    assert Pilot.objects.get().budget_state == "asked"


def test_a_budget_is_of_a_fund_that_is_there(cast):
    fund, pilot = a_fund(cast), a_pilot(cast)
    for slug, cents in (("nothing", 5_000), (fund.slug, 0)):
        with pytest.raises(NoSuchFund):
            ask_budget(slug=pilot.slug, fund_slug=slug, cents=cents, actor=cast.zoe, now=NOW)
    with pytest.raises(Forbidden):
        ask_budget(slug=pilot.slug, fund_slug=fund.slug, cents=1, actor=cast.mira, now=NOW)
    with pytest.raises(Http404):
        ask_budget(slug=pilot.slug, fund_slug=fund.slug, cents=1, actor=cast.fien, now=NOW)
    Fund.objects.update(closed_at=NOW)
    with pytest.raises(NoSuchFund):
        ask_budget(slug=pilot.slug, fund_slug=fund.slug, cents=5_000, actor=cast.zoe, now=NOW)
    finish_pilot(
        slug=pilot.slug, on=NOW.date(), stopped=True, outcome_nl="x", outcome_en="", actor=cast.zoe, now=NOW
    )
    with pytest.raises(PilotIsOver):
        ask_budget(slug=pilot.slug, fund_slug=fund.slug, cents=5_000, actor=cast.zoe, now=NOW)


def test_each_side_sees_its_own_bookings_under_a_pilot(cast):
    pilot = a_pilot(cast)
    joined(cast, pilot)
    made = booked(cast.bo, cast.zout, cast.studio)
    put_under(number=made.number, part_of=pilot.ref, actor=cast.bo, now=LATER)
    assert bookings_seen(pilot, organisations=[cast.zout.pk], hubs=[]) == [made]
    assert bookings_seen(pilot, organisations=[], hubs=[cast.effenaar.pk]) == [made]
    assert bookings_seen(pilot, organisations=[cast.noord.pk], hubs=[cast.tetem.pk]) == []


def test_a_booking_under_what_is_not_there_is_found(cast):
    a_pilot(cast)
    stranger = booked(cast.ilse, cast.noord, cast.studio)
    Booking.objects.filter(pk=stranger.pk).update(part_of=Pilot.objects.get().ref)
    assert len(bookings_are_part_of_theirs()) == 1 and len(pilots_are_audited()) == 1
    Booking.objects.filter(pk=stranger.pk).update(part_of=Ref("pilot", "gone"))
    assert bookings_are_part_of_theirs() == [
        f"booking {stranger.number} is part of pilot:gone, which is not there"
    ]
