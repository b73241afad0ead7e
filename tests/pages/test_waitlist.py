"""Standing in line, as people see it: where it is offered to them, on its own page, and what the desk reads."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from bookings.actions.cancel import cancel
from bookings.actions.offer_places import offer_places
from bookings.models import Booking, WaitlistEntry, WaitState
from tests.cast import NOW, Cast, assemble, thursday
from tests.concurrency.rivals import rivals
from tests.factories.bookings import booked
from tests.factories.options import asks_first, requested
from tests.factories.waitlist import in_line
from tests.pages.picking import page
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
AFTERNOON = {"date": "2026-11-26", "from": "13:00", "to": "17:00"}


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def taken(cast) -> Booking:
    (rival,) = rivals(1)
    return booked(rival.person, rival.organisation, cast.studio)


@pytest.fixture
def where(cast) -> str:
    return f"/en/book/wait/effenaar/{cast.studio.slug}/"


def wanted(**other) -> dict[str, str]:
    return {**AFTERNOON, "within": "exact", "quantity": "1", "purpose": "", "key": str(uuid4()), **other}


def test_who_finds_it_taken_may_wait_for_exactly_that(cast, bo, taken):
    bo.post("/en/book/basket/add/", {"facility": cast.studio.pk, **AFTERNOON})
    seen = bo.get("/en/book/quote/").content.decode()
    query = "date=2026-11-26&amp;from=13%3A00&amp;to=17%3A00&amp;quantity=1"
    address = f"/en/book/wait/effenaar/{cast.studio.slug}/?{query}"
    assert address in seen
    form = bo.get(address.replace("&amp;", "&")).content.decode()
    assert 'value="2026-11-26"' in form


@pytest.mark.parametrize("on", ["/en/book/at/effenaar/{}/", "/en/hubs/effenaar/{}/"])
def test_it_is_offered_where_one_looks_for_free_time(cast, client, on):
    address = on.format(cast.studio.slug)
    seen = client.get(address, follow=True)
    assert "Is your time taken? Wait for it" in page(seen)


def test_joining_shows_the_place_and_no_names(cast, bo, taken, where):
    in_line(cast.ilse, cast.noord, cast.studio)
    after = bo.post(where, wanted(purpose="Our album"), follow=True)
    said = page(after)
    assert "You are in line. We mail you as soon as it is your turn." in said
    assert "You are number 2 in line." in said and "Kwartet Noord" not in said
    assert "Where you stand in line" in page(bo.get("/en/bookings/"))
    assert WaitlistEntry.objects.get(organisation=cast.zout).purpose == "Our album"


@pytest.mark.parametrize(("within", "hours"), [("day", 24), ("week", 7 * 24)])
def test_time_may_be_left_to_chance(cast, bo, where, within, hours):
    (rival,) = rivals(1)
    booked(rival.person, rival.organisation, cast.studio, period=thursday(9, 23))
    bo.post(where, wanted(within=within))
    if within == "week":
        assert not WaitlistEntry.objects.exists()  # other days of that week are free
        return
    entry = WaitlistEntry.objects.get()
    assert (entry.minutes, entry.period.minutes) == (240, hours * 60)


def test_what_is_free_is_not_waited_for(cast, bo, where):
    after = bo.post(where, wanted())
    assert after.status_code == 409
    assert "Book it now" in page(after, 409) and not WaitlistEntry.objects.exists()
    address = f"/en/book/at/effenaar/{cast.studio.slug}/?date=2026-11-26&from=13%3A00&to=17%3A00&quantity=1"
    assert f'href="{address.replace("&", "&amp;")}"' in after.content.decode()


def test_who_has_no_organisation_yet_comes_back_to_the_line(cast, where):
    seen = signed_in(cast.anna).get(f"{where}?date=2026-11-26").content.decode()
    assert f"/en/organisations/new/?next={where}%3Fdate%3D2026-11-26" in seen


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"date": "2026-11-31"}, "Give a day such as"),
        ({"date": "9999-01-01"}, "too far ahead"),
        ({"from": "25:00"}, "Give a time such as"),
        ({"to": "12:00"}, "The end must be after the start"),
        ({"date": "2027-03-28", "from": "02:30"}, "does not exist"),
        ({"within": "year"}, "Select a valid choice"),
        ({"quantity": "٣"}, "Give a whole number"),
        ({"quantity": "2"}, "Give a whole number"),
        ({"quantity": "-1"}, "Give a whole number"),
        ({"purpose": "x" * 201}, "at most 200"),
        ({"last": "2199-31-12"}, "Give a day such as"),
        ({"date": "2026-11-22"}, "begins too soon"),
        ({"date": "2198-11-26"}, "too far ahead"),
        ({"from": "13:01"}, "start and end in steps"),
    ],
)
def test_bad_input_names_the_remedy_and_keeps_what_was_typed(cast, bo, taken, where, bad, words):
    after = bo.post(where, wanted(**{"purpose": "Our album", **bad}))
    assert after.status_code in (200, 400, 409)
    assert words in page(after, after.status_code)
    assert bad.get("purpose") or "Our album" in after.content.decode()
    assert not WaitlistEntry.objects.exists()


def test_a_broken_key_is_no_error_of_the_server(bo, taken, where):
    assert bo.post(where, wanted(key="x")).status_code in (200, 400, 404)
    assert bo.get(where + "?date=" + "x" * 9_000).status_code == 400
    assert not WaitlistEntry.objects.exists()


def test_what_is_offered_is_taken_or_let_go_on_its_page(cast, bo, taken, monday_morning):
    entry = in_line(cast.bo, cast.zout, cast.studio)
    cancel(number=taken.number, actor=taken.placed_by, now=NOW)
    offer_places(now=NOW)
    after = bo.get(f"/en/bookings/waiting/{entry.number}/", follow=True)
    said = page(after)
    assert "It is your turn: this is kept for you until" in said and "Confirm, on account" in said
    assert "Take an option" not in said
    entry.refresh_from_db()
    done = bo.post(f"/en/bookings/{entry.offer.number}/confirm/", {}, follow=True)
    assert done.status_code == 200
    entry.offer.refresh_from_db()
    assert entry.offer.state == "confirmed"


def test_who_leaves_reads_so(cast, bo, taken):
    entry = in_line(cast.bo, cast.zout, cast.studio)
    after = bo.post(f"/en/bookings/waiting/{entry.number}/leave/", follow=True)
    assert "You left the line." in page(after)
    entry.refresh_from_db()
    assert entry.state == WaitState.WITHDRAWN


def test_the_desk_reads_who_stands_in_line(cast, taken):
    in_line(cast.ilse, cast.noord, cast.studio)
    in_line(cast.bo, cast.zout, cast.studio, now=NOW + timedelta(minutes=1))
    said = page(signed_in(cast.teun).get("/en/desk/effenaar/planning/"))
    assert "In line" in said
    assert said.index("Kwartet Noord") < said.index("Collectief Zout")


def test_a_request_whose_time_runs_out_is_urgent_at_the_desk(cast, monday_morning):
    asks_first(cast.studio)
    booking = requested(cast.bo, cast.zout, cast.studio)
    teun = signed_in(cast.teun)
    assert "Urgent" not in page(teun.get("/en/desk/effenaar/"))
    monday_morning.move_to(booking.held_until - timedelta(hours=5))
    assert "Urgent" in page(signed_in(cast.teun).get("/en/desk/effenaar/"))
