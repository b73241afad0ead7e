from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from funding.actions._given_back import GivenBack, balance_of, give_back
from funding.actions._states import demand_not_ahead, demand_not_closed
from funding.actions.begin_settlement import funds_of, note
from funding.actions.change_agreement import locked_agreement
from funding.actions.reopen_agreement import NotBeingSettled
from funding.models import (
    AgreementState,
    Allocation,
    AllocationState,
    Fund,
    FundingAgreement,
    RepaymentWhy,
    Tranche,
)
from funding.models.payouts import EVER, owed_by
from funding.permissions import demand, keeps_books_of, speakers_of
from hub.kit import outbox
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.money import format_eur
from hub.kit.transactions import step, verb


class StillReserved(Refusal):
    code = "still_reserved"
    message = _(
        "%(cents)s is still reserved for bookings (%(count)d). Close the agreement once they are done or cancelled."
    )


class MoneyToCome(Refusal):
    code = "money_to_come"
    message = _("%(cents)s is still to come. Note that it is in, or that it does not come.")


class SpentMoreThanIn(Refusal):
    code = "spent_more_than_in"
    message = _(
        "%(fund)s spent %(cents)s more than came in: whoever vouched for it owes that. Note the payment first."
    )


class HubOwesBack(Refusal):
    code = "hub_owes_back"
    message = _(
        "%(hub)s was paid %(cents)s too much by %(fund)s. Note that it paid it back, and close the agreement then."
    )


@verb
def close_agreement(
    *, agreement: FundingAgreement, repaid_on: date, actor: Actor, now: datetime
) -> FundingAgreement:
    """Finish the final settlement: nothing is reserved, nothing is to come, what is left goes back, and all is closed.

    For who speaks for the funder and for site administrators. Raises `NotBeingSettled`, `StillReserved`, `MoneyToCome`,
    `SpentMoreThanIn`, `HubOwesBack`, `NotToday`, `AgreementIsClosed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, agreement.funder)
    fresh = locked_agreement(agreement.pk)
    demand_not_closed(fresh)
    if fresh.state != AgreementState.SETTLING:
        raise NotBeingSettled()
    demand_not_ahead(repaid_on, now)
    funds = funds_of(fresh)
    free = _checked(funds)
    for fund in funds:
        if free[fund.pk]:
            rest = GivenBack(free[fund.pk], repaid_on, RepaymentWhy.FINAL)
            give_back(fund=fund, what=rest, actor=actor, now=now)
    fresh.state, fresh.closed_at = AgreementState.CLOSED, now
    fresh.save(update_fields=["state", "closed_at"])
    repaid = sum(free.values())
    note(action="funding.close_agreement", agreement=fresh, actor=actor, now=now, repaid_cents=repaid)
    # A message each: should one mail fail, the others are not sent again.
    told = {
        f"agreement.closed:{fresh.pk}:{person.pk}": {"person": person.pk}
        for person in speakers_of(fresh.funder)
    }
    outbox.emit_each(kind="agreement.closed", about=fresh.ref, payloads=told, now=now)
    return fresh


@step
def _checked(funds: Sequence[Fund]) -> dict[int, int]:
    """What is free by fund, once nothing stands in the way."""
    open_ = Allocation.objects.filter(fund__in=funds, state=AllocationState.RESERVED).aggregate(
        count=Count("about", distinct=True), cents=Sum("cents", default=0)
    )
    if open_["count"]:
        cents = open_["cents"]
        raise StillReserved(count=open_["count"], cents=format_eur(cents), reserved_cents=cents)
    awaited = sum(tranche.to_come_cents for tranche in Tranche.objects.filter(fund__in=funds).awaited())
    if awaited:
        raise MoneyToCome(cents=format_eur(awaited), to_come_cents=awaited)
    free = {fund.pk: balance_of(fund) for fund in funds}
    for fund in funds:
        if free[fund.pk] < 0:
            raise SpentMoreThanIn(fund=fund.name, cents=format_eur(-free[fund.pk]))
        for owed in owed_by(fund, before=EVER):
            if owed.owes_cents:
                raise HubOwesBack(hub=owed.hub.name, fund=fund.name, cents=format_eur(owed.owes_cents))
    return free
