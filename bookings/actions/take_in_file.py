from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.actions._importing import ImportIsUnderWay
from bookings.models import Import, ImportOf, ImportState
from bookings.models.imports import UNFINISHED
from bookings.models.reading import BUDGET, reads_again_at
from facilities.actions._projection import lock_hubs
from facilities.models import Hub
from facilities.permissions import demand_manager
from hub.kit import outbox
from hub.kit.audit import Actor
from hub.kit.errors import Forbidden, Refusal
from hub.kit.saying import length, moment
from hub.kit.tables import MOST_BYTES, FileTooLarge
from hub.kit.transactions import step, verb


class NoMoreReading(Refusal):
    code = "no_more_reading"
    status = 429
    message = _(
        "Reading the calendars of this hub took %(spent)s within the hour, as much as one hub has. Bring the file "
        "after %(at)s."
    )


@verb
def take_in_file(
    *,
    uuid: UUID,
    hub: Hub,
    of: ImportOf | str,
    file_name: str,
    content: bytes,
    wishes: dict[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> Import:
    """Keep a hub's file for a worker to read; there is no audit row yet. What was chosen before and not written is
    left. The same `uuid` again changes nothing. For the hub's managers. Raises `Forbidden`, `FileTooLarge`,
    `ImportIsUnderWay`, and `NoMoreReading` of calendars, which take long to read.
    """
    demand_manager(actor, hub)
    if len(content) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1_000_000)
    lock_hubs([hub.pk], now)
    if there := Import.objects.filter(uuid=uuid).first():
        if there.hub_id != hub.pk:
            raise Forbidden()
        return there
    if of == ImportOf.CALENDAR:
        _demand_time(hub, now)
    _leave_what_is_not_written(hub)
    made = Import.objects.create(
        uuid=uuid,
        hub=hub,
        of=ImportOf(of),
        file_name=file_name.replace("\x00", "")[:200],
        content=content,
        wishes=wishes or {},
        created_by_id=actor.pk,
        created_at=now,
    )
    outbox.emit(kind="import.read", about=made.ref, key=f"import.read:{made.uuid}", now=now)
    return made


@step
def _leave_what_is_not_written(hub: Hub) -> None:
    unfinished = Import.objects.filter(hub=hub, state__in=UNFINISHED)
    if unfinished.filter(state=ImportState.WRITING).exists():
        raise ImportIsUnderWay()
    unfinished.update(state=ImportState.DROPPED, content=b"", preview={})


def _demand_time(hub: Hub, now: datetime) -> None:
    at = reads_again_at(hub, now)
    if at is not None:
        raise NoMoreReading(spent=length(BUDGET // timedelta(minutes=1)), at=moment(at, hub.zone))
