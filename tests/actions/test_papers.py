"""Quotes and agreements: frozen when they are made, the same bytes later."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils.translation import override

from bookings.actions.cancel import cancel
from bookings.actions.confirm import confirm
from bookings.actions.freeze_contract import freeze_contract
from bookings.actions.make_offer import NoSellerYet, NothingToOffer, make_offer
from bookings.actions.publish_contract_text import (
    NoContractText,
    SameContractText,
    publish_contract_text,
)
from bookings.models import Contract, Offer
from bookings.outbound import contracts
from bookings.outbound.papers import (
    contract_values,
    keep_contract,
    keep_offer,
    kept_or,
    offer_values,
    pdf_of_contract,
)
from funding.actions.keep_papers import keep_papers
from funding.models import Fund, Paper
from hub.kit import outbox
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.money import format_eur
from tests import cast
from tests.cast import NOW, thursday
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.changes import changed
from tests.factories.facilities import HouseRulesFactory
from tests.factories.invoicing import invoices_by
from tests.factories.money import fill
from tests.factories.options import gives_options, optioned
from tests.factories.terms import WEEK_HALF, terms

LATER = NOW + timedelta(minutes=5)
# Workers ask the clock itself.
MUCH_LATER = NOW.replace(year=2099)


@pytest.fixture
def stage(db):
    stage = cast.assemble()
    cast.declare_band_a(stage.zout)
    cast.two_funds(stage)
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    terms(stage.effenaar, WEEK_HALF)
    invoices_by(stage.effenaar)
    return stage


def told(kind: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(kind=kind).latest("pk")


def test_a_quote_of_what_is_held_is_numbered_and_valid_until_the_hold_ends(stage) -> None:
    booking = held(stage.bo, stage.zout, stage.studio, stage.engineer)
    offer = make_offer(number=booking.number, actor=stage.bo, now=LATER)
    assert offer.number == "EFF-Q2026-0001"
    assert offer.valid_until == booking.held_until
    values = offer_values(offer)
    assert values["total"] == ["You pay", format_eur(booking.own_cents)]
    assert [row["name"] for row in values["rows"]] == ["Studio 2", "Sound engineer"]
    assert any("Regional Makers Fund" in row[0] for row in values["sums"])
    assert values["steps"]["said"], "the whole calculation stands in it"
    assert AuditRow.objects.get(action="bookings.make_offer").facts["offer"] == offer.number


def test_an_option_is_quoted_until_it_ends_and_what_is_confirmed_until_it_begins(stage) -> None:
    gives_options(stage.studio, notice_hours=0)
    option = optioned(stage.bo, stage.zout, stage.studio)
    made = make_offer(number=option.number, actor=stage.bo, now=LATER)
    assert made.valid_until == option.held_until
    booking = booked(stage.bo, stage.zout, stage.engineer)
    made = make_offer(number=booking.number, actor=stage.teun, now=LATER)
    assert made.valid_until == thursday(13, 17).start
    assert "is booked already" in offer_values(made)["promise"]


def test_the_same_asked_for_again_is_the_same_quote(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    first = make_offer(number=booking.number, actor=stage.bo, now=LATER)
    assert make_offer(number=booking.number, actor=stage.zoe, now=LATER + timedelta(hours=1)) == first
    assert Offer.objects.count() == 1


def test_who_may_not_change_it_makes_no_quote_and_a_stranger_sees_none(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(Forbidden):
        make_offer(number=booking.number, actor=stage.mira, now=LATER)
    with pytest.raises(Http404):
        make_offer(number=booking.number, actor=stage.ilse, now=LATER)


def test_what_is_over_and_a_hub_without_a_seller_make_none(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    stage.effenaar.invoice_settings.all().delete()
    with pytest.raises(NoSellerYet):
        make_offer(number=booking.number, actor=stage.bo, now=LATER)
    invoices_by(stage.effenaar)
    with pytest.raises(NothingToOffer):
        make_offer(number=booking.number, actor=stage.bo, now=thursday(13, 17).start)
    cancel(number=booking.number, actor=stage.bo, now=LATER)
    with pytest.raises(NothingToOffer):
        make_offer(number=booking.number, actor=stage.bo, now=LATER)


def test_the_worker_makes_its_pdf_once_and_keeps_it(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    offer = make_offer(number=booking.number, actor=stage.bo, now=LATER)
    before = kept_or(offer)
    keep_offer(told("offer.made"))
    keep_offer(told("offer.made"))
    assert Paper.objects.get(about=offer.ref).data == before == kept_or(offer)
    assert before.startswith(b"%PDF-")


def test_what_is_agreed_is_frozen_when_it_is_confirmed_with_rules_and_text_as_they_were(stage) -> None:
    HouseRulesFactory(hub=stage.effenaar, text_nl="Schoenen uit.", text_en="Shoes off.")
    publish_contract_text(
        hub=stage.effenaar, text_nl="Eerste tekst.", text_en="First text.", actor=stage.hanna, now=NOW
    )
    kept = held(stage.bo, stage.zout, stage.studio)
    from_form = booked_with_rules(stage, kept)
    publish_contract_text(
        hub=stage.effenaar, text_nl="Tweede tekst.", text_en="", actor=stage.hanna, now=LATER
    )
    contracts.send(told("booking.confirmed"))
    contract = Contract.objects.get(booking=from_form)
    with override("nl"):
        values = contract_values(contract)
    assert values["text"]["paragraphs"] == ["Eerste tekst."]
    assert values["rules"]["paragraphs"] == ["Schoenen uit."]
    assert "half" not in values["terms"]["rows"][0][1] and "50" in values["terms"]["rows"][0][1]
    keep_contract(told("contract.frozen"))
    first = kept_or(contract)
    assert first == pdf_of_contract(contract), "the same bytes later"


def booked_with_rules(stage, booking):
    return confirm(
        number=booking.number, house_rules_version=1, actor=stage.bo, now=NOW + timedelta(minutes=1)
    )


def test_it_is_frozen_once_and_anew_after_a_change(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    freeze_contract(number=booking.number, now=LATER)
    freeze_contract(number=booking.number, now=LATER)
    assert booking.contracts.count() == 1
    changed(stage.bo, booking, stage.studio, stage.engineer)
    again = freeze_contract(number=booking.number, now=LATER)
    assert again.version == 1 and booking.contracts.count() == 2
    assert len(contract_values(again)["rows"]) == 2


def test_a_change_before_the_worker_comes_leaves_an_agreement_of_what_was_confirmed(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    changed(stage.bo, booking, stage.studio, stage.engineer, now=LATER)
    changed(stage.bo, booking, stage.engineer, now=LATER + timedelta(minutes=1))
    contracts.send(told("booking.confirmed"))
    first, second, third = booking.contracts.order_by("version")
    with override("en"):
        rows = [[row["name"] for row in contract_values(each)["rows"]] for each in (first, second, third)]
    assert rows == [["Studio 2"], ["Studio 2", "Sound engineer"], ["Sound engineer"]]
    assert (first.agreed_at, second.agreed_at) == (booking.confirmed_at, LATER)
    assert OutboxMessage.objects.filter(kind="contract.frozen").count() == 3, "each gets its PDF"
    assert broken_invariants() == {}


def test_of_what_was_never_confirmed_there_is_no_agreement(stage) -> None:
    booking = held(stage.bo, stage.zout, stage.studio)
    assert freeze_contract(number=booking.number, now=LATER) is None


def test_confirming_brings_it_by_itself(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    for _round in range(2):
        for message in outbox.claim(now=MUCH_LATER, most=50):
            assert outbox.deliver(message, now=MUCH_LATER), message.kind
    contract = booking.contracts.get()
    assert Paper.objects.filter(about=contract.ref).exists()
    assert broken_invariants() == {}


def test_a_hub_that_has_written_nothing_has_the_text_of_this_site(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    contract = freeze_contract(number=booking.number, now=LATER)
    assert contract.facts["text_version"] == 0
    assert len(contract_values(contract)["text"]["paragraphs"]) == 9


def test_only_managers_publish_and_only_something_new(stage) -> None:
    said = {"hub": stage.effenaar, "text_nl": "Zo is het.", "now": NOW}
    with pytest.raises(Forbidden):
        publish_contract_text(**said, actor=stage.teun)
    assert publish_contract_text(**said, actor=stage.hanna).version == 1
    with pytest.raises(SameContractText):
        publish_contract_text(**said, actor=stage.hanna)
    with pytest.raises(NoContractText):
        publish_contract_text(**{**said, "text_nl": "  "}, actor=stage.hanna)


def test_a_paper_that_is_kept_stays(stage) -> None:
    booking = booked(stage.bo, stage.zout, stage.studio)
    assert keep_papers(about=booking.ref, made={"pdf": b"one"}, now=NOW) == {"pdf": b"one"}
    assert keep_papers(about=booking.ref, made={"pdf": b"two"}, now=NOW) == {"pdf": b"one"}
