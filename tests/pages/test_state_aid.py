"""State aid as people see it: the organisation's page, why a fund gives nothing, and the register as a file."""

import csv
from io import StringIO

import pytest
import time_machine

from funding.models import AidBasis, AidDeclaration, FundingAgreement
from tests.cast import NOW, Cast, assemble, declare_band_a
from tests.factories.bookings import booked
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.factories.money import fill
from tests.pages.picking import words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
SAID = {"other": "1.000,00", "undertaking": "", "sector": "59.20", "true": "on"}


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    agreement = FundingAgreementFactory(funder=cast.makersfonds, aid_basis=AidBasis.DE_MINIMIS)
    fill(FundFactory(agreement=agreement, slug="makers"), 500_000)
    return cast


def test_an_owner_declares_and_reads_what_is_left(cast):
    zoe, address = signed_in(cast.zoe), f"/en/organisations/{cast.zout.uuid}/aid/"
    assert "nothing before you declare" in words(zoe.get(address))
    assert "Funds that give de minimis aid can carry" in words(zoe.post(address, SAID, follow=True))
    booked(cast.bo, cast.zout, cast.studio)
    page = words(zoe.get(address))
    assert "€ 299,000.00" in page.replace("\u00a0", " ") or "298," in page
    assert "sector 59.20" in page and "Nothing yet." not in page
    assert "An owner of your organisation can declare" in words(signed_in(cast.mira).get(address))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("other", "-1"),
        ("other", "1e9"),
        ("other", ""),
        ("sector", "arts"),
        ("true", ""),
        ("undertaking", "x" * 301),
    ],
)
def test_what_cannot_be_declared_is_said_at_its_field(cast, field, value):
    zoe, address = signed_in(cast.zoe), f"/en/organisations/{cast.zout.uuid}/aid/"
    answer = zoe.post(address, {**SAID, field: value})
    assert answer.status_code == 400 and f"id_{field}" in answer.content.decode()
    assert not AidDeclaration.objects.exists()


def test_without_a_declaration_the_quote_says_why_a_fund_gives_nothing(cast):
    bo = signed_in(cast.bo)
    where = {"facility": cast.studio.pk, "date": "2026-11-26", "from": "13:00", "to": "17:00"}
    bo.post("/en/book/basket/add/", where)
    assert "has not declared yet what it had of that" in words(bo.get("/en/book/quote/"))


def test_the_register_has_what_the_law_asks_for(cast):
    signed_in(cast.zoe).post(f"/en/organisations/{cast.zout.uuid}/aid/", SAID)
    booking = booked(cast.bo, cast.zout, cast.studio)
    for who, address in (
        (cast.anna, "/en/setup/aid/register.csv"),
        (cast.fien, f"/en/funders/{cast.makersfonds.uuid}/aid/register.csv"),
    ):
        answer = signed_in(who).get(address)
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        _head, row = csv.reader(StringIO(text), delimiter=",")
        assert row[0] == "Collectief Zout"
        assert (row[4], row[5], row[7]) == ("2026-11-23", "Makersfonds", "59.20")
        assert row[9] == booking.number
    assert answer.headers["Content-Disposition"] == 'attachment; filename="de-minimis.csv"'


def test_a_funder_says_on_which_basis_an_agreement_gives(cast):
    fien, agreement = signed_in(cast.fien), FundingAgreement.objects.get()
    address = f"/en/funders/{cast.makersfonds.uuid}/agreements/{agreement.pk}/"
    assert "Is what this agreement gives state aid?" in words(fien.get(address))
    fien.post(f"{address}aid/", {"basis": "none"})
    agreement.refresh_from_db()
    assert agreement.aid_basis == AidBasis.NONE
    assert "Choose one of the two." in words(fien.post(f"{address}aid/", {"basis": "much"}, follow=True))
