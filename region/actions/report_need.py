from datetime import datetime
from uuid import UUID

from hub.kit.transactions import verb
from members.models import User
from region.access_to_needs import may_read_need
from region.actions._needs import REPORTED, NeedOver, held_need, note, reason_of, tell_of_need
from region.models import Need, NeedReport
from region.models.needs_reading import quartermasters_of


@verb
def report_need(*, uuid: UUID, words: str, actor: User, now: datetime) -> Need:
    """Somebody who is signed in says what is wrong with it, once; the quartermasters of its region are told.

    Raises `SayWhy`, `NeedOver`; Http404 for who may not read it.
    """
    need = held_need(uuid)
    may_read_need(actor, need)
    if not need.may_be_taken_off:
        raise NeedOver(need.state)
    because = reason_of(words)
    report, is_new = NeedReport.objects.get_or_create(
        need=need, person=actor, defaults={"words": because, "at": now}
    )
    if is_new:
        note(need=need, action="report_need", actor=actor, now=now, report=report.pk)
        people = quartermasters_of(need.municipality.region_id)
        tell_of_need(kind=REPORTED, need=need, now=now, people=people, what=str(report.pk), report=report.pk)
    return need
