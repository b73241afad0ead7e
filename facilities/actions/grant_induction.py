from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._inductions import SayWhyInduction, granted
from facilities.models import Induction, InductionGrant
from facilities.models.inducting import counting
from facilities.permissions import demand_staff
from hub.kit.audit import Actor
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User

__all__ = ["HoldsItAlready", "NobodyByThatAddress", "SayWhyInduction", "grant_induction"]


class NobodyByThatAddress(Refusal):
    code = "nobody_by_that_address"
    status = 400
    message = _("Nobody has an account with that address. Ask them to register first.")


class HoldsItAlready(Refusal):
    code = "holds_it_already"
    message = _("They hold it already, and for as long as it would last.")


@verb
def grant_induction(
    *, induction: Induction, email: str, reason: str, actor: Actor, now: datetime
) -> InductionGrant:
    """Give somebody an induction without a session, because the hub's people know that they can. It lasts as long as
    one that a session gives, and its holder gets a mail with the reason. One that lapses sooner may be given anew.

    For the hub's staff. Raises `SayWhyInduction`, `NobodyByThatAddress`, `HoldsItAlready`, `Forbidden`.
    """
    demand_staff(actor, induction.hub)
    if not reason.strip():
        raise SayWhyInduction()
    person = User.objects.select_for_update(no_key=True).filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise NobodyByThatAddress()
    # The person's row is held, so that two at the desk give it once.
    if counting(induction=induction, person=person, until_at_least=induction.months, now=now):
        raise HoldsItAlready()
    return granted(induction=induction, person=person, actor=actor, now=now, reason=reason.strip())
