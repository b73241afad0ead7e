from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from funding.actions._ledger import fund_free, funder, post
from funding.models import EntryKind, Fund, Tranche
from funding.models.limits import COUNTRY
from funding.permissions import demand, keeps_books_of
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class AlreadyReceived(Refusal):
    code = "already_received"
    message = _("This payment was noted as received on %(on)s already.")


class NotYet(Refusal):
    code = "not_yet"
    status = 400
    message = _("A payment can be noted once it is in: choose today or an earlier day.")


@verb
def receive_tranche(*, tranche: Tranche, received_on: date, actor: Actor, now: datetime) -> Tranche:
    """Note that a funder's payment is in: from now on its fund can commit it.

    For who speaks for the funder and for site administrators. Raises `AlreadyReceived`, `NotYet`, `Forbidden`.
    """
    fund = Fund.objects.select_for_update(no_key=True).get(pk=tranche.fund_id)
    row = Tranche.objects.select_related("agreement__funder").get(pk=tranche.pk)
    demand(keeps_books_of, actor, row.agreement.funder)
    if row.received_on:
        raise AlreadyReceived(on=row.received_on)
    if received_on > local_day(now, COUNTRY):
        raise NotYet()
    row.received_on = received_on
    row.save(update_fields=["received_on"])
    post(
        kind=EntryKind.RECEIVE,
        about=row.ref,
        key=f"receive:{row.ref}",
        amounts={funder(row.agreement.funder): -row.cents, fund_free(fund): row.cents},
        now=now,
    )
    record(
        action="funding.receive_tranche",
        about=row.ref,
        actor=actor,
        now=now,
        organisation_id=row.agreement.funder_id,
        facts={"fund": fund.pk, "cents": row.cents, "received_on": received_on.isoformat()},
    )
    return row
