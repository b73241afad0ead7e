from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from funding.actions._granted import check_granted
from funding.actions._states import demand_not_closed
from funding.models import Fund, FundingAgreement, Tranche, TrancheKind
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb

MOST_CENTS = 10**14


class NoAmount(Refusal):
    code = "no_amount"
    status = 400
    message = _("A payment is more than € 0.00.")


class AfterTheFund(Refusal):
    code = "after_the_fund"
    status = 400
    message = _("The fund ends on %(expires_on)s; money that comes later helps nobody.")


@verb
def expect_tranche(
    *,
    fund: Fund,
    cents: int,
    due_on: date,
    actor: Actor,
    now: datetime,
    kind: str = TrancheKind.ADVANCE,
) -> Tranche:
    """Write down a payment that is to come into a fund. It can commit nothing of it before `receive_tranche`.

    An advance comes while the fund gives; a final settlement may come after its last day. For who speaks for the funder
    and for site administrators. Raises `NoAmount`, `AfterTheFund`, `MoreThanGranted`, `AgreementIsClosed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, fund.agreement.funder)
    if not 0 < cents <= MOST_CENTS:
        raise NoAmount()
    if kind == TrancheKind.ADVANCE and due_on > fund.expires_on:
        raise AfterTheFund(expires_on=fund.expires_on)
    agreement = FundingAgreement.objects.select_for_update(no_key=True).get(pk=fund.agreement_id)
    demand_not_closed(agreement)
    check_granted(agreement, more_cents=cents)
    tranche = Tranche.objects.create(agreement=agreement, fund=fund, kind=kind, cents=cents, due_on=due_on)
    record(
        action="funding.expect_tranche",
        about=tranche.ref,
        actor=actor,
        now=now,
        organisation_id=agreement.funder_id,
        facts={"fund": fund.pk, "kind": str(kind), "cents": cents, "due_on": due_on.isoformat()},
    )
    return tranche
