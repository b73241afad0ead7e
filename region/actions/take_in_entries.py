from datetime import datetime
from uuid import UUID

from bookings.models.imports import UNFINISHED, ImportState
from hub.kit import outbox
from hub.kit.errors import Forbidden
from hub.kit.tables import MOST_BYTES, FileTooLarge
from hub.kit.transactions import verb
from members.models import Region
from members.permissions import Person
from region.actions._filing import FileIsUnderWay
from region.models import EntryFile, Stage
from region.models.files import MAY_BEGIN_AS
from region.permissions import maps


@verb
def take_in_entries(
    *,
    uuid: UUID,
    region: Region,
    file_name: str,
    content: bytes,
    begins_as: str = Stage.HEARD_OF,
    actor: Person,
    now: datetime,
) -> EntryFile:
    """Keep a file of entries for a worker to read; nothing is written, so there is no audit row yet. What was chosen
    before and not written is left. The same `uuid` again changes nothing. `begins_as`: the stage of what is new and
    says none.

    For who looks after the region. Raises `Forbidden`, `FileTooLarge`, `FileIsUnderWay`.
    """
    if not maps(actor, region.pk) or begins_as not in MAY_BEGIN_AS:
        raise Forbidden()
    if len(content) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1_000_000)
    # Who chooses two files at once leaves the first.
    Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    if there := EntryFile.objects.filter(uuid=uuid).first():
        if there.region_id != region.pk:
            raise Forbidden()
        return there
    unfinished = EntryFile.objects.filter(region=region, state__in=UNFINISHED)
    if unfinished.filter(state=ImportState.WRITING).exists():
        raise FileIsUnderWay()
    unfinished.update(state=ImportState.DROPPED, content=b"", preview={})
    made = EntryFile.objects.create(
        uuid=uuid,
        region=region,
        file_name=file_name.replace("\x00", "")[:200],
        content=content,
        begins_as=begins_as,
        created_by_id=actor.pk,
        created_at=now,
    )
    outbox.emit(kind="entries.read", about=made.ref, key=f"entries.read:{made.uuid}", now=now)
    return made
