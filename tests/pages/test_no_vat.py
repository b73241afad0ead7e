"""A hub in the scheme for small businesses (KOR) charges no VAT: wherever its prices stand there is none in them, and
why is said. Its rates stay as it set them, for the day on which it leaves the scheme."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from bookings.actions.complete_ended import complete_ended
from bookings.models import Booking
from bookings.outbound import mail as booking_mail
from bookings.outbound import series_mail
from tests import cast as whole_cast
from tests.cast import NOW, Cast
from tests.factories.bookings import booked, held
from tests.factories.invoicing import OVER, billed, invoices_by
from tests.factories.options import gives_options, optioned
from tests.factories.series import open_thursdays, series_of
from tests.pages.picking import AFTERNOON, pick, words
from tests.signing_in import signed_in

KOR = "KOR, art. 25 Wet OB 1968"
SAID = f"No VAT is charged: {KOR}"
VAT = ("VAT included", "without VAT", "Without VAT: €", "21%", "21 %")


@pytest.fixture
def stage(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        stage = whole_cast.assemble()
        whole_cast.declare_band_a(stage.zout)
        yield stage


@pytest.fixture
def small(stage) -> Cast:
    invoices_by(stage.effenaar, kor=True, kor_reason=KOR)
    return stage


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def got(person, address: str, **asked) -> str:
    client = signed_in(person) if person else Client()
    answer = client.get(address, asked, follow=True)
    assert answer.status_code == 200, address
    return plain(words(answer))


def has_none(text: str) -> None:
    assert SAID in text, text[:3000]
    assert [each for each in VAT if each in text] == []


def place_pages(stage) -> list[str]:
    hub = stage.effenaar.slug
    return [f"/en/hubs/{hub}/", f"/en/hubs/{hub}/{stage.studio.slug}/"]


def picked(person, stage) -> Client:
    """With the studio in the basket."""
    client = signed_in(person) if person else Client()
    pick(client, stage.studio)
    return client


def test_on_pages_of_the_place_and_in_the_search(small):
    for address in place_pages(small):
        has_none(got(None, address))
    has_none(got(None, "/en/book/", **AFTERNOON))
    assert [each for each in VAT if each in got(small.bo, "/en/book/", **AFTERNOON)] == []


def test_on_the_price_before_it_is_booked_with_an_organisation_and_without(small):
    for person in (small.bo, None):
        page = plain(words(picked(person, small).get("/en/book/quote/")))
        has_none(page)


@pytest.mark.parametrize("placed", [held, booked])
def test_on_a_booking_for_both_sides(small, placed):
    booking = placed(small.bo, small.zout, small.studio)
    for person in (small.bo, small.teun):
        has_none(got(person, f"/en/bookings/{booking.number}/"))


def test_for_programs(small):
    booking = booked(small.bo, small.zout, small.studio)
    told = signed_in(small.bo).get(f"/api/bookings/{booking.number}").json()
    assert told["price"]["no_vat"] == KOR
    assert told["price"]["vat_cents"] == 0
    assert told["price"]["net_cents"] == booking.list_cents - booking.hub_cents
    assert [(line["vat_bp"], line["vat_cents"]) for line in told["lines"]] == [(0, 0)]


@pytest.mark.parametrize("kind", ["booking.confirmed", "booking.changed"])
def test_in_mails(small, kind):
    booking = booked(small.bo, small.zout, small.studio)
    with override("en"):
        mail = booking_mail.write(booking, kind=kind, to_hub=False)
    for part in (mail.body, *(str(content) for content, what in mail.alternatives if what == "text/html")):
        has_none(plain(part))


def test_in_the_mail_of_an_option_and_of_a_series(small):
    gives_options(small.studio)
    option = optioned(small.bo, small.zout, small.studio)
    open_thursdays(small.studio)
    series = series_of(small.bo, small.zout, small.studio, count=2)
    with override("en"):
        mails = [
            booking_mail.write(option, kind="booking.optioned", to_hub=False),
            series_mail.write(series.series, series.bookings, kind="series.confirmed", to_hub=False),
        ]
    for mail in mails:
        has_none(plain(mail.body))
        has_none(plain(str(mail.alternatives[0][0])))


def test_other_hubs_say_what_is_in_their_prices(stage):
    for address in place_pages(stage):
        page = got(None, address)
        assert "VAT included" in page and "No VAT is charged" not in page
    booking = booked(stage.bo, stage.zout, stage.studio)
    page = got(stage.bo, f"/en/bookings/{booking.number}/")
    assert "without VAT" in page and "No VAT is charged" not in page
    told = signed_in(stage.bo).get(f"/api/bookings/{booking.number}").json()
    assert told["price"]["no_vat"] == "" and told["price"]["vat_cents"] > 0


def test_what_was_booked_in_the_scheme_is_invoiced_with_vat_once_the_hub_has_left_it(small):
    booking: Booking = booked(small.bo, small.zout, small.studio)
    assert "no_vat" in booking.quote["lines"][0] and booking.quote["lines"][0]["vat_bp"] == 2_100
    invoices_by(small.effenaar, kor=False, now=NOW + timedelta(days=1))
    complete_ended(now=OVER)
    (invoice,) = billed(booking)
    assert [(part.category, part.vat_bp) for part in invoice.vat_parts] == [("S", 2_100)]
