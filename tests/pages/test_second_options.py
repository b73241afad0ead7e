"""Being second, as people see it: on the page of the price, on its own page, and what the first and the hub read."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.actions.cancel import cancel
from bookings.models import Booking, SecondOption
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.options import asks_first, gives_options, optioned
from tests.factories.seconds import second
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
    cast = assemble()
    declare_band_a(cast.zout)
    gives_options(cast.studio)
    return cast


def hidden(response) -> dict[str, str]:
    """The token and the key of the form for the second option."""
    form = response.content.decode().partition('aria-labelledby="second-heading"')[2]
    return {name: re.search(rf'name="{name}" value="([^"]+)"', form)[1] for name in ("token", "key")}


def at_the_price(cast: Cast, client: Client):
    client.post("/en/book/basket/add/", {"facility": cast.studio.pk, **AFTERNOON})
    return client.get("/en/book/quote/")


def test_who_finds_it_in_option_may_be_second(cast, bo):
    first = optioned(cast.ilse, cast.noord, cast.studio)
    seen = at_the_price(cast, bo)
    said = page(seen)
    assert "It is in option until Tuesday 24 November, 23:59." in said and "Be second" in said
    assert "Kwartet Noord" not in said
    data = {**hidden(seen), "on": "2026-11-24", "purpose": "Our album"}
    after = bo.post("/en/book/second/", data, follow=True)
    assert "You are second. We mail you as soon as it is your turn." in page(after)
    assert "The option before yours ends Tuesday 24 November, 23:59 at the latest." in page(after)
    assert "Kwartet Noord" not in page(after)
    waits = SecondOption.objects.get()
    assert (waits.behind, waits.purpose) == (first, "Our album")
    assert "Where you are second" in page(bo.get("/en/bookings/"))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("", "This field is required."),
        ("31-02-2026", "Give a day such as 2026-11-26."),
        ("2026-11-22", "Choose today or a later day."),
        ("2026-12-24", "An option on this lasts until Wednesday 25 November, 13:00 at most."),
    ],
)
def test_a_day_that_cannot_be_is_said_at_the_field_and_nothing_is_lost(cast, bo, on, said):
    optioned(cast.ilse, cast.noord, cast.studio)
    data = {**hidden(at_the_price(cast, bo)), "on": on, "purpose": "Our <album>"}
    response = bo.post("/en/book/second/", data)
    assert said in page(response)
    assert "Our &lt;album&gt;" in response.content.decode()
    assert not SecondOption.objects.exists()


def test_a_price_that_was_changed_on_the_way_is_not_read(cast, bo):
    optioned(cast.ilse, cast.noord, cast.studio)
    data = {**hidden(at_the_price(cast, bo)), "on": "2026-11-24"}
    assert bo.post("/en/book/second/", {**data, "token": data["token"] + "x"}).status_code == 404
    assert bo.post("/en/book/second/", {**data, "key": "none"}).status_code == 404


def test_behind_ones_own_option_or_a_second_nothing_is_offered(cast, bo):
    optioned(cast.zoe, cast.zout, cast.studio)
    assert "Be second" not in page(at_the_price(cast, bo))
    cancel(number=Booking.objects.get().number, actor=cast.zoe, now=NOW)
    optioned(cast.ilse, cast.noord, cast.studio)
    second(cast.zoe, cast.zout, cast.studio)
    assert "Be second" not in page(bo.get("/en/book/quote/"))


def test_asking_them_to_decide_and_letting_go(cast, bo, teun):
    first = optioned(cast.ilse, cast.noord, cast.studio)
    waits = second(cast.bo, cast.zout, cast.studio)
    address = f"/en/bookings/second/{waits.number}/"
    ilse = signed_in(cast.ilse)
    assert "Somebody waits behind you" in page(ilse.get(f"/en/bookings/{first.number}/"))
    assert "Ask them to decide" in page(bo.get(address))
    after = page(bo.post(f"{address}challenge/", follow=True))
    assert "You have asked who is first to decide: before Tuesday 24 November, 23:59." in after
    assert "Ask them to decide" not in after
    asked = page(ilse.get(f"/en/bookings/{first.number}/"))
    assert "Somebody has asked you to decide" in asked and "Zout" not in asked
    desk = page(teun.get("/en/desk/effenaar/planning/"))
    assert "Second options 1" in desk and "Collectief Zout" in desk
    assert "Kwartet Noord" in page(teun.get(address))
    assert "Collectief Zout has the second option" in page(teun.get(f"/en/bookings/{first.number}/"))
    let_go = page(bo.post(f"{address}let-go/", follow=True))
    assert "You do not wait for it any more." in let_go and "It was let go." in let_go


def test_once_first_its_page_is_the_options(cast, bo, teun):
    first = optioned(cast.ilse, cast.noord, cast.studio)
    waits = second(cast.bo, cast.zout, cast.studio)
    cancel(number=first.number, actor=cast.ilse, now=NOW + timedelta(minutes=1))
    waits.refresh_from_db()
    address = f"/en/bookings/second/{waits.number}/"
    assert bo.get(address).headers["Location"] == f"/en/bookings/{waits.became.number}/"
    assert "It became the first." in page(teun.get(address))
    assert "cannot" not in page(bo.post(f"{address}challenge/", follow=True))


def test_a_challenge_that_cannot_be_says_why(cast, bo):
    asks_first(cast.studio)
    first = optioned(cast.ilse, cast.noord, cast.studio)
    waits = second(cast.bo, cast.zout, cast.studio)
    signed_in(cast.ilse).post(f"/en/bookings/{first.number}/confirm/")
    address = f"/en/bookings/second/{waits.number}/"
    assert "the hub answers soon" in page(bo.get(address))
    said = page(bo.post(f"{address}challenge/", follow=True))
    assert "Who is first has asked the hub to book it." in said


def test_the_hub_says_how_long_the_first_has_to_decide(cast):
    hanna = signed_in(cast.hanna)
    form = hanna.get("/en/manage/effenaar/change/")
    assert "Who has the first option decides within, in hours" in page(form)
