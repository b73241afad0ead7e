"""Who gets what at the addresses by which a site is set up. What is a funder's is open to who speaks for it."""

from typing import Any

from funding.models import FundRule
from members.models import Grant
from tests.factories.funding import FundFactory, FundingAgreementFactory
from tests.pages.matrix import LOGIN, Entry, Stage, each

BANDS = {
    "valid_from": "2027-01-01", "provisional_cap": "1500", "code_0": "A", "from_0": "0", "share_0": "35",
    "code_1": "B", "from_1": "50.000", "share_1": "100",
}  # fmt: skip
FUND = {
    "name_nl": "Open Deuren", "slug": "open-deuren", "expires_on": "2028-12-31", "match_share": "40",
    "priority": "10", "stackable": "on", "rule0-place": "facility", "rule0-bands": "A,B", "rule1-place": "facility",
    "rule2-place": "facility",
}  # fmt: skip


def admins(answer: int) -> dict[str, Any]:
    return each(403, anonymous=LOGIN, site_admin=answer)


def its_books(answer: int) -> dict[str, Any]:
    return each(404, anonymous=LOGIN, funder=answer, site_admin=answer)


def new_hub(stage: Stage) -> dict[str, Any]:
    return {
        "name": "Spoorzone", "kind": "lab", "operator": stage.cast.makersfonds.pk,
        "municipality": stage.cast.effenaar.municipality_id, "zone_name": "Europe/Amsterdam", "gap_policy": "pay",
        "holidays_of": "NL",
    }  # fmt: skip


def new_role(stage: Stage) -> dict[str, Any]:
    return {"email": stage.cast.mira.email, "role": "hub_staff", "over": str(stage.cast.tetem.ref)}


def wims_role(stage: Stage) -> dict[str, Any]:
    return {"pk": Grant.objects.get(person=stage.cast.wim).pk}


def makersfonds(stage: Stage) -> dict[str, Any]:
    return {"uuid": stage.cast.makersfonds.uuid}


def its_agreement(stage: Stage) -> dict[str, Any]:
    return makersfonds(stage) | {"pk": FundingAgreementFactory(funder=stage.cast.makersfonds).pk}


def its_fund(stage: Stage) -> dict[str, Any]:
    agreement = FundingAgreementFactory(funder=stage.cast.makersfonds)
    return makersfonds(stage) | {"slug": FundFactory(agreement=agreement).slug}


def its_rule(stage: Stage) -> dict[str, Any]:
    found = its_fund(stage)
    return found | {"pk": FundRule.objects.get(fund__slug=found["slug"]).pk}


def new_kind(stage: Stage) -> dict[str, Any]:
    return {
        "name_nl": "keramiekoven", "name_en": "kiln", "family": "equipment", "drawn_as": stage.cast.studio.kind_id,
    }  # fmt: skip


AGREEMENT = {"name": "Vier jaar", "starts_on": "2026-12-01", "ends_on": "2029-12-31"}

ENTRIES = [
    Entry("facilities:kinds", admins(200)),
    Entry("facilities:kinds", admins(302), "POST", data=new_kind),
    Entry("funding:agreement_change", its_books(200), kwargs=its_agreement),
    Entry(
        "funding:agreement_change", its_books(302), "POST", kwargs=its_agreement, data=lambda stage: AGREEMENT
    ),
    Entry("funding:fund_change", its_books(200), kwargs=its_fund),
    Entry("funding:fund_change", its_books(302), "POST", kwargs=its_fund, data=lambda stage: FUND),
    Entry("funding:rule_add", its_books(200), kwargs=its_fund),
    Entry(
        "funding:rule_add",
        its_books(302),
        "POST",
        kwargs=its_fund,
        data=lambda stage: {"place": "facility", "bands": "A,B"},
    ),
    Entry(
        "funding:rule_end",
        its_books(302),
        "POST",
        kwargs=its_rule,
        data=lambda stage: {"ends_on": "2026-12-31"},
    ),
    Entry("cms:setup", admins(200)),
    Entry("cms:setup_lists", admins(302), "POST"),
    Entry("cms:roles", admins(200)),
    Entry("cms:roles", admins(302), "POST", data=new_role),
    Entry("cms:role_revoke", admins(302), "POST", kwargs=wims_role),
    Entry("facilities:hub_add", admins(200)),
    Entry("facilities:hub_add", admins(302), "POST", data=new_hub),
    Entry("funding:bands", admins(200)),
    Entry("funding:bands", admins(302), "POST", data=lambda stage: BANDS),
    Entry("funding:agreements", admins(200)),
    Entry("funding:agreement_add", its_books(200), kwargs=makersfonds),
    Entry(
        "funding:agreement_add",
        its_books(302),
        "POST",
        kwargs=makersfonds,
        data=lambda stage: AGREEMENT,
    ),
    Entry("funding:fund_add", its_books(200), kwargs=its_agreement),
    Entry("funding:fund_add", its_books(302), "POST", kwargs=its_agreement, data=lambda stage: FUND),
    Entry("funding:tranche_add", its_books(200), kwargs=its_fund),
    Entry(
        "funding:tranche_add",
        its_books(302),
        "POST",
        kwargs=its_fund,
        data=lambda stage: {"cents": "5.000", "due_on": "2027-02-01"},
    ),
]
