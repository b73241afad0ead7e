"""How a file of entries is read: what reading it for its preview and writing it share."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.models.imports import MOST_ATTEMPTS, ImportState
from bookings.rules.import_cells import Problem
from hub.kit.errors import Refusal
from hub.kit.tables import encoding_of, read_table
from hub.kit.transactions import verb
from region.actions._comparing import Plan, compare
from region.models import EntryFile
from region.models.bringing import names
from region.rules.file_rows import Understood, understand
from region.rules.geojson import is_geojson, read_geojson


class FileIsUnderWay(Refusal):
    code = "file_is_under_way"
    message = _("A file of this region is being taken over at this moment. Wait until it is done.")


class NotToBeTakenOver(Refusal):
    code = "not_to_be_taken_over"
    message = _(
        "This file cannot be taken over: it is done already, it was left, or something in it is wrong."
    )


class SomethingElseByNow(Refusal):
    code = "something_else_by_now"
    message = _("What this file would change is not what you saw any more. Look again, then decide.")


@verb
def begin(*, uuid: UUID, state: ImportState, now: datetime) -> EntryFile | None:
    """Count the attempt before the work, so that a worker that dies costs one; after the last the file has failed.
    None when there is nothing to do."""
    rows = EntryFile.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("region", "asked_by").get(uuid=uuid)
    if found.state != state:
        return None
    if found.attempts >= MOST_ATTEMPTS:
        found.state = ImportState.FAILED
        found.save(update_fields=["state"])
        return None
    found.attempts += 1
    found.save(update_fields=["attempts"])
    return found


def parsed(found: EntryFile) -> tuple[Understood, str]:
    """With the encoding of its letters. Slow for a long file, so not inside a transaction. What makes the file as a
    whole unreadable is a problem of its row 0."""
    data = bytes(found.content)
    try:
        table = read_geojson(data) if is_geojson(data) else read_table(data)
        return understand(table, names(), found.region_id), encoding_of(data)
    except Refusal as refusal:
        row = refusal.facts.get("row", 0)
        problem = Problem(row if isinstance(row, int) else 0, "", refusal.code, refusal.facts)
        return Understood(problems=[problem]), ""


def planned(found: EntryFile, understood: Understood) -> Plan:
    return compare(understood, region=found.region, begins_as=found.begins_as)
