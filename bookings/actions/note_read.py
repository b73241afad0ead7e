from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bookings.actions._reading_time import reading_time_noted
from bookings.models import CalendarSource
from bookings.models.sources import LEASE
from hub.kit.transactions import verb


@verb
def note_read(
    *,
    source_id: int,
    hub_id: int,
    begun_at: datetime,
    took: timedelta = timedelta(),
    times: int | None = None,
    notes: Sequence[Any] = (),
    etag: str = "",
    problem: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    """How reading went: `problem` is the code and facts of what kept it from being read, and then what was blocked
    stays so. `times` is None where nothing had changed. A file is not kept once it was looked at. What somebody asked
    to be read anew since it was claimed (at `begun_at`) is still due. What it `took` of the clock counts for its hub,
    also when it was removed meanwhile."""
    reading_time_noted(hub_id=hub_id, took=took, now=begun_at)
    rows = CalendarSource.objects.select_for_update(no_key=True, of=("self",)).defer("file")
    source = rows.filter(pk=source_id, removed_at=None).first()
    if source is None:
        return
    source.tried_at, source.problem = now, problem or {}
    source.took_ms = max(0, took // timedelta(milliseconds=1))
    source.failures = source.failures + 1 if problem else 0
    fields = ["tried_at", "problem", "failures", "took_ms"]
    if not problem:
        source.read_at, source.etag = now, etag
        fields += ["read_at", "etag"]
        if times is not None:
            source.times, source.notes = times, list(notes)
            fields += ["times", "notes"]
    # Somebody may have asked for it, or given another file, while this one was read.
    if source.due_at == begun_at + LEASE:
        source.due_at, source.file = source.after(now), None
        fields += ["due_at", "file"]
    source.save(update_fields=fields)
