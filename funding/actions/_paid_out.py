"""What a hub was paid stays settled: taking it back is between the hub and the fund, and not for the books alone."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from funding.models import Allocation, Payout
from hub.kit.errors import Refusal
from hub.kit.transactions import step


class AlreadyPaidOut(Refusal):
    code = "already_paid_out"
    message = _(
        "%(fund)s paid %(hub)s its part of this booking on %(on)s, so it stays as it is. Agree with %(fund)s what "
        "becomes of the difference."
    )


@step
def demand_not_paid_out(rows: Iterable[Allocation]) -> None:
    """Rows whose funds are held, so that nobody pays them out meanwhile. Raises `AlreadyPaidOut`."""
    paid = [row.payout_id for row in rows if row.payout_id]
    if paid:
        payout = Payout.objects.select_related("fund", "hub").get(pk=min(paid))
        raise AlreadyPaidOut(fund=payout.fund.name, hub=payout.hub.name, on=payout.paid_on)
