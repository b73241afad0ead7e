from datetime import datetime, timedelta

from facilities.permissions import demand_site_admin
from hub.kit.audit import Actor, record
from hub.kit.outbox import emit
from hub.kit.refs import Ref
from hub.kit.transactions import verb

RECONCILE = "cards.reconcile"
ABOUT = Ref("site", "all")


@verb
def ask_reconciling(*, days: int, actor: Actor, now: datetime) -> None:
    """Have a worker hold the last so many days at the card processor against the books. For site administrators; asked
    twice in a minute it is done once."""
    demand_site_admin(actor)
    since = (now - timedelta(days=days)).isoformat()
    key = f"{RECONCILE}:{now:%Y%m%d%H%M}:{days}"
    emit(kind=RECONCILE, about=ABOUT, key=key, payload={"since": since}, now=now)
    record(action="funding.ask_reconciling", about=ABOUT, actor=actor, now=now, facts={"days": days})
