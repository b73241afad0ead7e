"""A hub that was paid too much and earns nothing more from that fund transfers it back."""

import pytest
from django.utils.translation import override

from funding.actions.begin_settlement import begin_settlement
from funding.actions.close_agreement import HubOwesBack, close_agreement
from funding.actions.collect import OwesNothingBack, collect
from funding.models import Fund
from funding.models.history import movements_of
from hub.kit.audit import SITE
from hub.kit.errors import Forbidden
from tests.concurrency.rivals import broken_invariants
from tests.factories.payouts import (
    NEXT_DAY,
    fee_rows,
    got,
    marked,
    over,
    paid_out,
    pair,
    settled,
    stage_of_two_payers,
    unmarked,
)


@pytest.fixture
def stage(db):
    with override("en"):
        yield stage_of_two_payers()
    assert broken_invariants() == {}


def collected(stage, fund, *, actor=SITE, now=NEXT_DAY, **more):
    return collect(fund=fund, hub=stage.effenaar, received_on=now.date(), actor=actor, now=now, **more)


def paid_too_much(stage) -> list[Fund]:
    """By each fund, for somebody who did not come."""
    booking = over(stage)
    paid_out(stage)
    marked(stage, booking)
    return list(Fund.objects.order_by("pk"))


def test_a_hub_that_earns_nothing_more_pays_back_what_it_had_too_much_once(stage):
    funds = paid_too_much(stage)
    owes = [-(owed + corrected) for owed, corrected in pair(stage)]
    rows = [collected(stage, fund) for fund in funds]
    assert [-row.cents for row in rows] == owes and all(owes)
    assert pair(stage) == []
    assert got(stage) == settled()
    again = collected(stage, funds[0], request_key=rows[0].request_key)
    assert again == rows[0]
    with pytest.raises(OwesNothingBack):
        collected(stage, funds[0])
    words = [each.words for each in movements_of(funds[0])]
    assert "paid back by Effenaar, which had too much" in words


def test_what_was_paid_back_and_is_owed_after_all_is_paid_again(stage):
    booking = over(stage)
    paid_out(stage)
    marked(stage, booking)
    for fund in Fund.objects.order_by("pk"):
        collected(stage, fund)
    unmarked(stage, booking)
    assert sum(row.cents for row in paid_out(stage)) == booking.funds_cents - sum_of_fee(booking)
    assert got(stage) == settled() == booking.funds_cents


def sum_of_fee(booking) -> int:
    return sum(row.cents for row in fee_rows(booking))


def test_a_hub_that_owes_nothing_back_has_nothing_collected(stage):
    over(stage)
    with pytest.raises(OwesNothingBack):
        collected(stage, Fund.objects.earliest("pk"))


def test_only_who_keeps_a_funders_books_notes_what_came_back(stage):
    fund, _other = paid_too_much(stage)
    for person in (stage.teun, stage.zoe, stage.karim):
        with pytest.raises(Forbidden):
            collected(stage, fund, actor=person)
    assert collected(stage, fund, actor=stage.anna).cents < 0


def test_an_agreement_is_not_closed_while_a_hub_has_too_much_of_it(stage):
    funds = paid_too_much(stage)
    closed = []
    for fund in funds:
        agreement = fund.agreement
        begin_settlement(agreement=agreement, actor=SITE, now=NEXT_DAY)
        with pytest.raises(HubOwesBack, match="too much"):
            close_agreement(agreement=agreement, repaid_on=NEXT_DAY.date(), actor=SITE, now=NEXT_DAY)
        collected(stage, fund)
        closed.append(
            close_agreement(agreement=agreement, repaid_on=NEXT_DAY.date(), actor=SITE, now=NEXT_DAY)
        )
    assert {agreement.state for agreement in closed} == {"closed"}
