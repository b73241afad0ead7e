"""What the house keeps for itself is made, moved and stretched in the timeline; what it meets is shown first."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from bookings.actions.cancel import cancel
from bookings.models import Block
from bookings.models.blocked import unit_ids_of
from bookings.models.planning import taken_of
from hub.kit import clock
from hub.kit.refs import Ref
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.pages.moving_help import HX, NEW, bar, broken, done, dragged, minutes, said, undone
from tests.pages.picking import words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

MORNING = thursday(9, 13)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def teun(cast) -> Client:
    return signed_in(cast.teun)


@pytest.mark.parametrize("to", [thursday(9, 16), thursday(11, 13), thursday(9, 11), thursday(7, 13)])
def test_a_block_is_stretched_at_either_end_and_goes_back(cast, teun, to):
    made = blocked(cast.studio.units.get(), period=MORNING, actor=cast.teun)
    answer = done(teun, dragged(teun, bar(made), to=to))
    made.refresh_from_db()
    assert made.period == to
    done(teun, undone(teun, answer))
    made.refresh_from_db()
    assert made.period == MORNING
    assert broken() == {}


def test_a_block_goes_to_another_thing(cast, teun):
    made = blocked(cast.studio.units.get(), period=MORNING, actor=cast.teun)
    engineer = cast.engineer.units.get()
    asked = dragged(teun, bar(made), to=MORNING, unit=engineer)
    assert engineer.label in said(asked)
    done(teun, asked)
    assert list(unit_ids_of(made.pk)) == [engineer.pk]
    assert broken() == {}


def test_of_several_units_all_move_together(cast, teun):
    units = list(cast.microphones.units.order_by("pk")[:2])
    made = blocked(*units, period=MORNING, actor=cast.teun)
    done(teun, dragged(teun, bar(made, units[1]), to=thursday(14, 18)))
    made.refresh_from_db()
    assert made.period == thursday(14, 18) and set(unit_ids_of(made.pk)) == {each.pk for each in units}
    assert broken() == {}


@pytest.mark.parametrize("to", [thursday(11, 21), thursday(10, 22), thursday(8, 20)])
def test_a_block_that_got_back_what_lay_within_it_is_dragged_as_the_one_bar_it_is(cast, teun, to):
    booking = booked(cast.bo, cast.zout, cast.studio)
    whole = thursday(10, 20)
    made = blocked(cast.studio.units.get(), period=whole, actor=cast.teun, knowing=[booking.number])
    cancel(number=booking.number, actor=cast.bo, now=clock.now())
    assert len(taken_of(hub=cast.effenaar, window=whole, now=clock.now())) == 1
    done(teun, dragged(teun, bar(made), to=to, was=whole))
    made.refresh_from_db()
    assert made.period == to
    assert broken() == {}


def test_a_block_is_not_dragged_to_where_it_is_over(cast, teun):
    made = blocked(cast.studio.units.get(), period=MORNING, actor=cast.teun)
    past = thursday(9, 13)
    past = type(past)(past.start - timedelta(days=7), past.end - timedelta(days=7))
    answer = dragged(teun, bar(made), to=past)
    assert answer.status_code == 400 and "over already" in said(answer)
    made.refresh_from_db()
    assert made.period == MORNING


def test_what_is_read_from_another_calendar_is_moved_there(cast, teun):
    made = blocked(
        cast.studio.units.get(), period=MORNING, actor=cast.teun, origin=Ref("calendar", str(uuid4()))
    )
    answer = dragged(teun, bar(made), to=thursday(14, 18))
    assert answer.status_code == 409 and "another calendar" in said(answer)
    made.refresh_from_db()
    assert made.period == MORNING


def test_what_a_moved_block_meets_waits_for_a_decision_that_the_note_leads_to(cast, teun):
    booked(cast.bo, cast.zout, cast.studio)
    made = blocked(cast.studio.units.get(), period=MORNING, actor=cast.teun)
    answer = done(teun, dragged(teun, bar(made), to=thursday(12, 16)))
    assert "Decide about them" in said(answer) and "/repair/" in words(answer)


def test_a_new_block_over_a_booking_shows_it_first_and_then_leads_to_its_proposals(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    asked = {"do": "house", "unit": cast.studio.units.get().pk, **minutes(thursday(10, 20))}
    asked |= {"kind": "maintenance", "title": "New floor"}
    answer = teun.post(NEW, asked, headers=HX)
    assert answer.status_code == 422 and booking.number in said(answer)
    assert "then I decide" in said(answer) and not Block.objects.exists()
    answer = teun.post(NEW, asked | {"knowing": booking.number}, headers=HX)
    assert answer["X-Done"] == "1" and "/repair/" in words(answer)
    assert Block.objects.get().period == thursday(10, 20)
    assert booking.number in said(teun.get("/en/desk/effenaar/repair/"))
    assert broken() == {}


def test_without_a_script_the_same_leads_to_the_proposals(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    asked = {"do": "house", "unit": cast.studio.units.get().pk, **minutes(thursday(10, 20))}
    asked |= {"kind": "maintenance", "title": "", "knowing": booking.number}
    assert teun.post(NEW, asked)["Location"].endswith("/desk/effenaar/repair/")
