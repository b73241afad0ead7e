"""How a file of a hub is read and compared: what reading it for its preview and writing it share."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bookings.actions._import_changes import Changes, compare
from bookings.models import Import, ImportState
from bookings.models.importing import Lists
from bookings.models.imports import MOST_ATTEMPTS
from bookings.rules.import_cells import Problem
from bookings.rules.import_rows import Understood, understand
from facilities.models import Hub
from funding.rules.time import local_day
from hub.kit.errors import Refusal
from hub.kit.tables import read_table
from hub.kit.transactions import verb


class ImportIsUnderWay(Refusal):
    code = "import_is_under_way"
    message = _("A file of this hub is being taken over at this moment. Wait until it is done.")


class NotToBeWritten(Refusal):
    code = "not_to_be_written"
    message = _(
        "This file cannot be taken over: it is done already, it was left, or something in it is wrong."
    )


class SomethingElseNow(Refusal):
    code = "something_else_now"
    message = _("What this file would change is not what you saw any more. Look again, then decide.")


@verb
def begin(*, uuid: UUID, state: ImportState, now: datetime) -> Import | None:
    """Count the attempt before the work, so that a worker that dies costs one; after the last the import has failed.
    None when there is nothing to do."""
    found = (
        Import.objects.select_for_update(of=("self",), no_key=True)
        .select_related("hub", "asked_by")
        .get(uuid=uuid)
    )
    if found.state != state:
        return None
    if found.attempts >= MOST_ATTEMPTS:
        found.state = ImportState.FAILED
        found.save(update_fields=["state"])
        return None
    found.attempts += 1
    found.save(update_fields=["attempts"])
    return found


def parsed(found: Import, known: Lists, progress: Callable[[int, int], None] | None = None) -> Understood:
    """Slow for a long file, so not inside a transaction. What makes the file as a whole unreadable is a problem of
    its row 0. `progress` is told how many rows of how many were read."""
    try:
        table = read_table(bytes(found.content))
    except Refusal as refusal:
        return Understood(
            problems=[Problem(int(refusal.facts.get("row", 0)), "", refusal.code, refusal.facts)]
        )
    whole = len(table.rows)
    if progress is None:
        return understand(table, known.names)
    progress(0, whole)
    understood = understand(table, known.names, lambda done: progress(done, whole))
    progress(whole, whole)
    return understood


def changes_at(hub: Hub, understood: Understood, known: Lists, now: datetime) -> Changes:
    return compare(understood, hub=hub, lists=known, today=local_day(now, hub.zone))
