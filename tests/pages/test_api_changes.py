"""Fees and changes for programs."""

from datetime import timedelta

import pytest
import time_machine

from bookings.models import Booking
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.terms import DAY_HALF, terms
from tests.pages.test_api_booking import asked, line, post
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
LATE = thursday(13, 17).start - timedelta(hours=20)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    terms(cast.effenaar, DAY_HALF)
    return cast


def both(cast, **more):
    return {"lines": [line(cast.studio), line(cast.engineer)], **more}


def test_a_quote_says_what_cancelling_will_cost(cast):
    answer = post(signed_in(cast.bo), "quotes", asked(cast)).json()
    assert answer["cancelling"] == {
        "dues": [
            {"at": None, "own_cents": 0, "funds_cents": 0},
            {"at": "2026-11-25T12:00:00Z", "own_cents": 9_000, "funds_cents": 0},
        ],
        "no_show_own_cents": 18_000,
        "no_show_funds_cents": 0,
    }


def test_cancelling_answers_with_the_fee_and_is_refused_above_what_was_agreed_to(cast, monday_morning):
    bo = signed_in(cast.bo)
    booking = booked(cast.bo, cast.zout, cast.studio)
    monday_morning.move_to(LATE)
    refused = post(bo, f"bookings/{booking.number}/cancel", {"most_fee_cents": 7_999})
    assert (refused.status_code, refused.json()["code"]) == (409, "fee_is_higher")
    assert refused.json()["facts"]["own_cents"] == 8_000
    answer = post(bo, f"bookings/{booking.number}/cancel", {"most_fee_cents": 8_000}).json()
    assert answer["state"] == "cancelled"
    (fee,) = answer["fees"]
    assert (fee["kind"], fee["own_cents"], fee["lifted_at"]) == ("cancelled", 8_000, None)


def test_a_change_is_shown_and_then_made_at_that_price_once(cast):
    bo = signed_in(cast.bo)
    booking = booked(cast.bo, cast.zout, cast.studio)
    shown = post(bo, f"bookings/{booking.number}/change/quote", both(cast)).json()
    assert (shown["price"]["list_cents"], shown["more_cents"], shown["obstacle"]) == (28_000, 12_000, None)
    agreed = both(cast, price_digest=shown["digest"])
    for _twice in range(2):
        answer = post(bo, f"bookings/{booking.number}/change", agreed)
        assert answer.status_code == 200, answer.content
        assert [each["facility"] for each in answer.json()["lines"]] == [cast.studio.pk, cast.engineer.pk]
        assert answer.json()["changed_at"] is not None
    assert Booking.objects.get().changes == 1


def test_another_price_and_what_is_in_the_way_are_problems(cast):
    bo = signed_in(cast.bo)
    booking = booked(cast.bo, cast.zout, cast.studio)
    other = post(bo, f"bookings/{booking.number}/change", both(cast, price_digest="0" * 64))
    assert (other.status_code, other.json()["code"]) == (409, "price_changed")
    assert len(other.json()["facts"]["price_digest"]) == 64
    booked(cast.ilse, cast.noord, cast.engineer)
    shown = post(bo, f"bookings/{booking.number}/change/quote", both(cast)).json()
    assert (shown["price"], shown["digest"]) == (None, "")
    assert "no longer free" in shown["obstacle"]
    taken = post(bo, f"bookings/{booking.number}/change", both(cast))
    assert (taken.status_code, taken.json()["code"]) == (409, "slot_taken")
    unknown = post(bo, f"bookings/{booking.number}/change", both(cast, price=1))
    assert unknown.status_code == 400
