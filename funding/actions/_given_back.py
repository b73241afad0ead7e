"""Money goes back from a fund to its funder: one row, one entry, one line in the audit trail."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from funding.actions._ledger import fund_free, funder, post
from funding.models import Account, AccountKind, EntryKind, Fund, Repayment, RepaymentWhy, Tranche
from hub.kit.audit import Actor, record
from hub.kit.money import EUR
from hub.kit.transactions import step


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What goes back, when and why; `tranche` if it is one that is taken back."""

    cents: int
    on: date
    why: RepaymentWhy
    tranche: Tranche | None = None
    request_key: UUID | None = None


@step
def balance_of(fund: Fund) -> int:
    """What is free in a fund whose row is held. What a guarantor vouches for is not in it: that is money to come, not
    money to give back."""
    account = Account.objects.filter(kind=AccountKind.FUND_FREE, owner=fund.ref, currency=EUR).first()
    return account.balance_cents if account else 0


@step
def give_back(*, fund: Fund, what: GivenBack, actor: Actor, now: datetime) -> Repayment:
    """The caller holds the fund's row and has looked at what is free."""
    row = Repayment.objects.create(
        fund=fund,
        tranche=what.tranche,
        why=what.why,
        cents=what.cents,
        repaid_on=what.on,
        noted_at=now,
        request_key=what.request_key or uuid4(),
    )
    post(
        kind=EntryKind.REPAY,
        about=row.ref,
        key=f"repay:{row.request_key}",
        amounts={fund_free(fund): -row.cents, funder(fund.agreement.funder): row.cents},
        now=now,
    )
    record(
        action="funding.repay",
        about=row.ref,
        actor=actor,
        now=now,
        organisation_id=fund.agreement.funder_id,
        facts={
            "fund": fund.pk,
            "cents": row.cents,
            "repaid_on": what.on.isoformat(),
            "why": str(what.why),
            "tranche": what.tranche.pk if what.tranche else None,
        },
    )
    return row
