from datetime import datetime

from django.http import Http404

from hub.kit.transactions import verb
from members.models import User
from region.actions._pilots import PilotIsOver, held_to_write, noted_of

__all__ = ["PilotIsOver", "drop_milestone"]


@verb
def drop_milestone(*, slug: str, milestone_id: int, actor: User, now: datetime) -> None:
    """Raises `PilotIsOver`; `Forbidden` and Http404 as `change_pilot`, Http404 also for what is not there."""
    pilot = held_to_write(slug, actor)
    milestone = pilot.milestones.filter(pk=milestone_id).first()
    if milestone is None:
        raise Http404
    noted_of(pilot, "drop_milestone", actor, now, milestone=milestone.pk, on=milestone.on.isoformat())
    milestone.delete()
