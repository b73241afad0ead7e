from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.actions._states import demand_not_closed
from funding.actions.begin_settlement import funds_of, note
from funding.actions.change_agreement import locked_agreement
from funding.models import AgreementState, Fund, FundingAgreement
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class NotBeingSettled(Refusal):
    code = "not_being_settled"
    message = _("This agreement is not being settled. Begin the final settlement first.")


@verb
def reopen_agreement(*, agreement: FundingAgreement, actor: Actor, now: datetime) -> FundingAgreement:
    """Take a final settlement back that was begun and not finished: its funds give again.

    For who speaks for the funder and for site administrators. Raises `NotBeingSettled`, `AgreementIsClosed`,
    `Forbidden`.
    """
    demand(keeps_books_of, actor, agreement.funder)
    fresh = locked_agreement(agreement.pk)
    demand_not_closed(fresh)
    if fresh.state != AgreementState.SETTLING:
        raise NotBeingSettled()
    funds = funds_of(fresh)
    fresh.state, fresh.settling_at = AgreementState.OPEN, None
    fresh.save(update_fields=["state", "settling_at"])
    for fund in funds:
        fund.closed_at = None
    Fund.objects.bulk_update(funds, ["closed_at"])
    note(action="funding.reopen_agreement", agreement=fresh, actor=actor, now=now)
    return fresh
