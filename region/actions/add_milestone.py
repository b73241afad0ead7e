from datetime import date, datetime

from hub.kit.transactions import verb
from members.models import User
from region.actions._pilots import MOST_BESIDE, PilotIsOver, TooMuchBeside, held_to_write, noted_of
from region.models import Milestone

__all__ = ["PilotIsOver", "TooMuchBeside", "add_milestone"]


@verb
def add_milestone(
    *, slug: str, on: date, words_nl: str, words_en: str, actor: User, now: datetime
) -> Milestone:
    """A day that counts, planned or past.

    Raises `TooMuchBeside`, `PilotIsOver`; `Forbidden` and Http404 as `change_pilot`.
    """
    pilot = held_to_write(slug, actor)
    if pilot.milestones.count() >= MOST_BESIDE:
        raise TooMuchBeside(most=MOST_BESIDE)
    made = Milestone.objects.create(pilot=pilot, on=on, words_nl=words_nl, words_en=words_en, added_at=now)
    noted_of(pilot, "add_milestone", actor, now, milestone=made.pk, on=on.isoformat())
    return made
