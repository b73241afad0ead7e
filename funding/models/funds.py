"""A fund by its address, with its agreement and its funder: what every page of it asks first, so it stays prepared."""

from uuid import UUID

from funding.models.agreements import Fund, FundingAgreement
from hub.kit.reading import columns, take
from hub.kit.sql import row
from members.models import Organisation

FUND = f"""
SELECT {columns(Fund, "fund")}, {columns(FundingAgreement, "agreement")}, {columns(Organisation, "funder")}
FROM funding_fund fund
JOIN funding_fundingagreement agreement ON agreement.id = fund.agreement_id
JOIN members_organisation funder ON funder.id = agreement.funder_id
WHERE funder.uuid = %(funder)s::uuid AND fund.slug = %(slug)s::text
"""


def fund_at(funder: UUID, slug: str) -> Fund | None:
    """None where that funder has no such fund."""
    found = row(FUND, {"funder": funder, "slug": slug})
    if found is None:
        return None
    left = iter(found)
    fund = take(Fund, left)
    fund.agreement = take(FundingAgreement, left)
    fund.agreement.funder = take(Organisation, left)
    return fund
