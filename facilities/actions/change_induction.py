from datetime import datetime

from facilities.actions._inductions import InductionFacts
from facilities.actions._projection import lock_hubs
from facilities.models import Induction
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb


@verb
def change_induction(
    *, induction: Induction, facts: InductionFacts, actor: Actor, now: datetime
) -> Induction:
    """What it is called and says, and how long it holds for whoever gets it from now on; who has it keeps it as long as
    they were told.

    For the hub's managers. Raises `InductionThereAlready`, `MonthsOutOfRange`, `Forbidden`.
    """
    demand_manager(actor, induction.hub)
    lock_hubs([induction.hub_id], now)
    facts.check(induction.hub, but=induction.pk)
    before = induction.months
    facts.apply(induction)
    induction.save(update_fields=["name_nl", "name_en", "about_nl", "about_en", "months"])
    record(
        action="facilities.change_induction",
        about=induction.ref,
        actor=actor,
        now=now,
        hub_id=induction.hub_id,
        facts={"before": before, "after": facts.months},
    )
    return induction
