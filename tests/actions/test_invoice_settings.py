"""Who sells, how a hub invoices, and how an organisation wants to stand on invoices."""

from dataclasses import replace
from datetime import timedelta

import pytest

from funding.actions.set_invoice_address import BadEndpoint, set_invoice_address
from funding.actions.set_invoicing import (
    BadPrefix,
    BadSellerNumber,
    DaysOutOfRange,
    PrefixTaken,
    SayWhyNoVat,
    SellerIncomplete,
    VatNumberNeeded,
    set_invoicing,
)
from funding.actions.set_rate_card import NotInThePast
from funding.models import InvoiceAddress, InvoiceSetting
from funding.models.invoicing import buyer_of, invoices_since, setting_on
from funding.rules.sellers import Buyer
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests import cast
from tests.cast import MONDAY, NOW
from tests.factories.invoicing import SELLER, TERMS


@pytest.fixture
def stage(db):
    return cast.assemble()


def said(stage, *, actor=None, seller=SELLER, terms=TERMS, day=MONDAY, hub=None) -> InvoiceSetting:
    return set_invoicing(
        hub=hub or stage.effenaar,
        valid_from=day,
        seller=seller,
        terms=terms,
        actor=actor or stage.hanna,
        now=NOW,
    )


def test_a_manager_says_who_sells_from_a_day_on(stage) -> None:
    later = MONDAY + timedelta(days=30)
    said(stage)
    said(stage, day=later, terms=replace(TERMS, term_days=30))
    assert setting_on(stage.effenaar, MONDAY - timedelta(days=1)) is None
    assert setting_on(stage.effenaar, MONDAY).term_days == 14
    assert setting_on(stage.effenaar, later).term_days == 30
    assert invoices_since(stage.effenaar) == MONDAY
    row = AuditRow.objects.filter(action="funding.set_invoicing").first()
    assert (row.actor_id, row.hub_id) == (stage.hanna.pk, stage.effenaar.pk)


def test_numbers_are_kept_without_the_spaces_that_people_type(stage) -> None:
    seller = replace(
        SELLER, iban="nl91 abna 0417 1643 00", kvk_number="9003.0001", vat_number="NL 0044.95.445.B01"
    )
    found = said(stage, seller=seller).says
    assert (found.iban, found.kvk_number, found.vat_number) == (
        SELLER.iban,
        SELLER.kvk_number,
        SELLER.vat_number,
    )


def test_the_same_day_again_replaces_it(stage) -> None:
    said(stage)
    said(stage, terms=replace(TERMS, term_days=7))
    assert InvoiceSetting.objects.get().term_days == 7


@pytest.mark.parametrize(
    ("seller", "terms", "refusal"),
    [
        ({"name": " "}, {}, SellerIncomplete),
        ({"street": ""}, {}, SellerIncomplete),
        ({"iban": ""}, {}, SellerIncomplete),
        ({"iban": "NL91ABNA0417164301"}, {}, BadSellerNumber),
        ({"kvk_number": "1234567"}, {}, BadSellerNumber),
        ({"kvk_number": "\u0661" * 8}, {}, BadSellerNumber),
        ({"vat_number": "NL004495446B01"}, {}, BadSellerNumber),
        ({"endpoint_id": "123", "endpoint_scheme": "9999"}, {}, BadSellerNumber),
        ({"vat_number": ""}, {}, VatNumberNeeded),
        ({}, {"prefix": "eff"}, BadPrefix),
        ({}, {"prefix": "E"}, BadPrefix),
        ({}, {"prefix": "EFF-2026"}, BadPrefix),
        ({}, {"term_days": 121}, DaysOutOfRange),
        ({}, {"term_days": -1}, DaysOutOfRange),
        ({}, {"remind_after_days": 0}, DaysOutOfRange),
        ({}, {"kor": True}, SayWhyNoVat),
        ({}, {"fee_reason": "  "}, SayWhyNoVat),
    ],
)
def test_what_would_make_no_invoice_is_refused(stage, seller, terms, refusal) -> None:
    with pytest.raises(refusal):
        said(stage, seller=replace(SELLER, **seller), terms=replace(TERMS, **terms))
    assert not InvoiceSetting.objects.exists()


def test_nothing_is_said_about_the_past(stage) -> None:
    with pytest.raises(NotInThePast):
        said(stage, day=MONDAY - timedelta(days=1))


def test_two_hubs_never_number_alike(stage) -> None:
    said(stage)
    with pytest.raises(PrefixTaken):
        said(stage, hub=stage.tetem, actor=SITE)
    assert said(stage, hub=stage.tetem, actor=SITE, terms=replace(TERMS, prefix="TET")).prefix.prefix == "TET"


@pytest.mark.parametrize("who", ["teun", "wim", "zoe", "fien", "anna"])
def test_nobody_but_its_managers_says_how_a_hub_invoices(stage, who) -> None:
    with pytest.raises(Forbidden):
        said(stage, actor=getattr(stage, who))


def test_an_organisation_stands_on_invoices_as_it_says_and_else_as_it_is(stage) -> None:
    assert buyer_of(stage.zout) == Buyer(
        name="Collectief Zout", town="Eindhoven", email="zoe@example.org", language="nl"
    )
    set_invoice_address(
        organisation=stage.zout,
        buyer=Buyer(
            name="Stichting Zout", street="Strijp-S 1", postcode="5617 AB", email="geld@zout.example",
            endpoint_scheme="0190", endpoint_id="0" * 20, language="en",
        ),
        actor=stage.zoe,
        now=NOW,
    )  # fmt: skip
    found = buyer_of(stage.zout)
    assert (found.name, found.town, found.email, found.language) == (
        "Stichting Zout",
        "Eindhoven",
        "geld@zout.example",
        "en",
    )
    assert found.endpoint == ("0190", "0" * 20)
    assert AuditRow.objects.get(action="funding.set_invoice_address").organisation_id == stage.zout.pk


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("0106", "1234567"),
        ("0190", "12"),
        ("9944", "BE0123456789"),
        ("0106", ""),
        ("", "12345678"),
        ("0106", "\u0661" * 8),
    ],
)
def test_a_peppol_address_that_leads_nowhere_is_refused(stage, scheme, number) -> None:
    with pytest.raises(BadEndpoint):
        set_invoice_address(
            organisation=stage.zout,
            buyer=Buyer(name="", endpoint_scheme=scheme, endpoint_id=number),
            actor=stage.zoe,
            now=NOW,
        )
    assert not InvoiceAddress.objects.exists()


@pytest.mark.parametrize("who", ["bo", "mira", "ilse", "hanna", "anna"])
def test_only_an_owner_says_how_the_organisation_is_invoiced(stage, who) -> None:
    with pytest.raises(Forbidden):
        set_invoice_address(
            organisation=stage.zout, buyer=Buyer(name="X"), actor=getattr(stage, who), now=NOW
        )
