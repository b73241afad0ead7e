"""Who gets what at the addresses of rates, bands and funds. The fund is the Makersfonds'."""

from typing import Any

from funding.models import Fund
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory, four_bands
from tests.pages.matrix import LOGIN, Entry, Stage, each, everybody

NO_SURCHARGES = {"extra-TOTAL_FORMS": 0, "extra-INITIAL_FORMS": 0}
MEMBERS = {"member": 200, "booker": 200, "owner": 200}


def zout(stage: Stage) -> dict[str, Any]:
    return {"uuid": stage.cast.zout.uuid}


def declaration(stage: Stage) -> dict[str, Any]:
    four_bands()
    return {"fiscal_year": 2025, "turnover": "30.000", "structural_subsidy": ""}


def makersfonds(stage: Stage) -> Fund:
    agreement = FundingAgreementFactory(funder=stage.cast.makersfonds)
    return FundFactory(agreement=agreement, slug="open-doors")


def its_address(stage: Stage) -> dict[str, Any]:
    return {"slug": makersfonds(stage).slug}


def its_funder(stage: Stage) -> dict[str, Any]:
    return {"uuid": makersfonds(stage).agreement.funder.uuid}


def its_tranche(stage: Stage) -> dict[str, Any]:
    fund = makersfonds(stage)
    return {"uuid": fund.agreement.funder.uuid, "pk": TrancheFactory(fund=fund, agreement=fund.agreement).pk}


def effenaar(stage: Stage) -> dict[str, Any]:
    return {"hub_slug": stage.cast.effenaar.slug}


def studio(stage: Stage) -> dict[str, Any]:
    return effenaar(stage) | {"slug": stage.cast.studio.slug}


def managers(answer: int) -> dict[str, Any]:
    return each(404, anonymous=LOGIN, hub_staff=403, site_admin=403, hub_manager=answer)


ENTRIES = [
    Entry("funding:funds", everybody(200)),
    Entry("funding:fund", everybody(200), kwargs=its_address),
    Entry("funding:rate", each(404, anonymous=LOGIN, site_admin=200, **MEMBERS), kwargs=zout),
    Entry("funding:declare", each(404, anonymous=LOGIN, member=403, booker=403, owner=200), kwargs=zout),
    Entry(
        "funding:declare",
        each(404, anonymous=LOGIN, member=403, booker=403, owner=302),
        "POST",
        kwargs=zout,
        data=declaration,
    ),
    Entry("funding:funder", each(404, anonymous=LOGIN, funder=200, site_admin=200), kwargs=its_funder),
    Entry(
        "funding:receive",
        each(404, anonymous=LOGIN, funder=302, site_admin=302),
        "POST",
        kwargs=its_tranche,
        data=lambda stage: {"received_on": "2026-11-20"},
    ),
    Entry(
        "funding:rates",
        each(404, anonymous=LOGIN, hub_staff=200, hub_manager=200, site_admin=200),
        kwargs=effenaar,
    ),
    Entry("funding:card", managers(200), kwargs=studio),
    Entry(
        "funding:card",
        managers(302),
        "POST",
        kwargs=studio,
        data=lambda stage: (
            {"valid_from": "2027-01-01", "hour": "52,50"} | {"extra-TOTAL_FORMS": 0, "extra-INITIAL_FORMS": 0}
        ),
    ),
    Entry("funding:vat", managers(200), kwargs=effenaar),
    Entry(
        "funding:vat",
        managers(302),
        "POST",
        kwargs=effenaar,
        data=lambda stage: {"valid_from": "2027-01-01", "rate": "9", "exemption_reason": ""},
    ),
]
