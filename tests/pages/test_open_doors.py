"""Opening doors in kind in the browser: said, shown, ended, and accounted for by the year."""

import re

import pytest
import time_machine
from django.urls import reverse

from bookings.actions.complete_ended import complete_ended
from funding.models import HourPledge
from tests.cast import NOW, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import FacilityFactory
from tests.factories.hours import pledged
from tests.signing_in import signed_in

TERMS = {
    "hours_a_month": "20",
    "hours_an_organisation": "8",
    "value_cents_an_hour": "45,00",
    "bands": "A, B",
    "starts_on": "2026-11-23",
}


@pytest.fixture
def cast(db):
    with time_machine.travel(NOW, tick=False):
        stage = assemble()
        declare_band_a(stage.zout)
        yield stage


@pytest.fixture
def hanna(cast):
    return signed_in(cast.hanna)


def address(name: str, *rest) -> str:
    return reverse(f"funding:{name}", args=["effenaar", *rest]).replace("/nl/", "/en/")


def text(response) -> str:
    return " ".join(response.content.decode().split()).replace("\u00a0", " ")


def test_a_manager_opens_a_studio_and_reads_its_months(cast, hanna) -> None:
    assert address("open_doors") in text(hanna.get(address("rates")))
    assert "Nothing is open in kind" in text(hanna.get(address("open_doors")))
    page = text(hanna.post(address("pledge_add"), {**TERMS, "facility": cast.studio.pk}, follow=True))
    assert "Studio 2 is opened in kind." in page
    assert "20 hours a month, at most 8 hours for one organisation, for rate bands A, B" in page
    assert "an hour is worth € 45.00, from 23 November 2026" in page
    assert re.findall(r"<th scope=\"row\">(\w+ 2026|\w+ 2027)</th>", page) == [
        "November 2026", "December 2026", "January 2027",
    ]  # fmt: skip


def test_what_is_reserved_given_and_left_stands_in_its_month(cast, hanna) -> None:
    pledged(cast.studio, 20)
    booked(cast.bo, cast.zout, cast.studio, period=thursday(9, 10))
    complete_ended(now=thursday(9, 10).end)
    booked(cast.bo, cast.zout, cast.studio)
    page = text(hanna.get(address("open_doors")))
    assert re.findall(r"data-label=\"\w[^\"]*\">([^<]+)</td>", page)[:5] == ["20", "4", "1", "15", "€ 45.00"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hours_a_month": "0"}, "whole number"),
        ({"hours_a_month": "1e3"}, "whole number"),
        ({"hours_a_month": ""}, "required"),
        ({"hours_an_organisation": "21"}, "for no more than that"),
        ({"value_cents_an_hour": "much"}, "Write an amount of euros"),
        ({"value_cents_an_hour": "100.000,01"}, "Say what an hour is worth"),
        ({"bands": "a"}, "Write codes of bands"),
        ({"bands": "A,B,C,D,E,F"}, "Write codes of bands"),
        ({"starts_on": "2026-11-22"}, "Choose today or a later day"),
        ({"starts_on": "soon"}, "Give a day"),
        ({"facility": "0"}, "Select a valid choice"),
        ({"facility": "9" * 30}, "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_kept(cast, hanna, wrong, said) -> None:
    response = hanna.post(address("pledge_add"), {**TERMS, "facility": cast.studio.pk, **wrong})
    assert response.status_code == 400
    assert said in text(response)
    assert not HourPledge.objects.exists()


def test_what_is_open_already_and_what_is_elsewhere_is_refused(cast, hanna) -> None:
    pledged(cast.studio)
    page = hanna.post(address("pledge_add"), {**TERMS, "facility": cast.studio.pk})
    assert "Studio 2 is opened in kind at that time already" in text(page)
    elsewhere = FacilityFactory(hub=cast.tetem)
    page = hanna.post(address("pledge_add"), {**TERMS, "facility": elsewhere.pk})
    assert "Select a valid choice" in text(page)


def test_a_manager_ends_it_and_a_wrong_day_is_said(cast, hanna) -> None:
    pledge = pledged(cast.studio)
    where = address("pledge_end", pledge.pk)
    assert "Choose today or a later day" in text(hanna.post(where, {"ends_on": "2026-11-22"}, follow=True))
    assert "Give a day" in text(hanna.post(where, {"ends_on": "never"}, follow=True))
    page = text(hanna.post(where, {"ends_on": "2026-11-30"}, follow=True))
    assert "What is booked keeps its hours" in page
    assert "from 23 November 2026 until 30 November 2026" in page
    assert where not in page
    assert "is set already" in text(hanna.post(where, {"ends_on": "2026-12-31"}, follow=True))


def test_another_hubs_pledge_is_not_there(cast, hanna) -> None:
    assert hanna.post(address("pledge_end", 0), {"ends_on": "2026-11-30"}).status_code == 404


def test_the_year_is_read_printed_and_taken_along_without_a_band(cast, hanna) -> None:
    pledged(cast.studio, 20)
    done = booked(cast.bo, cast.zout, cast.studio, period=thursday(9, 10))
    complete_ended(now=thursday(9, 10).end)
    coming = booked(cast.bo, cast.zout, cast.studio)
    page = text(hanna.get(address("open_doors_year", 2026)))
    assert re.search(r"November 2026</th>.*?Studio 2.*?>20<.*?>4<.*?>1<.*?€ 45.00", page)
    assert re.search(r"2026</th>.*?Together.*?>20<.*?>4<.*?>1<.*?€ 45.00", page)
    for number in (done.number, coming.number):
        assert re.search(rf"Collectief Zout</th>.*?26 Nov 2026.*?{number}.*?Studio 2", page)
    assert "%" not in re.sub(r"<[^>]+>", "", page.split("<main")[1].split("How it is counted")[0])
    paper = hanna.get(address("open_doors_pdf", 2026))
    assert paper.content.startswith(b"%PDF") and paper["Content-Type"] == "application/pdf"
    assert "effenaar-open-doors-2026.pdf" in paper["Content-Disposition"]
    sheet = hanna.get(address("open_doors_csv", 2026)).content.decode()
    assert f"for whom,{done.number},2026-11-26,Collectief Zout,Studio 2,,0,1,45.00" in sheet
    dutch = hanna.get(address("open_doors_csv", 2026).replace("/en/", "/nl/")).content.decode()
    assert ";45,00" in dutch


def test_a_year_without_anything_says_so(cast, hanna) -> None:
    assert "Nothing was open in kind in this year" in text(hanna.get(address("open_doors_year", 2025)))
    for name in ("open_doors_pdf", "open_doors_csv"):
        assert hanna.get(address(name, 2025)).status_code == 200
    assert hanna.get(address("open_doors_year", 1999)).status_code == 404
    assert hanna.get("/en/desk/effenaar/open-doors/99999/").status_code == 404


def test_too_much_for_paper_goes_to_the_spreadsheet(cast, hanna, monkeypatch) -> None:
    monkeypatch.setattr("funding.views.open_doors.MOST_ON_PAPER", 0)
    pledged(cast.studio)
    booked(cast.bo, cast.zout, cast.studio)
    response = hanna.get(address("open_doors_pdf", 2026))
    assert response.status_code == 400 and "On paper at most 0" in text(response)


def test_everybody_reads_what_is_open_and_how_much_is_left_this_month(cast, client) -> None:
    pledged(cast.studio, 5, bands=("A",))
    here = reverse("cms:facility", args=["effenaar", "studio-2"]).replace("/nl/", "/en/")
    funds = reverse("funding:funds").replace("/nl/", "/en/")
    words = "opens it in kind for 5 hours a month, for rate bands A; 5 hours of this month are left."
    assert words in text(client.get(here)) and words in text(client.get(funds))
    booked(cast.bo, cast.zout, cast.studio)
    booked(cast.bo, cast.zout, cast.studio, period=thursday(18, 22))
    assert "this month all of them are taken." in text(client.get(here))
    other = reverse("cms:facility", args=["effenaar", "engineer"]).replace("/nl/", "/en/")
    assert "in kind" not in text(client.get(other))


def test_who_books_reads_the_hours_in_the_price(cast) -> None:
    pledged(cast.studio, 2)
    booking = booked(cast.bo, cast.zout, cast.studio)
    where = reverse("bookings:booking", args=[booking.number]).replace("/nl/", "/en/")
    page = text(signed_in(cast.bo).get(where))
    assert "Effenaar opens Studio 2 in kind for 2 hours" in page
    assert "no more hours are left in November 2026" in page
