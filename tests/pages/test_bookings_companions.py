"""Who must come along, in the basket and beyond: added with the reason, there as long as it is needed."""

import json
import re
from datetime import time
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from bookings.actions._telling import CONFIRMED
from bookings.models import Booking
from bookings.outbound.calendar import PUBLISH, calendar_file
from bookings.outbound.mail import write
from facilities.actions.set_companion_rules import set_companion_rules
from facilities.actions.set_dayparts import set_dayparts
from facilities.rules.companions import Requirement, Span, Why
from facilities.rules.dayparts import DaypartTime
from hub.kit.audit import SITE
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import held
from tests.pages.picking import AFTERNOON, hold, pick, words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
SAID = "Sound engineer is needed at Studio 2 after 18:00."
STAYS = "It stays as long as it is needed."


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def rule(cast: Cast, why: Why = Why.AFTER, **more) -> None:
    more |= {"at": time(18)} if why is Why.AFTER else {}
    asked = [Requirement(companion_id=cast.engineer.pk, why=why, **more)]
    set_companion_rules(facility=cast.studio, requirements=asked, actor=cast.hanna, now=NOW)


def change(client: Client, do: str = "save", **changes: str):
    lines = client.session["basket"]["lines"]
    data = {**AFTERNOON, "until": "", "do": do}
    data |= {f"line-{number}-quantity": str(line[1]) for number, line in enumerate(lines)}
    return client.post("/en/book/basket/change/", {**data, **changes}, follow=True)


def test_who_must_come_is_added_with_the_reason_and_goes_with_it(cast):
    rule(cast)
    client = Client()
    assert STAYS not in words(pick(client, cast.studio))
    page = words(change(client, to="20:00"))
    assert SAID in page and "Thu 26 Nov, 13:00–20:00" in page and "Added by the hub" in page
    # It is no extra any more, and its time follows.
    assert page.count("Sound engineer</b>") == 1
    assert "14:00–19:00" in words(change(client, **{"from": "14:00"}, to="19:00"))
    page = words(change(client))
    assert SAID not in page and STAYS not in page


def test_the_price_has_it_and_what_is_held_too(cast):
    rule(cast, span=Span.LAST)
    client = signed_in(cast.bo)
    pick(client, cast.studio, **{"from": "17:00", "to": "20:00"})
    page = words(client.get("/en/book/quote/"))
    assert SAID in page and "Thu 26 Nov, 19:00–20:00" in page
    assert hold(client).status_code == 200
    lines = list(Booking.objects.get().lines.order_by("position"))
    assert [(line.facility, line.period) for line in lines] == [
        (cast.studio, thursday(17, 20)),
        (cast.engineer, thursday(19, 20)),
    ]


def test_what_is_needed_cannot_be_taken_out_and_the_page_says_why(cast):
    rule(cast)
    client = Client()
    pick(client, cast.studio, to="20:00")
    pick(client, cast.engineer, to="17:00")
    page = words(client.get("/en/book/basket/"))
    assert "Cannot be taken out" in page and 'value="remove-1"' not in page
    # Whoever was picked for the afternoon stays for the evening.
    assert "Thu 26 Nov, 13:00–20:00" in page
    page = words(change(client, "remove-1"))
    assert SAID in page and len(client.session["basket"]["lines"]) == 2
    change(client, "remove-0")
    assert [line[0] for line in client.session["basket"]["lines"]] == [cast.engineer.pk]


def test_how_many_come_is_asked_where_it_decides(cast):
    client = Client()
    assert "How many people?" not in words(pick(client, cast.studio))
    rule(cast, Why.PEOPLE, people=50)
    assert "How many people?" in words(client.get("/en/book/basket/"))
    assert "Say how many people come" in words(change(client, "quote"))
    for wrong in ("-1", "1e9", "1000000000", "٥٠", "0", "many"):
        assert "Give a whole number from 1 to 10000." in words(change(client, "quote", people=wrong))
    assert STAYS not in words(change(client, people="49"))
    page = words(change(client, people="50"))
    assert "Sound engineer is needed at Studio 2 from 50 people on." in page
    # Somebody who goes straight to the price is told there.
    client.session.flush()
    other = Client()
    pick(other, cast.studio)
    assert "Say how many people come: at Studio 2" in words(other.get("/en/book/quote/"))


def test_what_one_comes_to_do_is_asked_where_it_decides(cast):
    rule(cast, Why.ACTIVITY, activity="performance")
    client = Client()
    pick(client, cast.studio)
    assert "Say what you come to do" in words(change(client, "quote"))
    assert "That is not in the list" in words(change(client, "quote", activity="carnival"))
    assert STAYS not in words(change(client, activity="rehearsal"))
    assert "for this: performance" in words(change(client, activity="performance"))


def test_more_people_than_fit_are_told_so(cast):
    cast.studio.capacity_people = 12
    cast.studio.save()
    client = Client()
    assert "How many people?" in words(pick(client, cast.studio))
    assert "Studio 2 holds at most 12 people" in words(change(client, "quote", people="13"))
    assert "holds at most" not in words(change(client, "quote", people="12"))


def test_somebody_who_is_not_free_is_named_with_what_can_be_done(cast):
    rule(cast)
    held(cast.zoe, cast.zout, cast.engineer, period=thursday(18, 20))
    client = signed_in(cast.bo)
    pick(client, cast.studio, to="20:00")
    page = words(client.get("/en/book/basket/"))
    assert "Sound engineer is not free then" in page
    assert "mailto:desk@effenaar.example" in page and "Choose a time when it can" in page
    page = words(client.get("/en/book/quote/"))
    assert "Somebody was a moment earlier: Sound engineer" in page
    assert "So it has to be free then too" in page and "Hold it for" not in page


def test_set_up_and_strike_are_told_to_everybody_who_must_know(cast):
    client = signed_in(cast.bo)
    pick(client, cast.studio)
    for setup, strike in (("240", ""), ("120", "120")):
        assert "leave nothing between them" in words(change(client, "quote", setup=setup, strike=strike))
    assert "Give a whole number from 0 to 1440." in words(change(client, "quote", setup="-1"))
    change(client, "quote", setup="60", strike="30")
    hold(client)
    booking = Booking.objects.get()
    said = "oors from 14:00, set-up before that", "oors close at 16:30, strike after that"
    client.post(f"/en/bookings/{booking.number}/confirm/", {"version": "1", "accept": "on"})
    booking.refresh_from_db()
    desk, plan = ("/en/desk/effenaar/", "/en/desk/effenaar/planning/?day=2026-11-26")
    staff = signed_in(cast.teun)
    file = re.sub(r"\r\n ", "", calendar_file(booking, method=PUBLISH, url="x").decode()).replace("\\,", ",")
    for text in (
        words(client.get(f"/en/bookings/{booking.number}/")),
        words(staff.get(desk)),
        words(staff.get(plan)),
        file,
        str(write(booking, kind=CONFIRMED, to_hub=True).body),
        str(write(booking, kind=CONFIRMED, to_hub=False).alternatives[0][0]),
    ):
        for each in said:
            assert each in text


def test_a_house_day_is_filled_in_at_the_press_of_a_button(cast):
    parts = [
        DaypartTime("Ochtend", "Morning", time(9), time(13)),
        DaypartTime("Nacht", "Night", time(22), time(2)),
    ]
    set_dayparts(hub=cast.effenaar, dayparts=parts, actor=SITE, now=NOW)
    client = Client()
    page = words(client.get("/en/book/at/effenaar/studio-2/?date=2026-11-26"))
    assert "Morning <span" in page and "09:00–13:00" in page
    there = client.post(
        "/en/book/basket/add/",
        {"facility": cast.studio.pk, "date": "2026-11-26", "daypart": "0"},
        follow=True,
    )
    assert "<option selected>09:00</option>" in words(there) and "<option selected>13:00</option>" in words(
        there
    )
    night = client.post(
        "/en/book/basket/add/", {"facility": cast.studio.pk, "date": "2026-11-26", "daypart": "1"}
    )
    assert "until=2026-11-27" in night.url
    assert client.get(night.url).status_code == 200
    for wrong in ("9", "-1", "٠", "x", ""):
        data = {"facility": cast.studio.pk, "date": "9999-99-99", "daypart": wrong}
        assert client.post("/en/book/basket/add/", data, follow=True).status_code == 200
    pick(client, cast.studio)
    page = words(change(client, "daypart-0"))
    assert "<option selected>09:00</option>" in page and 'value="2026-11-26"' in page
    period = client.session["basket"]["period"]
    assert period == [thursday(9, 13).start.isoformat(), thursday(9, 13).end.isoformat()]


def line(facility, start=13, end=17, **more):
    period = thursday(start, end)
    return {
        "facility": facility.pk,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        **more,
    }


def post(client: Client, address: str, body, **headers):
    return client.post(f"/api/{address}", json.dumps(body), content_type="application/json", headers=headers)


def test_programs_are_told_who_must_come_and_book_them_along(cast):
    rule(cast)
    client = signed_in(cast.bo)
    body = {
        "hub": "effenaar",
        "organisation": str(cast.zout.uuid),
        "lines": [line(cast.studio, 17, 20)],
        "people": 12,
        "activity": "workshop",
        "setup_minutes": 30,
    }
    quote = post(client, "quotes", body).json()
    (owed,) = quote["companions"]
    assert (owed["facility"], owed["quantity"], owed["met"]) == (cast.engineer.pk, 1, False)
    assert owed["reasons"] == [{"code": "after", "words": SAID}]
    assert quote["obstacle"].startswith(SAID)
    booked = {**body, "price_digest": quote["digest"]}
    refused = post(client, "bookings", booked, **{"Idempotency-Key": str(uuid4())})
    assert (refused.status_code, refused.json()["code"]) == (409, "companion_missing")
    assert refused.json()["facts"]["facility_id"] == cast.engineer.pk
    body["lines"].append({name: owed[name] for name in ("facility", "quantity", "start", "end")})
    quote = post(client, "quotes", body).json()
    assert quote["obstacle"] is None and quote["companions"][0]["met"]
    made = post(
        client, "bookings", {**body, "price_digest": quote["digest"]}, **{"Idempotency-Key": str(uuid4())}
    )
    assert made.status_code == 201
    said = {name: made.json()[name] for name in ("people", "activity", "setup_minutes", "strike_minutes")}
    assert said == {"people": 12, "activity": "workshop", "setup_minutes": 30, "strike_minutes": 0}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"people": -1}, "people"),
        ({"people": 1_000_000_000}, "people"),
        ({"people": "٥"}, "people"),
        ({"people": "5"}, "people"),
        ({"people": 2.5}, "people"),
        ({"activity": "carnival"}, "activity"),
        ({"setup_minutes": -1}, "setup_minutes"),
        ({"strike_minutes": 1e9}, "strike_minutes"),
    ],
)
def test_what_programs_send_wrong_about_a_visit_is_named(cast, wrong, field):
    body = {"hub": "effenaar", "lines": [line(cast.studio)], **wrong}
    answer = post(signed_in(cast.bo), "quotes", body)
    assert answer.status_code == 400 and field in answer.json()["detail"]
