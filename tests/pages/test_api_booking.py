"""The way of one booking for programs."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from bookings.models import Booking, BookingState
from facilities.models import Hub
from funding.models import Fund
from hub.kit.money import format_eur
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.factories.facilities import HouseRulesFactory
from tests.factories.hours import pledged
from tests.factories.money import fill
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


def line(facility, **more):
    period = thursday(13, 17)
    return {
        "facility": facility.pk,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        **more,
    }


def post(client: Client, address: str, body, **headers):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(f"/api/{address}", data, content_type="application/json", headers=headers)


def asked(cast: Cast, **more):
    lines = [line(cast.studio), line(cast.microphones, quantity=2)]
    return {"hub": "effenaar", "organisation": str(cast.zout.uuid), "lines": lines, **more}


def agreed(cast: Cast, client: Client, **more):
    answer = post(client, "quotes", asked(cast))
    assert answer.status_code == 200, answer.content
    return asked(cast, price_digest=answer.json()["digest"], **more)


def book(client: Client, body, key=None):
    return post(client, "bookings", body, **{"Idempotency-Key": str(key or uuid4())})


def test_a_quote_says_who_carries_what(cast):
    answer = post(signed_in(cast.bo), "quotes", asked(cast)).json()
    assert answer["list_cents"] == 18_000
    assert sum(share["cents"] for share in answer["shares"]) == 18_000
    assert answer["obstacle"] is None
    # Each amount is said: a program has the same explanation as a page.
    assert answer["steps"][-1].endswith(format_eur(answer["own_cents"], "en"))


def test_a_booking_is_held_then_confirmed_then_cancelled(cast):
    rules = HouseRulesFactory(hub=cast.effenaar)
    client = signed_in(cast.bo)
    answer = book(client, agreed(cast, client, purpose="Dance film"))
    assert answer.status_code == 201, answer.content
    number = answer.json()["number"]
    assert answer.json()["state"] == "held"
    without = post(client, f"bookings/{number}/confirm", {})
    assert (without.status_code, without.json()["code"]) == (409, "accept_house_rules")
    done = post(client, f"bookings/{number}/confirm", {"house_rules_version": rules.version})
    assert done.json()["state"] == "confirmed"
    listed = client.get("/api/bookings", {"organisation": str(cast.zout.uuid)}).json()
    assert [row["number"] for row in listed["results"]] == [number]
    assert post(client, f"bookings/{number}/cancel", {}).json()["state"] == "cancelled"
    assert client.get(f"/api/bookings/{number}").json()["lines"][1]["units"]


def test_one_call_books_and_the_same_call_again_changes_nothing(cast):
    client, key = signed_in(cast.bo), uuid4()
    body = agreed(cast, client, confirm=True)
    first, second = book(client, body, key), book(client, body, key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["number"] == second.json()["number"]
    assert Booking.objects.get().state == BookingState.CONFIRMED


def test_the_same_key_with_another_body_is_refused(cast):
    client, key = signed_in(cast.bo), uuid4()
    body = agreed(cast, client)
    assert book(client, body, key).status_code == 201
    again = book(client, {**body, "purpose": "Something else"}, key)
    assert (again.status_code, again.json()["code"]) == (409, "key_reused")


def test_a_price_that_was_not_shown_is_refused_with_the_new_one(cast):
    client = signed_in(cast.bo)
    answer = book(client, asked(cast, price_digest="0" * 64))
    assert (answer.status_code, answer.json()["code"]) == (409, "price_changed")
    assert answer.json()["facts"]["list_cents"] == 18_000
    assert answer["Content-Type"] == "application/problem+json"


def test_who_comes_second_reads_that_somebody_was_earlier(cast):
    client = signed_in(cast.bo)
    body = agreed(cast, client)
    book(client, body)
    again = book(client, body)
    assert (again.status_code, again.json()["code"]) == (409, "slot_taken")
    assert "Somebody was a moment earlier" in again.json()["detail"]


def checked_by_hand(price, lines) -> None:
    """The sums of docs/pricing.md, as a treasurer's program does them."""
    for line in lines:
        charged = line["list_cents"] - line["discount_cents"]
        net = (2 * charged * 10_000 + 10_000 + line["vat_bp"]) // (2 * (10_000 + line["vat_bp"]))
        assert (line["net_cents"], line["vat_cents"]) == (net, charged - net)
    for name in ("list_cents", "net_cents", "vat_cents"):
        assert price[name] == sum(line[name] for line in lines)
    assert price["hub_cents"] == sum(line["discount_cents"] for line in lines)
    assert price["net_cents"] + price["vat_cents"] == price["list_cents"] - price["hub_cents"]
    assert price["list_cents"] == price["own_cents"] + price["funds_cents"] + price["hub_cents"]


@pytest.mark.parametrize("gap_policy", ["give", "pay"])
def test_the_vat_of_each_line_can_be_checked_after_a_hubs_discount(cast, gap_policy):
    Hub.objects.filter(pk=cast.effenaar.pk).update(gap_policy=gap_policy)
    two_funds(cast)
    fill(Fund.objects.get(slug="open-doors"), 1_000_000)
    client = signed_in(cast.bo)
    shown = post(client, "quotes", asked(cast)).json()
    checked_by_hand(shown, shown["lines"])
    assert (shown["hub_cents"] > 0) == (gap_policy == "give")
    assert shown["funds_cents"] == 3_600
    booked = book(client, asked(cast, price_digest=shown["digest"])).json()
    checked_by_hand(booked["price"], booked["lines"])
    assert booked["price"]["vat_cents"] == shown["vat_cents"]


@pytest.mark.parametrize("gap_policy", ["give", "pay"])
def test_a_program_reads_the_hours_in_kind_of_each_line(cast, gap_policy):
    Hub.objects.filter(pk=cast.effenaar.pk).update(gap_policy=gap_policy)
    pledged(cast.studio, 3)
    client = signed_in(cast.bo)
    shown = post(client, "quotes", asked(cast)).json()
    checked_by_hand(shown, shown["lines"])
    assert [line["in_kind_minutes"] for line in shown["lines"]] == [180, 0]
    assert any("in kind" in step for step in shown["steps"])
    booked = book(client, asked(cast, price_digest=shown["digest"])).json()
    checked_by_hand(booked["price"], booked["lines"])
    assert [line["in_kind_minutes"] for line in booked["lines"]] == [180, 0]
    assert booked["price"]["vat_cents"] == shown["vat_cents"]
