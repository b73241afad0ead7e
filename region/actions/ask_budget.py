from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.models import Fund
from funding.permissions import speakers_of
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._pilots import BUDGET_ASKED, PilotIsOver, held_to_write, noted_of, tell, today_of
from region.models import BudgetState, Pilot

__all__ = ["NoSuchFund", "PilotIsOver", "ask_budget"]


class NoSuchFund(Refusal):
    code = "no_such_fund"
    status = 400
    message = _("That fund is not there, or it is over. Choose one that still carries bookings.")


@verb
def ask_budget(*, slug: str, fund_slug: str, cents: int, actor: User, now: datetime) -> Pilot:
    """Ask a fund's funder how much of the fund this pilot's bookings may use. Nothing is set aside: the fund carries
    them by its own rules, and what it carries is shown against the amount. Another amount is asked anew.

    Raises `NoSuchFund`, `PilotIsOver`; `Forbidden` and Http404 as `change_pilot`.
    """
    pilot = held_to_write(slug, actor)
    fund = (
        Fund.objects.select_related("agreement__funder")
        .filter(slug=fund_slug, closed_at=None, expires_on__gte=today_of(now))
        .first()
    )
    if fund is None or cents < 1:
        raise NoSuchFund()
    pilot.fund, pilot.budget_cents = fund, cents
    pilot.budget_state, pilot.budget_answered_at = BudgetState.ASKED, None
    pilot.budget_is_public = False
    pilot.changed_at = now
    pilot.save()
    noted_of(pilot, "ask_budget", actor, now, fund=fund.pk, cents=cents)
    people = [each.pk for each in speakers_of(fund.agreement.funder)]
    tell(kind=BUDGET_ASKED, pilot=pilot, people=people, now=now)
    return pilot
