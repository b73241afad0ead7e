"""Whatever is invoiced, at whichever rates, discounts, funds and payments: what is to pay is what the ledger says, and
programs can read it by every rule."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.actions._ledger import hub_earns, organisation_owes, post
from funding.actions._paid import came_in
from funding.actions.issue_invoice import issue_invoice
from funding.models import EntryKind, Invoice, Posting
from funding.models.invoice_state import standing_of
from funding.models.invoices import with_all
from funding.outbound.ubl import ubl_of
from funding.rules.invoices import FundPart, WantedLine, WantedPart
from hub.kit.audit import SITE
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from tests import cast
from tests.cast import NOW, thursday
from tests.factories.invoicing import invoices_by
from tests.ubl import wrong

NUMBERS = count(1)
RATES = st.sampled_from([(2_100, ""), (900, ""), (0, "Art. 11 Wet OB 1968"), (0, "Art. 11 lid 1 onder b")])


@pytest.fixture
def stage(db):
    stage = cast.assemble()
    stage.zout.street, stage.zout.postcode = "Strijp-S 1", "5617 AB"
    stage.zout.save(update_fields=["street", "postcode"])
    invoices_by(stage.effenaar)
    return stage


@st.composite
def lines(draw) -> WantedLine:
    price = draw(st.integers(1, 99_999))
    vat_bp, reason = draw(RATES)
    return WantedLine(
        name=draw(st.sampled_from(["Studio 2", "Mic & stand", "Ingenieur <nacht>"])),
        quantity=draw(st.integers(1, 7)),
        period=thursday(13, 17),
        list_cents=price,
        discount_cents=draw(st.one_of(st.just(0), st.integers(0, price))),
        vat_bp=vat_bp,
        reason=reason,
    )


@st.composite
def parts(draw) -> tuple[WantedPart, int]:
    """One thing, and what was paid of it before."""
    mine = tuple(draw(st.lists(lines(), min_size=1, max_size=4)))
    gross = sum(line.list_cents - line.discount_cents for line in mine)
    funds = draw(st.integers(0, gross))
    own = gross - funds
    given = (FundPart(7, "Open Doors", (("nl", "Open Deuren"),), funds),) if funds else ()
    part = WantedPart(f"rehearsal:R-{next(NUMBERS)}", "price", mine, own, given, "Try", "P & O")
    return part, draw(st.sampled_from([0, 0, own // 3, own, own + 250]))


def written(stage, part: WantedPart, paid: int) -> None:
    """In the books: what the organisation owes of it, and what it paid before."""
    about = Ref.parse(part.about)
    if part.own_cents:
        post(
            kind=EntryKind.SETTLE,
            about=about,
            key=f"settle:{about}",
            amounts={
                organisation_owes(stage.zout): -part.own_cents,
                hub_earns(stage.effenaar): part.own_cents,
            },
            now=NOW,
        )
    if paid:
        came_in(
            kind=EntryKind.PAY,
            about=about,
            key=f"pay:{about}",
            organisation=stage.zout,
            hub=stage.effenaar,
            cents=paid,
            now=NOW,
        )


def owed(wanted: list[WantedPart]) -> int:
    """By the ledger alone."""
    of_them = Posting.objects.filter(
        entry__about__in=[Ref.parse(each.about) for each in wanted], account__kind="organisation"
    )
    return -sum(of_them.values_list("cents", flat=True))


@settings(max_examples=30)
@given(made=st.lists(parts(), min_size=1, max_size=4))
def test_what_is_to_pay_is_what_the_ledger_says_and_every_rule_holds(stage, made) -> None:
    wanted = [part for part, _paid in made]

    @verb
    def issued() -> list[Invoice]:
        for part, paid in made:
            written(stage, part, paid)
        return issue_invoice(
            hub=stage.effenaar,
            organisation=stage.zout,
            abouts=[Ref.parse(part.about) for part in wanted],
            wanted=wanted,
            actor=SITE,
            now=NOW,
        )

    (invoice,) = issued()
    assert invoice.payable_cents == owed(wanted)
    assert standing_of(invoice, NOW.date()).open_cents == owed(wanted)
    found = with_all(Invoice.objects.select_related("organisation")).get(pk=invoice.pk)
    assert wrong(ubl_of(found)) == []
