from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.models import Fund
from funding.permissions import speakers_of
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._asking import (
    AskedTooOften,
    NotAgreedYet,
    demand_agreed,
    held_to_ask,
    mail_is_due,
    quiet_after_a_no,
)
from region.actions._pilots import BUDGET_ASKED, PilotIsOver, noted_of, tell, today_of
from region.models import BudgetState, Pilot

__all__ = [
    "AskedAlready",
    "AskedBudget",
    "AskedTooOften",
    "FundSaidNo",
    "NoSuchFund",
    "NotAgreedYet",
    "PilotIsOver",
    "ask_budget",
]


class NoSuchFund(Refusal):
    code = "no_such_fund"
    status = 400
    message = _("That fund is not there, or it is over. Choose one that still carries bookings.")


class AskedAlready(Refusal):
    code = "asked_already"
    message = _("%(fund)s was asked for this amount already, or has agreed to it.")


class FundSaidNo(Refusal):
    code = "fund_said_no"
    message = _(
        "%(fund)s said no. This pilot can ask it again from %(day)s; its funder can change the answer itself before."
    )


@dataclass(frozen=True, slots=True)
class AskedBudget:
    """`is_mailed`: the funder is mailed now. It is not where it was lately; it reads the amount on the pilot's page."""

    pilot: Pilot
    is_mailed: bool


@verb
def ask_budget(*, slug: str, fund_slug: str, cents: int, actor: User, now: datetime) -> AskedBudget:
    """Ask a fund's funder how much of the fund this pilot's bookings may use. Nothing is set aside: the fund carries
    them by its own rules, and what it carries is shown against the amount. Another amount is asked anew.

    Raises `NoSuchFund`, `AskedAlready`, `FundSaidNo`, `NotAgreedYet`, `AskedTooOften`, `PilotIsOver`; `Forbidden` and
    Http404 as `change_pilot`.
    """
    pilot = held_to_ask(slug, actor)
    demand_agreed(pilot)
    fund = (
        Fund.objects.select_related("agreement__funder")
        .filter(slug=fund_slug, closed_at=None, expires_on__gte=today_of(now))
        .first()
    )
    if fund is None or cents < 1:
        raise NoSuchFund()
    if ends := quiet_after_a_no(pilot, fund, now):
        raise FundSaidNo(fund=fund.name, day=today_of(ends))
    waits = pilot.budget_state in (BudgetState.ASKED, BudgetState.AGREED)
    if waits and (pilot.fund_id, pilot.budget_cents) == (fund.pk, cents):
        raise AskedAlready(fund=fund.name)
    pilot.fund, pilot.budget_cents = fund, cents
    pilot.budget_state, pilot.budget_answered_at = BudgetState.ASKED, None
    pilot.budget_is_public = False
    pilot.changed_at = now
    pilot.save()
    is_mailed = mail_is_due(pilot, now, fund=fund)
    noted_of(pilot, "ask_budget", actor, now, fund=fund.pk, cents=cents, mailed=is_mailed)
    if is_mailed:
        people = [each.pk for each in speakers_of(fund.agreement.funder)]
        tell(kind=BUDGET_ASKED, pilot=pilot, people=people, now=now, fund=fund.pk)
    return AskedBudget(pilot, is_mailed)
