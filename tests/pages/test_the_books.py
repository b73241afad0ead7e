"""The books for who keeps them: the page on which they are closed, and the journal as a file."""

import csv
from io import StringIO

import pytest
import time_machine
from django.test import Client

from funding.models import ClosedPeriod, Fund
from tests.cast import NOW, Cast, assemble, declare_band_a, two_funds
from tests.factories.bookings import booked
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.factories.money import fill
from tests.pages.picking import words
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
    two_funds(cast)
    FundFactory(agreement=FundingAgreementFactory(funder=cast.makersfonds))
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    booked(cast.bo, cast.zout, cast.studio)
    return cast


@pytest.fixture
def anna(cast) -> Client:
    return signed_in(cast.anna)


def rows(answer) -> list[list[str]]:
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=","))


def test_an_administrator_closes_the_books_knowing_that_it_lasts(anna):
    unsure = anna.post("/en/setup/books/", {"through": "2026-10-31"})
    assert unsure.status_code == 400 and "closed books stay closed" in words(unsure)
    assert not ClosedPeriod.objects.exists()
    after = words(anna.post("/en/setup/books/", {"through": "2026-10-31", "sure": "on"}, follow=True))
    assert "Closed: " in after and "31 October 2026" in after
    again = anna.post("/en/setup/books/", {"through": "2026-10-31", "sure": "on"})
    assert again.status_code == 400 and "Choose a later day." in words(again)


@pytest.mark.parametrize("day", ["", "31-02-2026", "9999-12-31", "2026-11-22"])
def test_a_day_that_cannot_be_closed_is_said(anna, day):
    assert anna.post("/en/setup/books/", {"through": day, "sure": "on"}).status_code == 400
    assert not ClosedPeriod.objects.exists()


def test_the_journal_is_a_file_in_which_debit_is_credit(anna):
    answer = anna.get("/en/setup/books/journal.csv?first=2026-01-01&last=2026-12-31")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="journal-2026-01-01-2026-12-31.csv"'
    head, *found = rows(answer)
    assert head[:4] == ["entry", "day", "kind", "about"]
    debit, credit = (sum(int(row[at].replace(".", "") or 0) for row in found) for at in (8, 9))
    assert debit == credit > 0


def test_a_hub_and_a_funder_read_their_own_part(cast):
    days = "journal.csv?first=2026-01-01&last=2026-12-31"
    funders = rows(signed_in(cast.fien).get(f"/en/funders/{cast.makersfonds.uuid}/{days}"))
    assert {row[6].split(":")[0] for row in funders[1:]} == {"fund", "organisation"}
    assert rows(signed_in(cast.hanna).get(f"/en/desk/effenaar/{days}"))[1:] == []


@pytest.mark.parametrize(
    "asked", ["", "first=2026-01-01", "first=2026-12-31&last=2026-01-01", "first=x&last=y",
              "first=1950-01-01&last=2026-01-01"],
)  # fmt: skip
def test_days_that_make_no_sense_are_said(anna, asked):
    assert anna.get(f"/en/setup/books/journal.csv?{asked}").status_code == 400
