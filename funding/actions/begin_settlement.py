from datetime import datetime

from funding.actions._states import demand_open
from funding.actions.change_agreement import locked_agreement
from funding.models import AgreementState, Fund, FundingAgreement
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor, record
from hub.kit.transactions import step, verb


@verb
def begin_settlement(*, agreement: FundingAgreement, actor: Actor, now: datetime) -> FundingAgreement:
    """Begin the final settlement of an agreement: its funds take on nothing new. What they promised they keep.

    For who speaks for the funder and for site administrators. Raises `BeingSettled`, `AgreementIsClosed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, agreement.funder)
    fresh = locked_agreement(agreement.pk)
    demand_open(fresh)
    funds = funds_of(fresh)
    fresh.state, fresh.settling_at = AgreementState.SETTLING, now
    fresh.save(update_fields=["state", "settling_at"])
    for fund in funds:
        fund.closed_at = now
    Fund.objects.bulk_update(funds, ["closed_at"])
    note(action="funding.begin_settlement", agreement=fresh, actor=actor, now=now)
    return fresh


@step
def funds_of(agreement: FundingAgreement) -> list[Fund]:
    """All funds of an agreement that is held, held by id: nobody reserves, receives or gives back meanwhile."""
    return list(
        Fund.objects.select_for_update(no_key=True, of=("self",))
        .select_related("agreement__funder")
        .filter(agreement=agreement)
        .order_by("pk")
    )


@step
def note(*, action: str, agreement: FundingAgreement, actor: Actor, now: datetime, **facts: int) -> None:
    record(
        action=action,
        about=agreement.ref,
        actor=actor,
        now=now,
        organisation_id=agreement.funder_id,
        facts=facts,
    )
