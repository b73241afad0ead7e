"""What programs send wrong: a clear error that names the field, never a 500, and nothing is lost."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from bookings.models import Booking
from tests.cast import NOW, Cast, assemble, thursday
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def body(cast: Cast, **more):
    period = thursday(13, 17)
    line = {"facility": cast.studio.pk, "start": period.start.isoformat(), "end": period.end.isoformat()}
    return {
        "hub": "effenaar",
        "organisation": str(cast.zout.uuid),
        "lines": [{**line, **more.pop("line", {})}],
        "price_digest": "0" * 64,
        **more,
    }


def post(client: Client, data, address: str = "bookings", **headers):
    text = data if isinstance(data, str | bytes) else json.dumps(data)
    headers.setdefault("Idempotency-Key", str(uuid4()))
    return client.post(f"/api/{address}", text, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"surprise": 1}, "surprise", "unknown field"),
        ({"line": {"price_cents": 1}}, "lines.0.price_cents", "unknown field"),
        ({"line": {"quantity": -1}}, "lines.0.quantity", "greater than or equal to 1"),
        ({"line": {"quantity": 1_000_000_000}}, "lines.0.quantity", "less than or equal to 100"),
        ({"line": {"quantity": 1.5}}, "lines.0.quantity", "valid integer"),
        ({"line": {"quantity": "٣"}}, "lines.0.quantity", "valid integer"),
        ({"line": {"facility": 2**70}}, "lines.0.facility", "less than or equal to"),
        ({"line": {"start": "9999-01-01T00:00:00Z"}}, "lines.0.start", "too far ahead"),
        ({"line": {"start": "2026-11-26T13:00:00"}}, "lines.0.start", "with its offset"),
        ({"line": {"start": 1_800_000_000}}, "lines.0.start", "with its offset"),
        ({"purpose": "a\x00b"}, "purpose", "NUL"),
        ({"purpose": "a" * 201}, "purpose", "at most 200"),
        ({"lines": []}, "lines", "at least 1"),
        ({"organisation": "nobody"}, "organisation", "UUID"),
        ({"price_digest": "cheap"}, "price_digest", "pattern"),
        ({"confirm": "yes"}, "confirm", "valid boolean"),
    ],
)
def test_the_field_is_named_with_what_is_wrong(cast, wrong, field, words):
    answer = post(signed_in(cast.bo), body(cast, **wrong))
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    errors = answer.json()["facts"]["errors"]
    assert [each["field"] for each in errors] == [field]
    assert words in errors[0]["error"]
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ('{"hub": NaN}', 400, "NaN"),
        ("[" * 1_000 + "]" * 1_000, 400, "nested"),
        ("[" * 100_000 + "]" * 100_000, 400, "nested"),
        ('{"hub": "effenaar"', 400, "not the JSON"),
        (b'{"hub": "\xff"}', 400, "not the JSON"),
        ('{"hub": "' + "a" * 1_100_000 + '"}', 413, "bytes"),
        ('{"hub": "' + "a" * 10_000_000 + '"}', 413, "bytes"),
        ('{"hub": ' + "9" * 10_000 + "}", 400, ""),
        ("null", 400, ""),
        ("[]", 400, ""),
        ("", 400, ""),
    ],
)
def test_a_body_that_is_none_is_refused_in_words(cast, data, status, words):
    answer = post(signed_in(cast.bo), data)
    assert answer.status_code == status, answer.content[:300]
    assert words in answer.json()["detail"]
    assert len(answer.content) < 2_000


def test_an_end_before_the_start_is_refused(cast):
    period = thursday(13, 17)
    turned = {"start": period.end.isoformat(), "end": period.start.isoformat()}
    answer = post(signed_in(cast.bo), body(cast, line=turned))
    assert (answer.status_code, answer.json()["code"]) == (400, "end_before_start")


@pytest.mark.parametrize("key", ["", "one", "123"])
def test_the_key_of_a_request_is_a_uuid(cast, key):
    answer = post(signed_in(cast.bo), body(cast), **{"Idempotency-Key": key})
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"] or "idempotency" in answer.json()["detail"].lower()


@pytest.mark.parametrize(
    "address",
    [
        "free?start=2026-11-26T13:00:00Z&end=2026-11-26T17:00:00Z&surprise=1",
        "free?start=2026-11-26T13:00:00Z&end=2026-11-26T17:00:00Z&page=-1",
        "free?start=2026-11-26T13:00:00Z&end=2026-11-26T17:00:00Z&quantity=%D9%A3",
        "free?start=2026-11-26T13:00:00Z&end=2026-11-26T17:00:00Z&kind=%00",
        "free?start=2026-11-26T17:00:00Z&end=2026-11-26T13:00:00Z",
        "free?start=tomorrow&end=later",
        f"free?start=2026-11-26T13:00:00Z&end=2026-11-26T17:00:00Z&region={'a' * 10_000}",
        "hubs/effenaar/day?date=9999-12-31",
        "hubs/effenaar/week",
        "facilities/0/month?month=2026-11",
        "facilities/99999999999999999999999/month?month=2026-11",
        "facilities/1/month?month=2026-13",
    ],
)
def test_a_bad_address_is_refused_in_words(cast, address):
    answer = Client().get(f"/api/{address}")
    assert answer.status_code == 400, answer.content
    assert answer.json()["detail"]


def test_a_page_past_the_last_is_not_there(cast):
    asked = {"start": "2026-11-26T12:00:00Z", "end": "2026-11-26T16:00:00Z", "page": "7"}
    assert Client().get("/api/free", asked).status_code == 404


def test_text_with_signs_of_patterns_is_taken_as_it_is(cast):
    asked = {"start": "2026-11-26T12:00:00Z", "end": "2026-11-26T16:00:00Z", "kind": "%_\\"}
    assert Client().get("/api/free", asked).status_code == 400
