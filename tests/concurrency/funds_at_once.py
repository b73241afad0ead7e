"""What people do to a fund's money at the same moment, for the races of funds."""

from collections import Counter

import pytest

from funding.actions import repay as repaying
from funding.actions.reserve import reserve
from funding.models import Allocation, Fund, Repayment, Tranche
from funding.rules.quote import Quote
from hub.kit.audit import SITE
from hub.kit.errors import Busy
from hub.kit.transactions import verb
from tests.cast import MONDAY, NOW, Cast
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.factories.spending import about

ROUNDS = [3, pytest.param(20, marks=pytest.mark.soak)]


def new_fund(cast: Cast, slug: str, **terms: int) -> Fund:
    return FundFactory(agreement=FundingAgreementFactory(funder=cast.makersfonds), slug=slug, **terms)


def again(function):
    """As a person does who reads that many want the same: a few times."""
    for _ in range(20):
        try:
            return function()
        except Busy:
            continue
    raise AssertionError("still busy after twenty times")


def book(cast: Cast, number: int, shown: Quote) -> list[Allocation]:
    return again(
        lambda: verb(reserve)(about=about(number), organisation=cast.zout, quote=shown, now=NOW, actor=SITE)
    )


def take_back(cast: Cast, tranche: Tranche, cents: int) -> Repayment:
    fund = Fund.objects.select_related("agreement__funder").get(pk=tranche.fund_id)
    return repaying.repay(fund=fund, cents=cents, repaid_on=MONDAY, tranche=tranche, actor=cast.fien, now=NOW)


def kinds(results: list[object]) -> Counter[str]:
    return Counter(type(each).__name__ for each in results)
