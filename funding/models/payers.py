"""Who would pay: an organisation's seat and disciplines, and the band that it books at on a day. One statement."""

from dataclasses import dataclass
from datetime import date

from funding.models.bands import LIVE_DECLARATIONS, BandDeclaration, DeclarationStatus
from funding.models.limits import CAP, SINCE, USED
from funding.rules.facts import BandFacts, OrganisationFacts
from hub.kit.sql import rows
from members.models import Organisation

# Of the declarations that are not over, what somebody looked at goes before what nobody has looked at: declaring a
# newer year never costs an organisation its checked band. Of equal ones, the latest year.
PAYER = f"""
SELECT seat.id, seat.region_id,
    ARRAY(SELECT made.discipline_id FROM members_organisation_disciplines made WHERE made.organisation_id = payer.id),
    band.code, band.own_share_bp, declared.fiscal_year, declared.valid_until, band.valid_from,
    CASE WHEN declared.status = 'provisional' THEN COALESCE({CAP}, 0) END,
    CASE WHEN declared.status = 'provisional' THEN {SINCE} END,
    CASE WHEN declared.status = 'provisional' THEN {USED.format(fiscal_year="declared.fiscal_year")} END
FROM members_organisation payer
JOIN members_municipality seat ON seat.id = payer.municipality_id
LEFT JOIN LATERAL (
    SELECT each.status, each.fiscal_year, each.valid_until, each.band_id FROM funding_banddeclaration each
    WHERE each.organisation_id = payer.id AND each.status IN ('accepted', 'provisional')
        AND each.valid_until >= %(on)s
    ORDER BY each.status <> 'accepted', each.fiscal_year DESC LIMIT 1
) declared ON true
LEFT JOIN funding_rateband band ON band.id = declared.band_id
WHERE payer.id = %(organisation)s::bigint
"""


@dataclass(frozen=True, slots=True)
class Payer:
    """`band` is None without a declaration that counts."""

    organisation: OrganisationFacts
    band: BandFacts | None


def payer(organisation: Organisation, *, on: date) -> Payer:
    """What decides about the shares of an organisation on a day; one query."""
    ((seat, region, disciplines, *declared),) = rows(PAYER, {"organisation": organisation.pk, "on": on})
    facts = OrganisationFacts(organisation.pk, seat, region, frozenset(disciplines))
    return Payer(facts, _band(*declared) if declared[0] else None)


def band_of(organisation: Organisation, *, on: date) -> BandFacts | None:
    """The band that an organisation books at on a day, with what is left of its cap while nobody has reviewed it."""
    return payer(organisation, on=on).band


def _band(
    code: str,
    own_share_bp: int,
    fiscal_year: int,
    valid_until: date,
    table_from: date,
    cap: int | None,
    since: date | None,
    used: int | None,
) -> BandFacts:
    if cap is None or used is None:
        return BandFacts(code, own_share_bp, fiscal_year, valid_until, table_from)
    left, over = max(cap - used, 0), max(used - cap, 0)
    return BandFacts(code, own_share_bp, fiscal_year, valid_until, table_from, since, cap, left, over)


def waiting_declaration(organisation: Organisation, *, on: date) -> BandDeclaration | None:
    """A declaration that does not count yet, because a checked one of an earlier year still does."""
    counting = BandDeclaration.objects.filter(
        organisation=organisation, status__in=LIVE_DECLARATIONS, valid_until__gte=on
    )
    latest = counting.select_related("band").order_by("-fiscal_year").first()
    band = band_of(organisation, on=on)
    # Of a year there is one at most that counts.
    return latest if latest and band and latest.fiscal_year != band.fiscal_year else None


def refused_year(organisation: Organisation, *, on: date) -> int | None:
    """The latest year whose declaration was refused and would else still count; None if there is none."""
    refused = BandDeclaration.objects.filter(
        organisation=organisation, status=DeclarationStatus.REFUSED, valid_until__gte=on
    )
    return refused.order_by("-fiscal_year").values_list("fiscal_year", flat=True).first()
