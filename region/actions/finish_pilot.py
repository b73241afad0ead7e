from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.models import User
from region.actions._pilots import PilotIsOver, held_to_write, noted_of, today_of
from region.models import Pilot, PilotState

__all__ = ["NotThatDay", "PilotIsOver", "SayWhatCameOfIt", "finish_pilot"]


class SayWhatCameOfIt(Refusal):
    code = "say_what_came_of_it"
    status = 400
    message = _("Say in a few words what came of it, also where it did not work: others learn from that.")


class NotThatDay(Refusal):
    code = "not_that_day"
    status = 400
    message = _("A pilot is over on a day from its first until today.")


@verb
def finish_pilot(
    *, slug: str, on: date, stopped: bool, outcome_nl: str, outcome_en: str, actor: User, now: datetime
) -> Pilot:
    """It is over on this day: finished, or stopped before its time. What came of it is for everybody; no booking is put
    under it any more, and those that are stay.

    Raises `SayWhatCameOfIt`, `NotThatDay`, `PilotIsOver`; `Forbidden` and Http404 as `change_pilot`.
    """
    pilot = held_to_write(slug, actor)
    if not (outcome_nl.strip() or outcome_en.strip()):
        raise SayWhatCameOfIt()
    if on > today_of(now) or (pilot.starts_on and on < pilot.starts_on):
        raise NotThatDay()
    pilot.state = PilotState.STOPPED if stopped else PilotState.FINISHED
    pilot.ended_on, pilot.outcome_nl, pilot.outcome_en = on, outcome_nl, outcome_en
    pilot.version += 1
    pilot.changed_at = now
    pilot.save()
    noted_of(pilot, "finish", actor, now, version=pilot.version, state=pilot.state)
    return pilot
