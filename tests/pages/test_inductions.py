"""Inductions and sessions as they are read, filled in and clicked; and what is typed wrong."""

import re
from datetime import timedelta

import pytest
import time_machine

from bookings.models import Attendance, Booking, InductionWaiver
from bookings.rules.request import Visit
from facilities.models import Facility, Induction, InductionGrant, TrainingSession
from knowledgebase.models import HowTo
from tests.cast import NOW, Cast, assemble
from tests.factories.bookings import booked
from tests.factories.inductions import MORNING, a_session, an_induction, asked_at, given
from tests.factories.knowledge import how_to
from tests.pages.picking import hold, pick, words
from tests.pages.test_facilities_promises import text
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
MANAGE = "/en/manage/effenaar/inductions/"
DESK = "/en/desk/effenaar/sessions/"
PLAN = {
    "title": "Lasers", "date": "2026-11-26", "start": "09:00", "end": "12:00", "seats": "4", "price": "25,50",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def laser(cast) -> Induction:
    return asked_at(cast.studio)


@pytest.fixture
def teun(cast):
    return signed_in(cast.teun)


def test_a_facility_says_what_it_asks_for_and_whether_the_reader_holds_it(client, cast, laser):
    session = a_session(cast.effenaar, laser)
    here = "/en/hubs/effenaar/studio-2/"
    page = text(client.get(here))
    assert "You need an induction" in page and session.facility.name in page and "4 seats free" in page
    assert f"/en/inductions/{laser.pk}/" in text(client.get("/en/book/at/effenaar/studio-2/"))
    bo = signed_in(cast.bo)
    line = text(bo.get("/en/book/wait/effenaar/studio-2/"))
    assert f"/en/inductions/{laser.pk}/" in line and "or a colleague whom you name" in line
    assert "You do not hold it." in text(bo.get(here))
    given(laser, cast.bo)
    assert "You hold it until and including" in text(bo.get(here))
    assert "You need an induction" not in text(client.get("/en/hubs/effenaar/microphones/"))


def test_an_induction_has_a_page_with_every_way_to_get_it(client, cast, laser):
    article = how_to(title="Cutting with light")
    HowTo.objects.get(pk=article.pk).teaches.add(laser)
    page = HowTo.objects.get(pk=article.pk)
    page.teaches.add(laser)
    page.save()
    a_session(cast.effenaar, laser)
    seen = text(client.get(f"/en/inductions/{laser.pk}/"))
    for each in (
        "Lasers for beginners",
        "Studio 2",
        "desk@effenaar.example",
        "12 months",
        "Cutting with light",
    ):
        assert each in seen, each
    assert client.get("/en/inductions/999999/").status_code == 404


def test_sessions_stand_with_their_hub_and_all_together_and_not_among_its_things(client, cast):
    session = a_session(cast.effenaar)
    for address in ("/en/sessions/", "/en/hubs/effenaar/"):
        assert text(client.get(address)).count(session.facility.name) == 1
    here = text(client.get(f"/en/hubs/effenaar/{session.facility.slug}/"))
    assert "a seat" in here and "Book a seat" in here and "When it is free" not in here
    asked = re.search(r'/en/book/at/effenaar/lasers-for-beginners/\?([^"]+)"', here)
    assert asked
    assert 'value="2026-11-26"' in text(
        client.get(f"/en/book/at/effenaar/lasers-for-beginners/?{asked[1].replace('&amp;', '&')}")
    )


def test_a_colleague_is_named_in_the_basket_and_their_induction_counts(cast, laser):
    given(laser, cast.mira)
    client = signed_in(cast.bo)
    pick(client, cast.studio)
    refused = text(client.get("/en/book/quote/"))
    assert "may be used on" in refused and f"/en/inductions/{laser.pk}/" in refused
    basket = text(client.get("/en/book/basket/"))
    assert "Who will be there?" in basket and "Mira" in basket and "Ilse" not in basket
    fields = {
        "date": "2026-11-26", "from": "13:00", "to": "17:00", "line-0-quantity": "1", "setup": "", "strike": "",
    }  # fmt: skip
    sent = client.post("/en/book/basket/change/", {**fields, "used_by": cast.ilse.pk, "do": "quote"})
    assert "That is not in the list." in words(sent)
    client.post("/en/book/basket/change/", {**fields, "used_by": cast.mira.pk, "do": "quote"})
    hold(client)
    booking = Booking.objects.get()
    assert booking.used_by == cast.mira
    assert "Who will be there: Mira" in text(client.get(f"/en/bookings/{booking.number}/"))


def test_nobody_is_asked_who_comes_where_it_makes_no_difference(cast):
    client = signed_in(cast.bo)
    pick(client, cast.studio)
    assert "Who will be there?" not in text(client.get("/en/book/basket/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"end": "09:00"}, "The end must be after the start."),
        ({"date": "2026-11-20"}, "A session begins after now"),
        ({"date": "9999-01-01"}, ""),
        ({"seats": "0"}, "Give a whole number from 1 to 200."),
        ({"seats": "1e9"}, "Give a whole number from 1 to 200."),
        ({"seats": "٤"}, "Give a whole number from 1 to 200."),
        ({"price": "-1"}, ""),
        ({"price": "NaN"}, ""),
        ({"price": "10.005"}, ""),
        ({"title": ""}, "required"),
        ({"title": "a\x00b"}, ""),
        ({"start": "02:61"}, ""),
        ({"room": "999"}, "That is not in the list."),
        ({"induction": "x"}, "That is not in the list."),
    ],
)
def test_a_session_that_is_filled_in_wrong_says_so_and_keeps_what_was_typed(cast, teun, wrong, said):
    sent = teun.post(f"{DESK}new/", PLAN | wrong)
    assert sent.status_code == 422 and said in words(sent)
    assert not TrainingSession.objects.exists()


def test_the_desk_plans_a_session_marks_who_was_there_and_calls_another_off(cast, teun, laser):
    planned = {**PLAN, "induction": laser.pk, "room": cast.studio.pk, "teacher": "Noor"}
    assert teun.post(f"{DESK}new/", planned).status_code == 302
    session = TrainingSession.objects.get()
    assert (session.period, session.induction, session.room) == (MORNING, laser, cast.studio)
    assert session.facility.rate_cards.get().rates.get().cents == 2_550
    taken = teun.post(f"{DESK}new/", planned)
    assert taken.status_code == 422
    booking = booked(
        cast.bo, cast.zout, session.facility, period=MORNING, visit=Visit(used_by_id=cast.mira.pk)
    )
    here = f"{DESK}{session.pk}/"
    assert "Mira" in text(teun.get(here)) and "3 of 4 seats free" in text(teun.get(here))
    with time_machine.travel(MORNING.start, tick=False):
        teun = signed_in(cast.teun)
        teun.post(f"{here}came/{booking.number}/", {"came": "perhaps"})
        assert not Attendance.objects.exists()
        teun.post(f"{here}came/{booking.number}/", {"came": "yes"})
        assert Attendance.objects.get().came
        assert teun.post(f"{here}call-off/", {"reason": "Ill."}).status_code == 409
    with time_machine.travel(MORNING.end, tick=False):
        past = signed_in(cast.teun).get(here)
        assert '<caption class="hush">Who was there</caption>' in past.content.decode()
        assert "seats free" not in text(past)
    other = a_session(cast.effenaar, title="Another")
    teun = signed_in(cast.teun)
    assert "required" in words(teun.post(f"{DESK}{other.pk}/call-off/", {"reason": ""}))
    assert teun.post(f"{DESK}{other.pk}/call-off/", {"reason": "Ill."}).status_code == 302
    assert "called off" in text(teun.get(DESK))


def test_a_session_of_another_hub_is_not_there(cast, teun):
    other = a_session(cast.tetem)
    for address in (f"{DESK}{other.pk}/", "/en/desk/tetem/sessions/", f"{DESK}999/"):
        assert teun.get(address).status_code == 404
    assert teun.post(f"{DESK}{other.pk}/call-off/", {"reason": "x"}).status_code == 404


def test_the_manager_makes_one_asks_for_it_gives_it_and_takes_it_back(cast):
    hanna = signed_in(cast.hanna)
    made = hanna.post(MANAGE, {"name_nl": "Laser", "name_en": "Laser", "months": "12"})
    assert made.status_code == 302
    laser = Induction.objects.get()
    again = hanna.post(MANAGE, {"name_nl": "laser", "name_en": "Laser", "months": "0"})
    assert again.status_code == 422
    assert "by that name already" in words(hanna.post(MANAGE, {"name_nl": "laser", "name_en": "Laser"}))
    asked = hanna.post("/en/manage/effenaar/facilities/studio-2/induction/", {"induction": laser.pk})
    assert asked.status_code == 302 and Facility.objects.get(pk=cast.studio.pk).induction == laser
    for wrong in ("999", "x"):
        sent = hanna.post("/en/manage/effenaar/facilities/studio-2/induction/", {"induction": wrong})
        assert sent.status_code == 422
    give = {"do": "give", "give-email": "nobody@example.org", "give-reason": "Known."}
    assert "Nobody has an account" in words(hanna.post(f"{MANAGE}{laser.pk}/", give))
    hanna.post(f"{MANAGE}{laser.pk}/", {**give, "give-email": cast.bo.email})
    grant = InductionGrant.objects.get()
    assert "Bo" in text(hanna.get(f"{MANAGE}{laser.pk}/"))
    take = f"{MANAGE}{laser.pk}/{grant.uuid}/withdraw/"
    assert hanna.post(take, {"reason": ""}).status_code == 422
    assert hanna.post(take, {"reason": "Broke it."}).status_code == 302
    grant.refresh_from_db()
    assert grant.withdrawn_at == NOW
    mine = text(signed_in(cast.bo).get("/en/account/inductions/"))
    assert "withdrawn: Broke it." in mine
    change = {"do": "change", "name_nl": "Laser", "name_en": "Laser cutter", "months": ""}
    assert hanna.post(f"{MANAGE}{laser.pk}/", change).status_code == 302
    assert Induction.objects.get().months is None


def test_somebody_sees_their_own_inductions_and_where_to_renew(cast, laser):
    given(laser, cast.bo)
    session = a_session(cast.effenaar, laser, period=MORNING)
    page = text(signed_in(cast.bo).get("/en/account/inductions/"))
    assert "22 November 2027" in page and f"/hubs/effenaar/{session.facility.slug}/" in page
    assert "You hold none yet." in text(signed_in(cast.mira).get("/en/account/inductions/"))


def test_the_desk_lets_a_booking_do_without_from_its_page(cast, teun):
    booking = booked(cast.bo, cast.zout, cast.studio)
    laser = asked_at(cast.studio, now=NOW + timedelta(minutes=5))
    here = f"/en/bookings/{booking.number}/"
    assert "does not hold the induction" in text(teun.get(here))
    waive = f"{here}without-induction/"
    assert teun.post(waive, {"induction": laser.pk, "reason": ""}).status_code == 422
    foreign = an_induction(cast.tetem)
    assert teun.post(waive, {"induction": foreign.pk, "reason": "x"}).status_code == 422
    assert teun.post(waive, {"induction": laser.pk, "reason": "Noor helps."}).status_code == 302
    assert InductionWaiver.objects.get().reason == "Noor helps."
    assert "Noor helps." in text(teun.get(here))
    assert "Let them do without" not in text(signed_in(cast.bo).get(here))


def test_a_program_reads_how_to_get_it_and_names_who_comes(client, cast, laser):
    session = a_session(cast.effenaar, laser)
    answer = client.get(f"/api/inductions/{laser.pk}").json()
    assert [each["facility"] for each in answer["asked_by"]] == [cast.studio.pk]
    assert [(each["facility"], each["free"]) for each in answer["sessions"]] == [(session.facility_id, 4)]
    assert client.get("/api/inductions/999999").status_code == 404
    assert client.get(f"/api/inductions/{laser.pk}?x=1").status_code == 400
    given(laser, cast.mira)
    bo = signed_in(cast.bo)
    line = {
        "facility": cast.studio.pk,
        "start": "2026-11-26T13:00:00+01:00",
        "end": "2026-11-26T17:00:00+01:00",
    }
    asked = {"organisation": str(cast.zout.uuid), "hub": "effenaar", "lines": [line]}
    ways = [(None, "may be used on"), ("ilse@example.org", "may be used on"), ("mira@example.org", None)]
    for used_by, obstacle in ways:
        body = asked | ({"used_by": used_by} if used_by else {})
        said = bo.post("/api/quotes", body, content_type="application/json").json()["obstacle"]
        assert (obstacle in said) if obstacle else said is None
    body = asked | {"used_by": "a\x00@example.org"}
    assert bo.post("/api/quotes", body, content_type="application/json").status_code == 400
