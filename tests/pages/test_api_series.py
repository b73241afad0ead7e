"""Series for programs: each date with how it stands, then all of them, then this date and all later ones."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from bookings.models import Booking, BookingState, Series
from funding.models import Fund
from tests.cast import NOW, Cast, assemble, declare_band_a, two_funds
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.cards import takes_cards
from tests.factories.facilities import HouseRulesFactory
from tests.factories.money import fill
from tests.factories.options import asks_first
from tests.factories.series import EVENING, open_thursdays, series_of, thursdays
from tests.factories.terms import DAY_HALF, terms
from tests.pages.repeating import busy
from tests.pages.test_api_booking import post
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    open_thursdays(cast.studio, cast.microphones)
    return cast


@pytest.fixture
def bo(cast):
    return signed_in(cast.bo)


def evening(facility, **more):
    return {
        "facility": facility.pk,
        "start": EVENING.start.isoformat(),
        "end": EVENING.end.isoformat(),
        **more,
    }


def asked(cast: Cast, **more):
    return {
        "hub": "effenaar",
        "organisation": str(cast.zout.uuid),
        "lines": [evening(cast.studio)],
        "repeat": {"rhythm": "weekly", "count": 4},
        **more,
    }


def shown(client, body):
    answer = post(client, "series/quote", body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def agreed(body, seen, **more):
    """What was shown, as it goes into the booking."""
    plain = {name: value for name, value in body.items() if name != "decisions"}
    dates = [{"on": each["on"], "lines": each["lines"]} for each in seen["dates"] if each["lines"]]
    out = [each["on"] for each in seen["dates"] if each["choice"] == "out"]
    return {**plain, "dates": dates, "left_out": out, "price_digest": seen["digest"], **more}


def place(client, body, key=None):
    return post(client, "series", body, **{"Idempotency-Key": str(key or uuid4())})


def test_every_date_is_shown_with_its_price_and_who_carries_it(cast, bo):
    declare_band_a(cast.zout)
    two_funds(cast)
    fill(Fund.objects.get(slug="regional-makers-fund"), 10_000)
    seen = shown(bo, asked(cast))
    assert [each["on"] for each in seen["dates"]] == [on.isoformat() for on in thursdays(4)]
    assert {each["state"] for each in seen["dates"]} == {"free"}
    assert [each["price"]["funds_cents"] for each in seen["dates"]] == [3_900, 3_900, 2_200, 0]
    assert seen["own_cents"] == sum(each["price"]["own_cents"] for each in seen["dates"])
    assert (seen["taken"], seen["undecided"], len(seen["digest"])) == (4, 0, 64)
    assert not Booking.objects.exists()


def test_a_taken_date_is_decided_and_all_are_booked_once(cast, bo):
    busy(cast, 1)
    body = asked(cast)
    seen = shown(bo, body)
    second = seen["dates"][1]
    assert (second["state"], second["code"], second["choice"]) == ("clash", "slot_taken", "")
    assert (seen["undecided"], seen["digest"], second["lines"]) == (1, "", [])
    other = next(each for each in second["choices"] if each["start"])
    body["decisions"] = [{"on": second["on"], "choice": other["choice"]}]
    seen = shown(bo, body)
    assert seen["dates"][1]["start"] == other["start"]
    key = uuid4()
    for status in (201, 200):
        answer = place(bo, agreed(body, seen, purpose="Choir"), key)
        assert answer.status_code == status, answer.content
    series = Series.objects.get()
    assert answer.json()["number"] == series.number
    assert [each["start"] for each in answer.json()["bookings"]] == [each["start"] for each in seen["dates"]]
    assert {each["state"] for each in answer.json()["bookings"]} == {"confirmed"}
    assert broken_invariants() == {}


def test_what_is_left_out_is_written_down(cast, bo):
    body = asked(cast, decisions=[{"on": thursdays(2)[1].isoformat(), "choice": "out"}])
    answer = place(bo, agreed(body, shown(bo, body))).json()
    assert answer["left_out"] == ["2026-12-03"]
    assert (answer["dates"], len(answer["bookings"])) == (4, 3)


def test_refusals_have_the_codes_of_the_pages(cast, bo):
    body = asked(cast)
    whole = agreed(body, shown(bo, body))
    dear = place(bo, {**whole, "price_digest": "0" * 64})
    assert (dear.status_code, dear.json()["code"]) == (409, "price_changed")
    assert dear.json()["facts"]["price_digest"] == whole["price_digest"]
    fewer = place(bo, {**whole, "dates": whole["dates"][:3]})
    assert (fewer.status_code, fewer.json()["code"]) == (400, "not_all_decided")
    both = place(bo, {**whole, "repeat": {"rhythm": "weekly"}})
    assert (both.status_code, both.json()["code"]) == (400, "until_or_count")
    one = place(bo, {**whole, "dates": whole["dates"][:1], "left_out": [d["on"] for d in whole["dates"][1:]]})
    assert (one.status_code, one.json()["code"]) == (400, "too_few_dates")
    rules = HouseRulesFactory(hub=cast.effenaar)
    unread = place(bo, whole)
    assert (unread.status_code, unread.json()["code"]) == (409, "accept_house_rules")
    assert not Series.objects.exists()
    assert shown(bo, body)["house_rules_version"] == rules.version
    assert place(bo, {**whole, "house_rules_version": rules.version}).status_code == 201
    again = place(bo, {**whole, "house_rules_version": rules.version})
    assert (again.status_code, again.json()["code"]) == (409, "dates_in_the_way")
    assert [each["code"] for each in again.json()["facts"]["dates"]] == ["slot_taken"] * 4


def test_a_key_is_good_for_one_request(cast, bo):
    body, key = asked(cast), uuid4()
    whole = agreed(body, shown(bo, body))
    assert place(bo, whole, key).status_code == 201
    other = place(bo, {**whole, "purpose": "Something else"}, key)
    assert other.status_code == 409
    assert post(bo, "series", whole).status_code == 400, "without a key"


def test_what_is_booked_on_a_date_begins_on_that_day(cast, bo):
    body = asked(cast)
    whole = agreed(body, shown(bo, body))
    lines = whole["dates"][3]["lines"]
    for line in lines:
        line["start"], line["end"] = (
            (EVENING.start + timedelta(days=35)).isoformat(),
            (EVENING.end + timedelta(days=35)).isoformat(),
        )
    answer = place(bo, whole)
    assert (answer.status_code, answer.json()["code"]) == (400, "date_elsewhere")
    assert not Series.objects.exists()


def test_a_hub_that_is_paid_first_and_one_that_looks_first_say_so(cast, bo, settings):
    asks_first(cast.studio)
    body = asked(cast)
    seen = shown(bo, body)
    assert seen["asks_approval"] is True
    answer = place(bo, agreed(body, seen)).json()
    assert {each["state"] for each in answer["bookings"]} == {"requested"}
    takes_cards(cast.effenaar, on_account=False)
    settings.CARDS = True
    body = {**body, "lines": [evening(cast.microphones)]}
    seen = shown(bo, body)
    assert "paid when you book" in seen["obstacle"] and seen["digest"] == ""


def test_they_are_listed_and_read(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio).series
    answer = bo.get("/api/series", {"organisation": str(cast.zout.uuid)}).json()
    (row,) = answer["results"]
    assert (row["number"], row["live"], row["rhythm"]) == (placed.number, 4, "weekly")
    one = bo.get(f"/api/series/{placed.number}").json()
    assert [each["number"] for each in one["bookings"]] == [
        each.number for each in placed.bookings.order_by("during__startswith")
    ]
    assert signed_in(cast.ilse).get(f"/api/series/{placed.number}").status_code == 404


def test_this_and_later_dates_move_at_what_was_shown(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio)
    begin = placed.bookings[1].number
    wish = {"begin": begin, "start": "18:00", "end": "20:00"}
    answer = post(bo, f"series/{placed.series.number}/change/quote", wish)
    assert answer.status_code == 200, answer.content
    seen = answer.json()
    assert (seen["moving"], seen["undecided"], seen["more_cents"]) == (3, 0, -15_000)
    moving = [{name: each[name] for name in ("number", "lines", "price_digest")} for each in seen["dates"]]
    for _twice in range(2):
        done = post(bo, f"series/{placed.series.number}/change", {"changes": moving})
        assert done.status_code == 200, done.content
    starts = [each["start"][11:16] for each in done.json()["bookings"]]
    assert starts == ["18:00", "17:00", "17:00", "17:00"]
    assert [each.changes for each in Booking.objects.order_by("during")] == [0, 1, 1, 1]
    assert broken_invariants() == {}


def test_what_cannot_move_is_said_and_may_stay(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio)
    rival = EVENING.start - timedelta(hours=2)
    from_others = type(EVENING)(rival + timedelta(weeks=2), EVENING.start + timedelta(weeks=2))
    series_address = f"series/{placed.series.number}/change"
    booked(cast.ilse, cast.noord, cast.studio, period=from_others)
    wish = {"begin": placed.bookings[0].number, "start": "18:00", "end": "20:00"}
    seen = post(bo, f"{series_address}/quote", wish).json()
    assert [each["state"] for each in seen["dates"]] == ["moves", "moves", "undecided", "moves"]
    assert seen["dates"][2]["code"] == "slot_taken"
    wish["decisions"] = [{"number": placed.bookings[2].number, "choice": "stays"}]
    seen = post(bo, f"{series_address}/quote", wish).json()
    assert (seen["moving"], seen["undecided"]) == (3, 0)


def test_a_change_names_dates_of_the_series_only(cast, bo):
    placed = series_of(cast.bo, cast.zout, cast.studio)
    foreign = {"number": "AAAA-AAAA", "lines": [evening(cast.studio)], "price_digest": ""}
    answer = post(bo, f"series/{placed.series.number}/change", {"changes": [foreign]})
    assert (answer.status_code, answer.json()["code"]) == (400, "not_of_this_series")
    quote = post(bo, f"series/{placed.series.number}/change/quote", {"begin": "AAAA-AAAA"})
    assert quote.status_code == 404


def test_this_and_later_dates_are_cancelled_at_no_more_than_was_said(cast, bo, monday_morning):
    terms(cast.effenaar, DAY_HALF)
    placed = series_of(cast.bo, cast.zout, cast.studio)
    monday_morning.move_to(EVENING.start - timedelta(hours=2))
    address = f"series/{placed.series.number}/cancel"
    body = {"begin": placed.bookings[0].number}
    refused = post(bo, address, {**body, "most_fee_cents": 0})
    assert (refused.status_code, refused.json()["code"]) == (409, "fee_is_higher")
    done = post(bo, address, {**body, "most_fee_cents": refused.json()["facts"]["own_cents"]})
    assert {each["state"] for each in done.json()["bookings"]} == {"cancelled"}
    again = post(bo, address, body)
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_cancel")
    assert Booking.objects.filter(state=BookingState.CANCELLED).count() == 4
    assert broken_invariants() == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"repeat": {"rhythm": "secondly", "count": 4}}, "repeat.rhythm"),
        ({"repeat": {"rhythm": "weekly", "count": 1_000_000_000}}, "repeat.count"),
        ({"repeat": {"rhythm": "weekly", "until": "9999-01-01"}}, "repeat.until"),
        ({"repeat": {"rhythm": "weekly", "count": "4"}}, "repeat.count"),
        ({"repeat": {"rhythm": "weekly", "count": 4, "rrule": "FREQ=SECONDLY"}}, "repeat.rrule"),
        ({"decisions": [{"on": "never", "choice": "out"}]}, "decisions.0.on"),
        ({"decisions": [{"on": "2026-12-03", "choice": "x" * 61}]}, "decisions.0.choice"),
        ({"decisions": [{"on": "2026-12-03", "choice": "a\x00"}]}, "decisions.0.choice"),
        ({"lines": []}, "lines"),
        ({"price_cents": 1}, "price_cents"),
    ],
)
def test_the_field_is_named_with_what_is_wrong(cast, bo, wrong, field):
    answer = post(bo, "series/quote", asked(cast, **wrong))
    assert answer.status_code == 400, answer.content
    assert [each["field"] for each in answer.json()["facts"]["errors"]] == [field]


@pytest.mark.parametrize("choice", ["take", "at:99999999T9999", "in:1:2", "first", "", "'; DROP"])
def test_a_choice_that_nobody_offered_decides_nothing(cast, bo, choice):
    busy(cast, 1)
    seen = shown(bo, asked(cast, decisions=[{"on": "2026-12-03", "choice": choice}]))
    assert (seen["undecided"], seen["dates"][1]["choice"]) == (1, "")
