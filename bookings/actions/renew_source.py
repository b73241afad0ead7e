from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.actions._sources import check_file, held_source
from bookings.models import CalendarSource
from bookings.models.sources import SourceKind
from facilities.models import Hub
from facilities.permissions import demand_manager
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb


class FileNeeded(Refusal):
    code = "file_needed"
    status = 400
    message = _("Choose the file that is to take the place of the one before.")


@verb
def renew_source(
    *, hub: Hub, uuid: UUID, file: bytes | None = None, actor: Actor, now: datetime
) -> CalendarSource:
    """Read a link at once, or a newer file in the place of the one before: what it does not say any more is free.
    Raises `Forbidden`, `FileNeeded`, `FileTooLarge`; Http404 for one that the hub does not have."""
    demand_manager(actor, hub)
    source = held_source(hub=hub, uuid=uuid)
    if source.kind == SourceKind.FILE:
        if file is None:
            raise FileNeeded()
        check_file(file)
        source.file = file
    source.due_at, source.etag = now, ""
    source.save(update_fields=["due_at", "etag", "file"] if file is not None else ["due_at", "etag"])
    record(action="bookings.renew_source", about=source.ref, actor=actor, now=now, hub_id=hub.pk)
    return source
