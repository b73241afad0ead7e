"""What the verbs would have left in the audit trail, had the site itself made the region with them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from funding.models import BandDeclaration, Fund, FundingAgreement, RateCard, Receipt
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Grant

AT_ONCE = 2_000


@step
def note_what_was_made(*, since: datetime) -> None:
    """Once, after roles, prices, funds and declarations are there; `since` is when the region began."""
    rows = [*_roles(), *_prices(since), *_promises(since), *_payments(), *_declarations()]
    AuditRow.objects.bulk_create(sorted(rows, key=lambda row: row.at), batch_size=AT_ONCE)


def _row(action: str, about: Ref, at: datetime, organisation: int | None = None, **facts: Any) -> AuditRow:
    return AuditRow(action=action, about=about, at=at, organisation_id=organisation, facts=facts)


def _roles() -> Iterator[AuditRow]:
    for grant in Grant.objects.all():
        facts: dict[str, Any] = {"person": grant.person_id, "role": grant.role}
        yield _row("members.grant_role", grant.scope, grant.granted_at, **facts)


def _prices(since: datetime) -> Iterator[AuditRow]:
    for card in RateCard.objects.select_related("facility").prefetch_related("rates"):
        after = {rate.unit: rate.cents for rate in card.rates.all()}
        facts: dict[str, Any] = {"valid_from": card.valid_from.isoformat(), "before": {}, "after": after}
        yield _row("funding.set_rate_card", card.facility.ref, since, **facts)


def _promises(since: datetime) -> Iterator[AuditRow]:
    for agreement in FundingAgreement.objects.all():
        yield _row("funding.open_agreement", agreement.ref, since, agreement.funder_id)
    for fund in Fund.objects.select_related("agreement"):
        yield _row("funding.open_fund", fund.ref, since, fund.agreement.funder_id, slug=fund.slug)


def _payments() -> Iterator[AuditRow]:
    for receipt in Receipt.objects.select_related("tranche__agreement"):
        tranche = receipt.tranche
        facts = {"fund": tranche.fund_id, "cents": receipt.cents}
        yield _row(
            "funding.receive_tranche", tranche.ref, receipt.noted_at, tranche.agreement.funder_id, **facts
        )


def _declarations() -> Iterator[AuditRow]:
    for declared in BandDeclaration.objects.select_related("band"):
        facts = {"fiscal_year": declared.fiscal_year, "band": declared.band.code}
        yield _row(
            "funding.declare_band", declared.ref, declared.declared_at, declared.organisation_id, **facts
        )
