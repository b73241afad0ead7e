from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.actions._paid_out import note_payout
from funding.actions._states import demand_not_ahead, demand_same
from funding.actions.reserve import locked_funds
from funding.models import Fund, Payout
from funding.models.limits import COUNTRY
from funding.models.payouts import owed_to, to_put_right
from funding.permissions import demand, keeps_books_of
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.money import format_eur
from hub.kit.transactions import verb


class NothingOwed(Refusal):
    code = "nothing_owed"
    message = _("The fund owes %(hub)s nothing for bookings that were done by %(until)s.")


class OwesBack(Refusal):
    code = "owes_back"
    message = _(
        "%(hub)s was paid %(back)s for bookings that turned out otherwise, and the fund owes it %(owed)s for what was "
        "done by %(until)s. Pay it once it has earned more than that."
    )


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
    """Note that a hub was paid what a fund owes it for all bookings that were settled up to and with a day, less what
    it was paid too much before (or more what it is owed after all).

    Each of them is paid out once, and put right once. The same `request_key` is one payment. For who speaks for the
    funder and for site administrators. Raises `NothingOwed`, `OwesBack`, `NotToday`, `RequestUsed`, `Forbidden`.
    """
    demand(keeps_books_of, actor, fund.agreement.funder)
    (held,) = locked_funds({fund.pk: 0})
    done = Payout.objects.filter(request_key=request_key).first() if request_key else None
    if done:
        demand_same(done, fund_id=held.pk, hub_id=hub.pk, paid_on=paid_on)
        return done
    demand_not_ahead(paid_on, now)
    midnight = datetime.combine(until + timedelta(days=1), time(), COUNTRY)
    owed, corrected = owed_to(fund=held, hub=hub, before=midnight), to_put_right(fund=held, hub=hub)
    return note_payout(
        "funding.pay_out",
        Payout(fund=held, hub=hub, cents=_due(owed, corrected, hub, until), paid_on=paid_on, noted_at=now),
        owed=owed,
        corrected=corrected,
        actor=actor,
        request_key=request_key,
    )


def _due(owed: Mapping[int, int], corrected: Mapping[int, int], hub: Hub, until: date) -> int:
    """More than nought: nobody transfers less."""
    earned, put_right = sum(owed.values()), sum(corrected.values())
    if earned + put_right > 0:
        return earned + put_right
    if put_right:
        raise OwesBack(hub=hub.name, back=format_eur(-put_right), owed=format_eur(earned), until=until)
    raise NothingOwed(hub=hub.name, until=until)
