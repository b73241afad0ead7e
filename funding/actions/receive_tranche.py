from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from funding.actions._ledger import fund_free, funder, post
from funding.actions._states import demand_not_closed, demand_same
from funding.actions.expect_tranche import NoAmount
from funding.models import EntryKind, Fund, Receipt, Tranche
from funding.models.limits import COUNTRY
from funding.permissions import demand, keeps_books_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.money import format_eur
from hub.kit.transactions import step, verb


class AlreadyReceived(Refusal):
    code = "already_received"
    message = _("This payment was noted as received on %(on)s already.")


class NotYet(Refusal):
    code = "not_yet"
    status = 400
    message = _("A payment can be noted once it is in: choose today or an earlier day.")


class MoreThanToCome(Refusal):
    code = "more_than_to_come"
    message = _("Of this payment %(to_come)s is still to come. If more came in, write down the rest apart.")


class NotComing(Refusal):
    code = "not_coming"
    message = _("This payment was written off: it does not come. If it does, write it down anew.")


@verb
def receive_tranche(
    *,
    tranche: Tranche,
    received_on: date,
    actor: Actor,
    now: datetime,
    cents: int | None = None,
    request_key: UUID | None = None,
) -> Tranche:
    """Note that a funder's payment is in, all that is still to come of it or `cents`: from now on its fund can commit
    it.

    The same `request_key` is one receipt. For who speaks for the funder and for site administrators. Raises
    `AlreadyReceived`, `NotYet`, `MoreThanToCome`, `NotComing`, `NoAmount`, `AgreementIsClosed`, `RequestUsed`,
    `Forbidden`.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=tranche.fund_id)
    row = Tranche.objects.select_related("agreement__funder").get(pk=tranche.pk)
    demand(keeps_books_of, actor, row.agreement.funder)
    done = Receipt.objects.filter(request_key=request_key).first() if request_key else None
    if done:
        demand_same(done, tranche_id=row.pk, received_on=received_on, cents=cents or done.cents)
        return row
    demand_not_closed(row.agreement)
    came = row.to_come_cents if cents is None else cents
    _check(row, came, received_on, now)
    row.received_on = max(received_on, row.received_on or received_on)
    row.received_cents += came
    row.save(update_fields=["received_on", "received_cents"])
    receipt = Receipt.objects.create(
        tranche=row, cents=came, received_on=received_on, noted_at=now, request_key=request_key or uuid4()
    )
    _write(row, fund, receipt, actor, now)
    return row


def _check(row: Tranche, came: int, received_on: date, now: datetime) -> None:
    if row.dropped_at:
        raise NotComing()
    if not row.to_come_cents and row.received_on:
        raise AlreadyReceived(on=row.received_on)
    if received_on > local_day(now, COUNTRY):
        raise NotYet()
    if came <= 0:
        raise NoAmount()
    if came > row.to_come_cents:
        raise MoreThanToCome(to_come=format_eur(row.to_come_cents), to_come_cents=row.to_come_cents)


@step
def _write(row: Tranche, fund: Fund, receipt: Receipt, actor: Actor, now: datetime) -> None:
    post(
        kind=EntryKind.RECEIVE,
        about=row.ref,
        key=f"receive:{receipt.request_key}",
        amounts={funder(row.agreement.funder): -receipt.cents, fund_free(fund): receipt.cents},
        now=now,
    )
    record(
        action="funding.receive_tranche",
        about=row.ref,
        actor=actor,
        now=now,
        organisation_id=row.agreement.funder_id,
        facts={"fund": fund.pk, "cents": receipt.cents, "received_on": receipt.received_on.isoformat()},
    )
