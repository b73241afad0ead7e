from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.actions._paid_out import note_payout
from funding.actions._states import demand_not_ahead, demand_same
from funding.actions.reserve import locked_funds
from funding.models import Fund, Payout
from funding.models.payouts import EVER, owed_to, to_put_right
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor
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
    return note_payout(
        "funding.collect",
        Payout(fund=held, hub=hub, cents=cents, paid_on=received_on, noted_at=now),
        owed=owed,
        corrected=corrected,
        actor=actor,
        request_key=request_key,
    )
