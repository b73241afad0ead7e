from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.actions._projection import lock_hubs
from facilities.models import Facility, Induction, TrainingSession
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class InductionOfAnotherHub(Refusal):
    code = "induction_of_another_hub"
    status = 400
    message = _("Only an induction of this hub can be asked for at %(facility)s.")


class SessionsAskForNothing(Refusal):
    code = "sessions_ask_for_nothing"
    message = _("%(facility)s is a training session. Who comes there need not know anything yet.")


@verb
def ask_for_induction(
    *, facility: Facility, induction: Induction | None, actor: Actor, now: datetime
) -> Facility:
    """Say which induction whoever uses a facility holds, or anything that contains it; None asks for none. It counts
    for what is booked or changed from now on: what was booked before stays.

    For the hub's managers. Raises `InductionOfAnotherHub`, `SessionsAskForNothing`, `Forbidden`.
    """
    demand_manager(actor, facility.hub)
    lock_hubs([facility.hub_id], now)
    if induction and induction.hub_id != facility.hub_id:
        raise InductionOfAnotherHub(facility=facility.name)
    if induction and TrainingSession.objects.filter(facility=facility).exists():
        raise SessionsAskForNothing(facility=facility.name)
    before, after = facility.induction_id, induction.pk if induction else None
    if before == after:
        return facility
    facility.induction, facility.induction_since = induction, now if induction else None
    facility.save(update_fields=["induction", "induction_since"])
    record(
        action="facilities.ask_for_induction",
        about=facility.ref,
        actor=actor,
        now=now,
        hub_id=facility.hub_id,
        facts={"before": before, "after": after},
    )
    return facility
