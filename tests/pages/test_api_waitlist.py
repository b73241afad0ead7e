"""Standing in line for programs: joining, how it stands, leaving, and what is offered."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from bookings.actions.cancel import cancel
from bookings.actions.offer_places import offer_places
from bookings.models import Booking, BookingState, WaitlistEntry
from tests.cast import NOW, Cast, assemble, thursday
from tests.concurrency.rivals import broken_invariants, rivals
from tests.factories.bookings import booked
from tests.factories.facilities import HouseRulesFactory
from tests.factories.waitlist import in_line
from tests.pages.test_api_booking import post
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def bo(cast):
    return signed_in(cast.bo)


@pytest.fixture
def taken(cast):
    (rival,) = rivals(1)
    return booked(rival.person, rival.organisation, cast.studio)


def asked(cast: Cast, **more):
    period = thursday(13, 17)
    return {
        "hub": "effenaar",
        "organisation": str(cast.zout.uuid),
        "facility": cast.studio.pk,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        **more,
    }


def join(client, body, key=None):
    return post(client, "waitlist", body, **{"Idempotency-Key": str(key or uuid4())})


def offered(cast, taken, traveller):
    """The number of a place in line whose time came free."""
    entry = in_line(cast.bo, cast.zout, cast.studio)
    traveller.move_to(LATER)
    cancel(number=taken.number, actor=taken.placed_by, now=LATER)
    assert offer_places(now=LATER) == 1
    return entry.number


def test_who_joins_reads_their_place_and_the_same_request_is_the_same_place(cast, bo, taken, monday_morning):
    in_line(cast.ilse, cast.noord, cast.studio)
    key = uuid4()
    first = join(bo, asked(cast, purpose="Film"), key)
    assert first.status_code == 201, first.content
    assert (first.json()["state"], first.json()["place"], first.json()["minutes"]) == ("waiting", 2, 240)
    monday_morning.move_to(LATER)
    again = join(bo, asked(cast, purpose="Film"), key)
    assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
    other = join(bo, asked(cast, purpose="Another film"), key)
    assert other.status_code == 409
    assert WaitlistEntry.objects.filter(organisation=cast.zout).count() == 1


def test_what_is_free_and_what_is_waited_for_already_is_not_waited_for(cast, bo, taken):
    free = join(bo, asked(cast, facility=cast.engineer.pk))
    assert (free.status_code, free.json()["code"]) == (409, "free_now")
    assert join(bo, asked(cast)).status_code == 201
    twice = join(bo, asked(cast))
    assert (twice.status_code, twice.json()["code"]) == (409, "already_in_line")


def test_as_long_within_a_week_and_no_longer(cast, bo, taken):
    week = asked(cast, start=thursday(0, 1).start.isoformat(), minutes=240)
    far = {**week, "end": (thursday(0, 1).start + timedelta(days=9)).isoformat()}
    refused = join(bo, far)
    assert (refused.status_code, refused.json()["code"]) == (400, "window_too_long")
    short = join(bo, asked(cast, minutes=300))
    assert (short.status_code, short.json()["code"]) == (400, "window_too_short")


def test_it_is_read_by_its_own_and_left(cast, bo, taken):
    number = join(bo, asked(cast)).json()["number"]
    listed = bo.get("/api/waitlist", {"organisation": str(cast.zout.uuid)}).json()
    assert [each["number"] for each in listed["results"]] == [number]
    stranger = signed_in(cast.ilse)
    assert stranger.get(f"/api/waitlist/{number}").status_code == 404
    assert post(stranger, f"waitlist/{number}/leave", {}).status_code == 404
    assert post(bo, f"waitlist/{number}/leave", {}).json()["state"] == "withdrawn"
    again = post(bo, f"waitlist/{number}/leave", {})
    assert (again.status_code, again.json()["code"]) == (409, "not_in_line")
    assert bo.get("/api/waitlist", {"organisation": str(cast.zout.uuid)}).json()["count"] == 0


def test_an_offer_is_read_and_taken_with_the_house_rules(cast, bo, taken, monday_morning):
    number = offered(cast, taken, monday_morning)
    seen = bo.get(f"/api/waitlist/{number}").json()
    assert (seen["state"], seen["place"]) == ("offered", None)
    assert seen["offer_until"] is not None
    listed = bo.get("/api/waitlist", {"organisation": str(cast.zout.uuid)}).json()
    assert [each["offer"] for each in listed["results"]] == [seen["offer"]]
    rules = HouseRulesFactory(hub=cast.effenaar)
    unread = post(bo, f"waitlist/{number}/take", {})
    assert (unread.status_code, unread.json()["code"]) == (409, "accept_house_rules")
    for _twice in range(2):
        done = post(bo, f"waitlist/{number}/take", {"house_rules_version": rules.version})
        assert (done.status_code, done.json()["state"]) == (200, "confirmed"), done.content
        assert done.json()["number"] == seen["offer"]
    late = post(bo, f"waitlist/{number}/decline", {})
    assert (late.status_code, late.json()["code"]) == (409, "nothing_offered")
    assert broken_invariants() == {}


def test_an_offer_is_declined_and_the_next_is_asked(cast, bo, taken, monday_morning):
    number = offered(cast, taken, monday_morning)
    behind = in_line(cast.ilse, cast.noord, cast.studio, now=LATER)
    for _twice in range(2):
        done = post(bo, f"waitlist/{number}/decline", {})
        assert (done.status_code, done.json()["state"]) == (200, "cancelled"), done.content
    assert offer_places(now=LATER) == 1
    behind.refresh_from_db()
    assert behind.offer.organisation == cast.noord
    assert broken_invariants() == {}


def test_before_it_is_their_turn_nothing_can_be_taken(cast, bo, taken):
    number = join(bo, asked(cast)).json()["number"]
    for what in ("take", "decline"):
        answer = post(bo, f"waitlist/{number}/{what}", {})
        assert (answer.status_code, answer.json()["code"]) == (409, "nothing_offered")
    assert Booking.objects.filter(organisation=cast.zout).count() == 0


def test_an_offer_that_lapsed_is_over(cast, bo, taken, monday_morning):
    number = offered(cast, taken, monday_morning)
    monday_morning.move_to(LATER + timedelta(hours=48))
    answer = post(bo, f"waitlist/{number}/take", {})
    assert (answer.status_code, answer.json()["code"]) == (410, "offer_lapsed")
    assert not Booking.objects.filter(state=BookingState.CONFIRMED, organisation=cast.zout).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quantity": -1}, "quantity"),
        ({"quantity": "٣"}, "quantity"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 10**9}, "minutes"),
        ({"start": "9999-01-01T00:00:00Z"}, "start"),
        ({"until": "tomorrow"}, "until"),
        ({"purpose": "a\x00b"}, "purpose"),
        ({"place": 1}, "place"),
        ({"facility": 2**70}, "facility"),
    ],
)
def test_the_field_is_named_with_what_is_wrong(cast, bo, wrong, field):
    answer = join(bo, asked(cast, **wrong))
    assert answer.status_code == 400, answer.content
    assert [each["field"] for each in answer.json()["facts"]["errors"]] == [field]
    assert not WaitlistEntry.objects.exists()
