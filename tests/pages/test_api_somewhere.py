"""The sentence for programs."""

import pytest
import time_machine
from django.test import Client

from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
WEEK = {"start": "2026-11-23T00:00:00+01:00", "end": "2026-11-30T00:00:00+01:00", "minutes": "240"}


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


def ask(client: Client | None = None, **asked):
    return (client or Client()).get("/api/somewhere", {**WEEK, **asked})


def test_a_studio_with_two_microphones_and_somebody_who_knows_them(cast):
    extras = ["2*microphone", "any-expert"]
    (found,) = ask(kind="recording-studio", extra=extras, town="eindhoven", km="40").json()["results"]
    assert (found["start"], found["km"]) == ("2026-11-23T09:00:00+00:00", 0)
    times = {name: found[name] for name in ("start", "end")}
    assert found["lines"] == [
        {"facility": cast.studio.pk, "quantity": 1, **times},
        {"facility": cast.microphones.pk, "quantity": 2, **times},
        {"facility": cast.engineer.pk, "quantity": 1, **times},
    ]
    assert (found["companions"], found["perhaps"]) == ([], [])
    # A daypart of the studio, two microphones, four hours of the engineer.
    assert found["price"]["list_cents"] == 16_000 + 2_000 + 12_000


def test_within_hours_of_the_day(cast):
    (found,) = ask(kind="recording-studio", hours="18:00-24:00").json()["results"]
    assert found["start"] == "2026-11-23T17:00:00+00:00"
    assert ask(kind="recording-studio", hours="06:00-12:00").json()["count"] == 0


def test_a_members_own_price_and_distance(cast):
    declare_band_a(cast.zout)
    mine = {"organisation": str(cast.zout.uuid)}
    assert ask(signed_in(cast.bo), **mine, km="10").json()["results"][0]["km"] == 0
    assert ask(signed_in(cast.ilse), **mine).status_code == 404


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"minutes": "0"}, "greater than or equal to 5"),
        ({"minutes": "1e3"}, "whole number"),
        ({"minutes": "999999"}, "less than or equal"),
        ({"hours": "25:00-17:00"}, "09:00-17:00"),
        ({"hours": "09:00-09:00"}, "09:00-17:00"),
        ({"hours": "nine"}, "pattern"),
        ({"quantity": "301"}, "less than or equal to 300"),
        ({"extra": ["%_\\"]}, "pattern"),
        ({"extra": ["0*microphone"]}, "pattern"),
        ({"extra": ["1000*microphone"]}, "pattern"),
        ({"extra": ["microphone"] * 4}, "at most 3"),
        ({"km": "0", "town": "eindhoven"}, "greater than or equal to 1"),
        ({"km": "10"}, "from_where"),
        ({"town": "nowhere"}, "no_such_town"),
        ({"town": "a" * 10_000}, "at most 80"),
        ({"sort": "random"}, "soonest"),
        ({"end": "2026-11-22T00:00:00Z"}, "end_before_start"),
        ({"end": "2029-11-22T00:00:00Z"}, "period_too_long"),
        ({"end": "2026-11-23T01:00:00Z"}, "longer_than_period"),
        ({"page": "-1"}, "greater than or equal to 1"),
        ({"surprise": "1"}, "unknown field"),
    ],
)
def test_what_is_wrong_is_said(cast, asked, said):
    answer = ask(**asked)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert said in answer.content.decode()


def test_a_page_past_the_last_one_is_not_there(cast):
    assert ask(page="2").status_code == 404


def test_three_hundred_of_a_pool_of_six_are_nowhere(cast):
    assert ask(kind="microphone", quantity="300").json()["count"] == 0
    assert ask(kind="microphone", quantity="6").json()["count"] == 1
