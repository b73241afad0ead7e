"""A hub's answer, from its desk to the booking."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.utils.translation import override

from bookings.models import Booking
from funding.models import Rate
from region.models import Offer
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import HouseRulesFactory
from tests.factories.needs import a_need, accepted, an_offer, words_for
from tests.signing_in import signed_in

OFFER = {
    "line0-quantity": "1",
    "line0-date": "2026-11-26",
    "line0-from": "13:00",
    "line0-to": "17:00",
    "message": "Welcome",
    "valid_on": "2026-11-25",
}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False), override("en"):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def teun(cast) -> Client:
    return signed_in(cast.teun)


@pytest.fixture
def zoe(cast) -> Client:
    return signed_in(cast.zoe)


def main(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().partition("<main")[2])


def test_a_hub_sees_what_it_could_meet(cast, teun):
    a_need(cast, title="Fits")
    a_need(cast, title="Too far", municipality_id=cast.noord.municipality_id)
    a_need(cast, title="No such thing", kind_id=None, sort="gear", step_free=True)
    html = main(teun.get("/en/desk/effenaar/needs/"))
    assert "Fits" in html and "Too far" not in html and "No such thing" not in html
    assert "Wanted near you" in main(teun.get("/en/desk/effenaar/planning/"))


def test_a_desk_with_many_offers_asks_as_much_as_with_one(cast, teun, django_assert_max_num_queries):
    def asked() -> int:
        main(teun.get("/en/desk/effenaar/needs/"))
        with django_assert_max_num_queries(40) as seen:
            main(teun.get("/en/desk/effenaar/needs/"))
        return len(seen)

    need = a_need(cast)
    an_offer(cast, need)
    few = asked()
    for hour in (9, 18):
        an_offer(cast, need, period=thursday(hour, hour + 2))
    assert asked() == few


def test_the_form_begins_with_what_is_free(cast, teun):
    need = a_need(cast)
    html = main(teun.get(f"/en/needs/{need.uuid}/offer/effenaar/"))
    assert 'value="2026-11-25"' in html and f'value="{cast.studio.pk}" selected' in html


def test_an_offer_is_made_seen_and_booked(cast, teun, zoe):
    need = a_need(cast)
    path = f"/en/needs/{need.uuid}/offer/effenaar/"
    assert teun.post(path, {**OFFER, "line0-facility": str(cast.studio.pk)}).status_code == 302
    offer = Offer.objects.get()
    html = main(zoe.get(f"/en/needs/offers/{offer.uuid}/"))
    assert "Studio 2" in html and "Book it for € 160.00" in html and "Welcome" in html
    answer = zoe.post(f"/en/needs/offers/{offer.uuid}/accept/", {"price": offer.price_digest})
    booking = Booking.objects.get()
    assert answer["Location"] == f"/en/bookings/{booking.number}/"
    assert booking.number in main(zoe.get(f"/en/needs/{need.uuid}/"))
    assert booking.number in main(teun.get("/en/desk/effenaar/needs/"))


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("line0-quantity", "-1", 400),
        ("line0-quantity", "1e9", 400),
        ("line0-quantity", "٣", 400),
        ("line0-quantity", "2", 400),
        ("line0-to", "12:00", 400),
        ("line0-date", "9999-01-01", 400),
        ("line0-date", "2027-03-28", 400),
        ("line0-facility", "999999", 400),
        ("line0-facility", "", 400),
        ("valid_on", "2026-11-22", 400),
        ("message", "a" * 10_000, 400),
        ("message", "a\0b", 400),
    ],
)
def test_bad_input_is_answered_and_loses_nothing(cast, teun, field, value, status):
    need = a_need(cast)
    data = {**OFFER, "line0-facility": str(cast.studio.pk), "contact": "ask me", field: value}
    if value == "2027-03-28":
        data |= {"line0-from": "02:30"}
    answer = teun.post(f"/en/needs/{need.uuid}/offer/effenaar/", data)
    assert answer.status_code == status and not Offer.objects.exists()
    assert 'value="ask me"' in answer.content.decode()


def test_a_facility_of_another_hub_is_none_of_ours(cast, teun):
    need = a_need(cast)
    data = {**OFFER, "line0-facility": str(cast.studio.pk)}
    assert teun.post(f"/en/needs/{need.uuid}/offer/tetem/", data).status_code == 404
    wim = signed_in(cast.wim)
    assert wim.post(f"/en/needs/{need.uuid}/offer/tetem/", data).status_code == 400


def test_another_price_is_shown_before_it_is_booked(cast, zoe):
    offer = an_offer(cast, a_need(cast))
    answer = zoe.post(f"/en/needs/offers/{offer.uuid}/accept/", {"price": "0" * 64})
    assert answer.status_code == 409 and "The price has changed" in main(answer)
    assert not Booking.objects.exists()


def test_the_price_of_a_line_is_that_of_the_total(cast, zoe):
    offer = an_offer(cast, a_need(cast))
    Rate.objects.filter(card__facility=cast.studio).update(cents=F("cents") * 2)
    html = main(zoe.get(f"/en/needs/offers/{offer.uuid}/"))
    assert "Your share was € 160.00 and is now € 320.00." in html
    assert '<span class="num">€ 320.00</span>' in html and '<span class="num">€ 160.00</span>' not in html


def test_what_is_gone_meanwhile_is_told_with_what_to_do(cast, zoe):
    offer = an_offer(cast, a_need(cast))
    booked(cast.ilse, cast.noord, cast.studio)
    html = main(zoe.get(f"/en/needs/offers/{offer.uuid}/"))
    assert "It cannot be booked like this now" in html and "Book it for" not in html
    assert "Back to your request" in html
    answer = zoe.post(f"/en/needs/offers/{offer.uuid}/accept/", {"price": offer.price_digest})
    assert answer.status_code == 409 and "Your request stays open" in main(answer)


def test_house_rules_stand_beside_the_button(cast, zoe):
    HouseRulesFactory(hub=cast.effenaar)
    offer = an_offer(cast, a_need(cast))
    path = f"/en/needs/offers/{offer.uuid}/accept/"
    answer = zoe.post(path, {"price": offer.price_digest, "version": "1"})
    assert answer.status_code == 400 and "Agree to the house rules first" in main(answer)
    assert zoe.post(path, {"price": offer.price_digest, "version": "1", "accept": "on"}).status_code == 302


def test_an_answer_in_words_names_whom_to_ask(cast, zoe):
    offer = words_for(cast, a_need(cast, sort="placement", kind_id=None))
    html = main(zoe.get(f"/en/needs/offers/{offer.uuid}/"))
    assert "desk@effenaar.example" in html and "Accept it" in html
    assert zoe.post(f"/en/needs/offers/{offer.uuid}/accept/").status_code == 302


def test_declining_wants_a_reason(cast, zoe):
    offer = an_offer(cast, a_need(cast))
    path = f"/en/needs/offers/{offer.uuid}/decline/"
    assert zoe.post(path, {"reason": " "}).status_code == 400
    assert zoe.post(path, {"reason": "Too far"}).status_code == 302
    assert zoe.post(path, {"reason": "Too far"}).status_code == 302


def test_a_page_that_was_open_too_long_says_what_became_of_it(cast, zoe):
    need = a_need(cast)
    offer, other = an_offer(cast, need), an_offer(cast, need, cast.engineer)
    accepted(other, cast.bo)
    answer = zoe.post(f"/en/needs/offers/{offer.uuid}/accept/", {"price": offer.price_digest})
    assert answer.status_code == 409 and "This is not looked for any more" in main(answer)
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert "Lapsed" in main(zoe.get(f"/en/needs/offers/{an_open(cast)}/"))


def an_open(cast: Cast) -> str:
    with time_machine.travel(NOW, tick=False):
        return str(an_offer(cast, a_need(cast, title="Other"), period=thursday(9, 10)).uuid)
