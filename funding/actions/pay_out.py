from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.actions._ledger import hub_earns, hub_paid, post
from funding.actions._states import demand_not_ahead, demand_same
from funding.actions.reserve import locked_funds
from funding.models import Allocation, EntryKind, Fund, Payout
from funding.models.limits import COUNTRY
from funding.models.payouts import owed_to
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb


class NothingOwed(Refusal):
    code = "nothing_owed"
    message = _("The fund owes %(hub)s nothing for bookings that were done by %(until)s.")


@verb
def pay_out(
    *,
    fund: Fund,
    hub: Hub,
    until: date,
    paid_on: date,
    actor: Actor,
    now: datetime,
    request_key: UUID | None = None,
) -> Payout:
    """Note that a hub was paid what a fund owes it for all bookings that were settled up to and with a day.

    Each of them is paid out once. The same `request_key` is one payment. For who speaks for the funder and for site
    administrators. Raises `NothingOwed`, `NotToday`, `RequestUsed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, fund.agreement.funder)
    (held,) = locked_funds({fund.pk: 0})
    done = Payout.objects.filter(request_key=request_key).first() if request_key else None
    if done:
        demand_same(done, fund_id=held.pk, hub_id=hub.pk, paid_on=paid_on)
        return done
    demand_not_ahead(paid_on, now)
    midnight = datetime.combine(until + timedelta(days=1), time(), COUNTRY)
    owed = owed_to(fund=held, hub=hub, before=midnight)
    if not owed:
        raise NothingOwed(hub=hub.name, until=until)
    row = Payout.objects.create(
        fund=held,
        hub=hub,
        cents=sum(owed.values()),
        paid_on=paid_on,
        noted_at=now,
        request_key=request_key or uuid4(),
    )
    Allocation.objects.filter(pk__in=owed).update(payout=row)
    _write(row, len(owed), actor, now)
    return row


@step
def _write(row: Payout, allocations: int, actor: Actor, now: datetime) -> None:
    post(
        kind=EntryKind.PAY_OUT,
        about=row.ref,
        key=f"pay_out:{row.request_key}",
        amounts={hub_earns(row.hub): -row.cents, hub_paid(row.hub): row.cents},
        now=now,
    )
    record(
        action="funding.pay_out",
        about=row.ref,
        actor=actor,
        now=now,
        organisation_id=row.fund.agreement.funder_id,
        hub_id=row.hub_id,
        facts={"fund": row.fund_id, "cents": row.cents, "allocations": allocations},
    )
