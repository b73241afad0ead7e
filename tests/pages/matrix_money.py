"""Who gets what where a funder's money is looked at, moved and accounted for. It is the Makersfonds' own."""

from datetime import date, timedelta
from typing import Any

from funding.actions.begin_settlement import begin_settlement
from funding.models import Fund, Receipt
from hub.kit.audit import SITE
from tests.cast import NOW, declare_band_a
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import spent
from tests.pages.matrix import LOGIN, Entry, Stage, each

IN_2026 = "2026-11-20"


def its_books(answer: int) -> dict[str, Any]:
    return each(404, anonymous=LOGIN, funder=answer, site_admin=answer)


def a_fund(stage: Stage) -> Fund:
    agreement = FundingAgreementFactory(
        funder=stage.cast.makersfonds, starts_on=NOW.date() - timedelta(days=700)
    )
    fund: Fund = FundFactory(agreement=agreement, slug="open-doors")
    fill(fund, 100_000)
    Receipt.objects.update(received_on=date(2025, 12, 1))
    return fund


def its_fund(stage: Stage) -> dict[str, Any]:
    return {"uuid": stage.cast.makersfonds.uuid, "slug": a_fund(stage).slug}


def its_fund_that_spent(stage: Stage) -> dict[str, Any]:
    found = its_fund(stage)
    declare_band_a(stage.cast.zout)
    spent(stage.cast.zout, stage.cast.studio, now=NOW)
    return found


def its_tranche(stage: Stage) -> dict[str, Any]:
    fund = a_fund(stage)
    return {"uuid": stage.cast.makersfonds.uuid, "pk": TrancheFactory(fund=fund, agreement=fund.agreement).pk}


def its_agreement(stage: Stage) -> dict[str, Any]:
    return {"uuid": stage.cast.makersfonds.uuid, "pk": a_fund(stage).agreement_id}


def its_settlement(stage: Stage) -> dict[str, Any]:
    agreement = a_fund(stage).agreement
    begin_settlement(agreement=agreement, actor=SITE, now=NOW)
    return {"uuid": stage.cast.makersfonds.uuid, "pk": agreement.pk}


ENTRIES = [
    Entry("funding:fund_desk", its_books(200), kwargs=its_fund),
    Entry("funding:fund_now", its_books(200), kwargs=its_fund),
    Entry("funding:recipients", its_books(200), kwargs=its_fund),
    Entry("funding:drop", its_books(302), "POST", kwargs=its_tranche),
    Entry("funding:repay", its_books(200), kwargs=its_fund),
    Entry(
        "funding:repay",
        its_books(302),
        "POST",
        kwargs=its_fund,
        data=lambda stage: {"cents": "10,00", "repaid_on": IN_2026},
    ),
    Entry("funding:year_end", its_books(200), kwargs=its_fund),
    Entry("funding:year_end", its_books(302), "POST", kwargs=its_fund, data=lambda stage: {"year": "2025"}),
    Entry("funding:payout", its_books(200), kwargs=its_fund_that_spent),
    Entry(
        "funding:payout",
        its_books(302),
        "POST",
        kwargs=its_fund_that_spent,
        data=lambda stage: {"hub": stage.cast.effenaar.pk, "until": "2026-11-23", "paid_on": "2026-11-23"},
    ),
    Entry("funding:collect", its_books(200), kwargs=its_fund_that_spent),
    Entry("funding:collect", its_books(400), "POST", kwargs=its_fund_that_spent),
    Entry("funding:settlement", its_books(200), kwargs=its_agreement),
    Entry("funding:settlement_begin", its_books(302), "POST", kwargs=its_agreement),
    Entry("funding:settlement_reopen", its_books(302), "POST", kwargs=its_settlement),
    Entry(
        "funding:settlement_close",
        its_books(302),
        "POST",
        kwargs=its_settlement,
        data=lambda stage: {"repaid_on": IN_2026},
    ),
    Entry("funding:statement", its_books(200), kwargs=its_fund),
    Entry("funding:statement_pdf", its_books(200), kwargs=its_fund),
    Entry("funding:statement_csv", its_books(200), kwargs=its_fund),
    Entry(
        "funding:regional",
        each(404, anonymous=LOGIN, quartermaster=200, site_admin=200),
        kwargs=lambda stage: {"slug": stage.cast.brabant.slug},
    ),
]
