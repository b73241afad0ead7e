from datetime import datetime

from facilities.models import InductionGrant
from hub.kit.audit import Actor
from hub.kit.transactions import step
from members.models import User

# Stands where words about somebody stood.
NOTHING_SAID = "…"


@step
def forget_holder(*, person: User, actor: Actor, now: datetime) -> None:
    """That somebody was shown how stays under their number, since a booking may lean on it; what was written about them
    goes. The row itself goes two years after it lapsed, as all do."""
    held = InductionGrant.objects.filter(person=person)
    held.exclude(reason="").update(reason=NOTHING_SAID)
    held.exclude(withdrawn_why="").update(withdrawn_why=NOTHING_SAID)
