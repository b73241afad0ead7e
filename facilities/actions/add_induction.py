from dataclasses import asdict
from datetime import datetime

from facilities.actions._inductions import InductionFacts, InductionThereAlready, MonthsOutOfRange
from facilities.actions._projection import lock_hubs
from facilities.models import Hub, Induction
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.transactions import verb

__all__ = ["InductionFacts", "InductionThereAlready", "MonthsOutOfRange", "add_induction"]


@verb
def add_induction(*, hub: Hub, facts: InductionFacts, actor: Actor, now: datetime) -> Induction:
    """Something that a hub shows people before they use its things alone; nothing asks for it yet.

    For the hub's managers. Raises `InductionThereAlready`, `MonthsOutOfRange`, `Forbidden`.
    """
    demand_manager(actor, hub)
    lock_hubs([hub.pk], now)  # one writer of names at a time
    facts.check(hub)
    made = Induction.objects.create(hub=hub, created_at=now, **asdict(facts))
    record(
        action="facilities.add_induction",
        about=made.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"months": facts.months},
    )
    return made
