"""The desk books for somebody who calls and has no account, and keeps a time for the house itself."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.test import Client

from bookings.actions.book_for_caller import Called, NoWayToReachThem, book_for_caller
from bookings.models import Block, Booking, BookingState, Caller, Occupancy
from bookings.outbound.mail import send
from facilities.models import Facility
from funding.forms.giving import FunderForm
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from members.models import Organisation
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.pages.moving_help import HX, NEW, a_call, broken, minutes, said
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

AFTERNOON = thursday(13, 17)


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


def test_a_free_time_shows_the_list_price_before_anything_is_booked(cast, teun):
    asked = {"unit": cast.studio.units.get().pk, **minutes(AFTERNOON)}
    text = said(teun.get(NEW, asked, headers=HX))
    for fact in ("Studio 2", "13:00", "list price", "For somebody who calls", "For the house itself"):
        assert fact in text, fact
    assert not Booking.objects.exists()


def test_who_calls_has_a_confirmed_booking_on_account_and_a_mail(cast, teun):
    unit = cast.studio.units.get()
    answer = teun.post(NEW, a_call(unit, AFTERNOON), headers=HX)
    assert answer["X-Done"] == "1", said(answer)
    booking = Booking.objects.get()
    assert (booking.state, booking.period, booking.purpose) == (
        BookingState.CONFIRMED,
        AFTERNOON,
        "A rehearsal",
    )
    assert booking.own_cents == booking.list_cents > 0
    organisation = booking.organisation
    assert (organisation.name, organisation.billing_email) == ("De Regenboog", "wil@voorbeeld.example")
    assert organisation.made_by_desk and organisation.caller.hub == cast.effenaar
    for message in OutboxMessage.objects.filter(kind="booking.confirmed"):
        send(message)
    to_guest = next(each for each in mail.outbox if each.to == ["wil@voorbeeld.example"])
    assert "Effenaar" in to_guest.subject and cast.teun.email not in str(to_guest.message())
    assert AuditRow.objects.filter(action="bookings.write_down_caller", actor_id=cast.teun.pk).count() == 1
    assert broken() == {}


def test_who_gave_a_telephone_alone_is_told_by_the_desk(cast, teun):
    call = a_call(cast.studio.units.get(), AFTERNOON, email="", phone="040 1234567")
    teun.post(NEW, call, headers=HX)
    for message in OutboxMessage.objects.filter(kind="booking.confirmed"):
        send(message)
    assert all(each.to == [cast.effenaar.email] for each in mail.outbox)
    page = said(teun.get(f"/en/bookings/{Booking.objects.get().number}/"))
    assert "Wil van Dam" in page and "040 1234567" in page


def test_one_of_a_pool_is_the_one_that_was_chosen(cast, teun):
    third = cast.microphones.units.order_by("pk")[2]
    teun.post(NEW, a_call(third, AFTERNOON), headers=HX)
    assert Occupancy.objects.live().get().unit == third


def test_sent_twice_it_is_one_booking(cast, teun):
    call = a_call(cast.studio.units.get(), AFTERNOON)
    for _time in range(2):
        assert teun.post(NEW, call, headers=HX).status_code == 200
    assert Booking.objects.count() == Caller.objects.count() == 1


def test_no_way_to_reach_them_and_a_price_that_changed_leave_nothing_behind(cast, teun):
    unit = cast.studio.units.get()
    for wrong, fact in (
        ({"email": ""}, "telephone number"),
        ({"own_cents": 1}, "price has changed"),
        ({"email": "nonsense"}, "valid email"),
        ({"organisation": ""}, "For whom"),
        ({"key": "nonsense"}, ""),
        ({"language": "tlh"}, ""),
    ):
        answer = teun.post(NEW, a_call(unit, AFTERNOON, **wrong), headers=HX)
        assert answer.status_code == 422 and fact in said(answer), said(answer)
    assert not Booking.objects.exists() and not Organisation.objects.filter(made_by_desk=True).exists()


def test_a_time_that_somebody_has_is_refused_in_words(cast, teun):
    booked(cast.bo, cast.zout, cast.studio)
    answer = teun.post(NEW, a_call(cast.studio.units.get(), AFTERNOON), headers=HX)
    assert answer.status_code == 422 and "no longer free" in said(answer)
    assert not Caller.objects.exists()


def test_the_desks_own_yes_stands_for_approval_and_credit(cast, teun):
    Facility.objects.filter(pk=cast.studio.pk).update(asks_approval=True)
    teun.post(NEW, a_call(cast.studio.units.get(), AFTERNOON), headers=HX)
    assert Booking.objects.get().state == BookingState.CONFIRMED


def test_who_called_is_known_to_that_hub_alone(cast, teun):
    teun.post(NEW, a_call(cast.studio.units.get(), AFTERNOON), headers=HX)
    assert not Organisation.objects.known().filter(name="De Regenboog").exists()
    assert "De Regenboog" not in str(FunderForm()["funder"])
    number = Booking.objects.get().number
    assert signed_in(cast.zoe).get(f"/en/bookings/{number}/").status_code == 404


def test_the_house_keeps_a_time_for_its_own_production(cast, teun):
    asked = {"do": "house", "unit": cast.studio.units.get().pk, **minutes(AFTERNOON)}
    answer = teun.post(NEW, asked | {"kind": "production", "title": "Own concert"}, headers=HX)
    assert answer["X-Done"] == "1", said(answer)
    made = Block.objects.get()
    assert (made.kind, made.title, made.period) == ("production", "Own concert", AFTERNOON)
    assert teun.post(NEW, asked | {"kind": "busy"}, headers=HX).status_code == 422


def test_without_a_script_one_chooses_unit_and_time_in_a_form(cast, teun):
    unit = cast.studio.units.get()
    assert unit.label in said(teun.get(NEW))
    asked = {"unit": unit.pk, "date": "2026-11-26", "from": "13:00", "to": "17:00"}
    assert "list price" in said(teun.get(NEW, asked))
    assert teun.get(NEW, asked | {"to": "12:00"}).status_code == 422
    answer = teun.post(NEW, a_call(unit, AFTERNOON))
    assert answer.status_code == 302 and Booking.objects.get().number in answer["Location"]


@pytest.mark.parametrize(
    "wrong", [{"unit": "0"}, {"unit": "f1"}, {"start": "-1"}, {"end": "1"}, {"start": "٣"}]
)
def test_a_spot_that_makes_no_sense_is_refused(cast, teun, wrong):
    asked = {"unit": cast.studio.units.get().pk, **minutes(AFTERNOON)} | wrong
    assert teun.get(NEW, asked, headers=HX).status_code == 400
    assert teun.post(NEW, asked, headers=HX).status_code == 400


def test_only_the_hubs_own_people_book_for_a_caller(cast):
    called = Called(organisation="De Regenboog", name="Wil van Dam", phone="040 1234567")
    facts = {
        "hub": cast.effenaar,
        "unit": cast.studio.units.get(),
        "period": AFTERNOON,
        "purpose": "",
        "own_cents": 0,
        "house_rules_version": None,
        "request_key": uuid4(),
        "now": NOW,
    }
    # Who administers the site reads bookings, and makes none in a house's name.
    for stranger in (cast.zoe, cast.wim, cast.anna):
        with pytest.raises(Forbidden):
            book_for_caller(called=called, actor=stranger, **facts)
    nobody = Called(organisation="De Regenboog", name="Wil van Dam")
    with pytest.raises(NoWayToReachThem):
        book_for_caller(called=nobody, actor=cast.teun, **facts)


def test_something_new_begins_on_the_day_that_is_looked_at(cast, teun):
    page = teun.get("/en/desk/effenaar/planning/?day=2026-12-03").content.decode()
    assert f'href="{NEW}?day=2026-12-03"' in page
    assert 'value="2026-12-03"' in teun.get(f"{NEW}?day=2026-12-03").content.decode()
    assert teun.get(f"{NEW}?day=2026-13-03").status_code == 400
