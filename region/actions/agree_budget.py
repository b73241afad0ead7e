from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._asking import keep_answer
from region.actions._pilots import BUDGET_ANSWERED, held_pilot, noted_of, tell_owners
from region.models import BudgetState, Pilot
from region.permissions_of_pilots import funds_it

__all__ = ["AnotherAmount", "agree_budget"]


class AnotherAmount(Refusal):
    code = "another_amount"
    message = _("Another amount was asked for meanwhile. Look at it, and answer again.")


@verb
def agree_budget(*, slug: str, yes: bool, cents: int, is_public: bool, actor: User, now: datetime) -> Pilot:
    """A funder's answer about a pilot's budget, of the `cents` that it was shown; it may be given anew. `is_public`:
    everybody may see the amount. Its owners are mailed where the answer is another than before.

    Raises `AnotherAmount`; Http404 for whoever does not speak for the fund's funder.
    """
    pilot = held_pilot(slug, actor)
    if not funds_it(actor, pilot):
        raise Http404
    if pilot.budget_cents != cents:
        raise AnotherAmount()
    before, pilot.budget_state = pilot.budget_state, BudgetState.AGREED if yes else BudgetState.DECLINED
    pilot.budget_answered_at = pilot.changed_at = now
    pilot.budget_is_public = yes and is_public
    pilot.save()
    keep_answer(pilot, yes, now)
    funder_id = pilot.fund.agreement.funder_id if pilot.fund else None
    noted_of(
        pilot,
        "agree_budget" if yes else "decline_budget",
        actor,
        now,
        organisation_id=funder_id,
        cents=cents,
        is_public=pilot.budget_is_public,
    )
    if pilot.budget_state != before:
        tell_owners(kind=BUDGET_ANSWERED, pilot=pilot, organisation=pilot.owner, now=now)
    return pilot
