from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from funding.models import Fund, Tranche
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
def expect_tranche(*, fund: Fund, cents: int, due_on: date, actor: Actor, now: datetime) -> Tranche:
    """Write down a payment that is to come into a fund. It can commit nothing of it before `receive_tranche`.

    For who speaks for the funder and for site administrators. Raises `NoAmount`, `AfterTheFund`, `Forbidden`.
    """
    agreement = fund.agreement
    demand(keeps_books_of, actor, agreement.funder)
    if not 0 < cents <= MOST_CENTS:
        raise NoAmount()
    if due_on > fund.expires_on:
        raise AfterTheFund(expires_on=fund.expires_on)
    tranche = Tranche.objects.create(agreement=agreement, fund=fund, cents=cents, due_on=due_on)
    record(
        action="funding.expect_tranche",
        about=tranche.ref,
        actor=actor,
        now=now,
        organisation_id=agreement.funder_id,
        facts={"fund": fund.pk, "cents": cents, "due_on": due_on.isoformat()},
    )
    return tranche
