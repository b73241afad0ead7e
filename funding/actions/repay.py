from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from funding.actions._given_back import GivenBack, balance_of, give_back
from funding.actions._states import demand_not_ahead, demand_not_closed, demand_same
from funding.actions.expect_tranche import NoAmount
from funding.actions.reserve import locked_funds
from funding.models import Fund, Repayment, RepaymentWhy, Tranche
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.money import format_eur
from hub.kit.transactions import verb


class NotThatMuchFree(Refusal):
    code = "not_that_much_free"
    message = _(
        "%(free)s of this fund is free, so at most that can go back. What is committed to bookings stays."
    )


class NotThatMuchIn(Refusal):
    code = "not_that_much_in"
    message = _("Of this payment %(left)s came in and was not taken back before. Take back at most that.")


@verb
def repay(
    *,
    fund: Fund,
    cents: int,
    repaid_on: date,
    actor: Actor,
    now: datetime,
    tranche: Tranche | None = None,
    request_key: UUID | None = None,
) -> Repayment:
    """Note that money went back to the funder: what was not spent, or a tranche that it takes back, whole or in part.

    Never more than is free, so what is committed stays covered by money that is in. The same `request_key` is one
    repayment. For who speaks for the funder and for site administrators. Raises `NoAmount`, `NotToday`,
    `NotThatMuchFree`, `NotThatMuchIn`, `AgreementIsClosed`, `RequestUsed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, fund.agreement.funder)
    (held,) = locked_funds({fund.pk: cents})
    asked = {"fund_id": held.pk, "cents": cents, "tranche_id": tranche.pk if tranche else None}
    done = Repayment.objects.filter(request_key=request_key).first() if request_key else None
    if done:
        demand_same(done, **asked)
        return done
    demand_not_closed(held.agreement)
    demand_not_ahead(repaid_on, now)
    if cents <= 0:
        raise NoAmount()
    if tranche:
        _check_came_in(held, tranche, cents)
    free = max(balance_of(held), 0)
    if cents > free:
        raise NotThatMuchFree(free=format_eur(free), free_cents=free)
    why = RepaymentWhy.TAKEN_BACK if tranche else RepaymentWhy.UNSPENT
    what = GivenBack(cents, repaid_on, why, tranche, request_key)
    return give_back(fund=held, what=what, actor=actor, now=now)


def _check_came_in(fund: Fund, tranche: Tranche, cents: int) -> None:
    came = Tranche.objects.filter(pk=tranche.pk, fund=fund).values_list("received_cents", flat=True).first()
    back = Repayment.objects.filter(tranche=tranche).aggregate(cents=Sum("cents", default=0))["cents"]
    left = (came or 0) - back
    if cents > left:
        raise NotThatMuchIn(left=format_eur(left), left_cents=left)
