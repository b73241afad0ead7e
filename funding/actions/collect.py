from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.actions._ledger import hub_earns, hub_paid, post
from funding.actions._states import demand_not_ahead, demand_same
from funding.actions.reserve import locked_funds
from funding.models import Allocation, Correction, EntryKind, Fund, Payout
from funding.models.payouts import EVER, owed_to, to_put_right
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class OwesNothingBack(Refusal):
    code = "owes_nothing_back"
    message = _("%(hub)s was not paid too much by this fund, or what it has earned since makes up for it.")


@verb
def collect(
    *,
    fund: Fund,
    hub: Hub,
    received_on: date,
    actor: Actor,
    now: datetime,
    request_key: UUID | None = None,
) -> Payout:
    """Note that a hub transferred back what a fund had paid it too much, less what the fund owes it by now.

    For a hub that earns nothing from the fund any more: elsewhere the next payout takes it in. It is a payout of less
    than nought, and all that is owed either way is done with it. The same `request_key` is one transfer. For who speaks
    for the funder and for site administrators. Raises `OwesNothingBack`, `NotToday`, `RequestUsed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, fund.agreement.funder)
    (held,) = locked_funds({fund.pk: 0})
    done = Payout.objects.filter(request_key=request_key).first() if request_key else None
    if done:
        demand_same(done, fund_id=held.pk, hub_id=hub.pk, paid_on=received_on)
        return done
    demand_not_ahead(received_on, now)
    owed, corrected = owed_to(fund=held, hub=hub, before=EVER), to_put_right(fund=held, hub=hub)
    cents = sum(owed.values()) + sum(corrected.values())
    if cents >= 0:
        raise OwesNothingBack(hub=hub.name)
    row = Payout.objects.create(
        fund=held,
        hub=hub,
        cents=cents,
        paid_on=received_on,
        noted_at=now,
        request_key=request_key or uuid4(),
    )
    Allocation.objects.filter(pk__in=owed).update(payout=row)
    Correction.objects.filter(pk__in=corrected).update(payout=row)
    post(
        kind=EntryKind.PAY_OUT,
        about=row.ref,
        key=f"collect:{row.request_key}",
        amounts={hub_earns(hub): -cents, hub_paid(hub): cents},
        now=now,
    )
    record(
        action="funding.collect",
        about=row.ref,
        actor=actor,
        now=now,
        organisation_id=held.agreement.funder_id,
        hub_id=hub.pk,
        facts={"fund": held.pk, "cents": -cents, "allocations": len(owed)},
    )
    return row
