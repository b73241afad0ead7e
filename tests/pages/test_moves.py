"""A drag in the planning: it asks, it is done when somebody says so, it is put back, and a refusal says why."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.actions.cancel import cancel
from bookings.models import Occupancy
from facilities.models import UnitState
from hub.kit.models import AuditRow, OutboxMessage
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.blocks import blocked
from tests.factories.bookings import booked, held
from tests.factories.facilities import FacilityFactory
from tests.pages.moving_help import ASK, DO, bar, broken, changed_mails, done, dragged, said, sealed, undone
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

MORNING, AFTERNOON, LONG = thursday(9, 13), thursday(13, 17), thursday(13, 19)


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


def test_a_drag_asks_what_it_changes_and_changes_nothing(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    answer = dragged(teun, bar(booking), to=MORNING)
    text = said(answer)
    for fact in (
        "Collectief Zout",
        booking.number,
        "9:00",
        "stays as it is",
        "No fee",
        "Bo",
        "Effenaar",
        "Do it",
    ):
        assert fact in text, fact
    booking.refresh_from_db()
    assert booking.period == AFTERNOON and changed_mails() == 0


def test_who_says_yes_moves_it_and_both_sides_are_told_why(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    answer = done(teun, dragged(teun, bar(booking), to=MORNING))
    assert answer.status_code == 200 and answer["X-Done"] == "1", said(answer)
    booking.refresh_from_db()
    assert booking.period == MORNING
    messages = OutboxMessage.objects.filter(kind="booking.changed")
    assert {each.payload["why"] for each in messages} == {"The piano tuner comes"} and len(messages) == 2
    assert AuditRow.objects.get(action="bookings.change").actor_id == cast.teun.pk
    assert broken() == {}


def test_what_is_stretched_shows_what_it_costs_more(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    asked = dragged(teun, bar(booking), to=LONG)
    assert "more" in said(asked)
    before = booking.own_cents
    done(teun, asked)
    booking.refresh_from_db()
    assert booking.period == LONG and booking.own_cents > before
    assert broken() == {}


def test_things_of_the_same_time_go_along_and_others_stay(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio, cast.engineer, (cast.microphones, 2, thursday(14, 16)))
    asked = dragged(teun, bar(booking, cast.studio.units.get()), to=MORNING)
    assert "Sound engineer, Studio 2" in said(asked)
    done(teun, asked)
    periods = {line.facility.name: line.period for line in booking.lines.select_related("facility")}
    assert periods["Studio 2"] == periods["Sound engineer"] == MORNING
    assert periods[cast.microphones.name] == thursday(14, 16)


def test_undo_asks_again_and_puts_it_back_where_it_was(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    own = booking.own_cents
    back = undone(teun, done(teun, dragged(teun, bar(booking), to=LONG)))
    assert "data-at-once" in back.content.decode(), said(back)
    assert done(teun, back).status_code == 200
    booking.refresh_from_db()
    assert (booking.period, booking.own_cents) == (AFTERNOON, own)
    assert broken() == {}


def test_undo_says_when_somebody_has_the_old_time_meanwhile(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    answer = done(teun, dragged(teun, bar(booking), to=MORNING))
    held(cast.ilse, cast.noord, cast.studio)
    back = undone(teun, answer)
    assert back.status_code == 409 and "Studio 2" in said(back)
    booking.refresh_from_db()
    assert booking.period == MORNING


def test_a_unit_that_somebody_has_or_that_is_broken_is_refused_in_words(cast, teun):
    first, second, third = cast.microphones.units.order_by("pk")[:3]
    booking = booked(cast.bo, cast.zout, cast.microphones)
    booked(cast.bo, cast.zout, cast.microphones)
    third.state = UnitState.IN_REPAIR
    third.save()
    for unit, fact in ((second, "is not free"), (third, "not in service")):
        answer = dragged(teun, bar(booking), to=AFTERNOON, unit=unit)
        assert answer.status_code == 409 and fact in said(answer)
    assert bar(booking).unit == first


@pytest.mark.parametrize(("to", "fact"), [(thursday(2, 4), "open"), (thursday(18, 20), "no longer free")])
def test_a_time_that_cannot_be_had_is_refused_in_words(cast, teun, to, fact):
    booking = booked(cast.bo, cast.zout, cast.studio)
    held(cast.ilse, cast.noord, cast.studio, period=thursday(18, 20), now=NOW + timedelta(minutes=1))
    answer = dragged(teun, bar(booking), to=to)
    assert answer.status_code == 409 and fact in said(answer), said(answer)


def test_only_what_is_confirmed_and_has_not_begun_moves(cast, teun, monday_morning):
    hold = held(cast.bo, cast.zout, cast.studio, now=NOW + timedelta(minutes=1))
    answer = dragged(teun, bar(hold), to=MORNING)
    assert answer.status_code == 409 and "confirmed" in said(answer)
    booking = booked(cast.bo, cast.zout, cast.engineer)
    monday_morning.move_to(AFTERNOON.start + timedelta(minutes=5))
    teun = signed_in(cast.teun)
    assert "begun" in said(dragged(teun, bar(booking), to=thursday(14, 18)))


def test_two_people_drag_the_same_booking_and_the_second_is_told(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    hanna = signed_in(cast.hanna)
    old = bar(booking)
    first, second = dragged(teun, old, to=MORNING), dragged(hanna, old, to=thursday(18, 22))
    assert done(teun, first).status_code == 200
    late = done(hanna, second)
    assert late.status_code == 409 and "no longer what you saw" in said(late)
    # And whoever drags what stands on their screen still.
    assert "no longer what you saw" in said(dragged(hanna, old, to=thursday(18, 22)))
    booking.refresh_from_db()
    assert booking.period == MORNING


def test_a_booking_that_ended_meanwhile_is_not_moved(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    asked = dragged(teun, bar(booking), to=MORNING)
    cancel(number=booking.number, actor=cast.bo, now=NOW + timedelta(minutes=2))
    assert done(teun, asked).status_code == 409
    assert not Occupancy.objects.live().exists()


def test_a_change_needs_a_reason(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    assert done(teun, dragged(teun, bar(booking), to=MORNING), reason=" ").status_code == 400
    booking.refresh_from_db()
    assert booking.period == AFTERNOON


def test_a_block_moves_with_what_it_meets_shown_first_and_goes_back(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    made = blocked(cast.studio.units.get(), period=MORNING, actor=cast.teun, title="New floor")
    asked = dragged(teun, bar(made), to=thursday(12, 16))
    assert booking.number in said(asked) and "until you decide" in said(asked)
    answer = done(teun, asked)
    made.refresh_from_db()
    assert made.period == thursday(12, 16) and changed_mails() == 0
    done(teun, undone(teun, answer))
    made.refresh_from_db()
    assert made.period == MORNING
    assert broken() == {}


def test_two_people_drag_the_same_block(cast, teun):
    made = blocked(cast.studio.units.get(), period=MORNING, actor=cast.teun)
    hanna = signed_in(cast.hanna)
    first, second = (dragged(each, bar(made), to=AFTERNOON) for each in (teun, hanna))
    done(teun, first)
    assert "no longer what you saw" in said(done(hanna, second))


def test_another_hubs_bar_and_a_token_from_elsewhere_are_nothing(cast, teun):
    other = FacilityFactory(name="Elsewhere")
    theirs = blocked(other.units.get())
    assert dragged(teun, bar(theirs), to=MORNING).status_code == 409
    booking = booked(cast.bo, cast.zout, cast.studio)
    token = sealed(dragged(teun, bar(booking), to=MORNING))
    anna = signed_in(cast.anna)
    elsewhere = DO.replace("effenaar", other.hub.slug)
    assert anna.post(elsewhere, {"token": token, "reason": "x"}).status_code == 409
    assert teun.post(elsewhere, {"token": token, "reason": "x"}).status_code == 404
    booking.refresh_from_db()
    assert booking.period == AFTERNOON


def test_a_site_administrator_looks_and_moves_nothing(cast):
    booking = booked(cast.bo, cast.zout, cast.studio)
    anna = signed_in(cast.anna)
    answer = done(anna, dragged(anna, bar(booking), to=MORNING))
    assert answer.status_code == 403
    booking.refresh_from_db()
    assert booking.period == AFTERNOON


def test_the_form_does_what_a_drag_does_without_a_script(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    page = f"{ASK}?booking={booking.number}"
    assert booking.number in said(teun.get(page))
    held_by = bar(booking)
    data = {"held": held_by.pk, "unit": held_by.unit_id, "date": "2026-11-26", "from": "09:00", "to": "13:00"}
    asked = teun.post(page, data)
    assert "Nothing has happened yet" in said(asked)
    answer = teun.post(DO, {"token": sealed(asked), "reason": "The piano tuner comes"})
    assert answer.status_code == 302 and answer["Location"].endswith("?day=2026-11-26")
    booking.refresh_from_db()
    assert booking.period == MORNING
    refused = teun.post(page, data | {"held": bar(booking).pk, "from": "02:00", "to": "03:00"})
    assert refused.status_code == 409 and "open" in said(refused)
    assert teun.post(page, data | {"held": "0"}).status_code == 422


def test_what_the_form_moved_is_put_back_from_the_planning_of_that_day(cast, teun):
    first, second = cast.microphones.units.order_by("pk")[:2]
    booking = booked(cast.bo, cast.zout, cast.microphones)
    data = {"held": bar(booking).pk, "unit": second.pk, "date": "2026-11-26", "from": "13:00", "to": "17:00"}
    asked = teun.post(f"{ASK}?booking={booking.number}", data)
    answer = teun.post(DO, {"token": sealed(asked)})
    # Another unit is no other time: the day of the booking all the same, and not today.
    assert answer.status_code == 302 and answer["Location"].endswith("?day=2026-11-26")
    planning = teun.get(answer["Location"])
    assert "Nobody needed a mail." in said(planning) and bar(booking).unit == second
    back = teun.post(ASK, {"back": sealed(planning, "back")})
    assert "Nothing has happened yet" in said(back)
    teun.post(DO, {"token": sealed(back)})
    assert bar(booking).unit == first
    assert "Undo" in said(teun.get(answer["Location"]))
    assert "Undo" not in said(teun.get(answer["Location"])), "it is said once"
    assert broken() == {}
