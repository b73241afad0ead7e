"""The waitlist: an organisation joins and leaves, the hub's staff look on, and nobody else."""

from typing import Any
from uuid import uuid4

from tests.concurrency.rivals import rivals
from tests.factories.bookings import booked
from tests.factories.waitlist import in_line
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_bookings import SEES
from tests.pages.matrix_requests import ONLY_OURS, READS


def where(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar", "facility": stage.cast.studio.slug}


def taken(stage: Stage) -> dict[str, Any]:
    """Somebody else has the studio."""
    (rival,) = rivals(1)
    booked(rival.person, rival.organisation, stage.cast.studio)
    return where(stage)


def to_join(stage: Stage) -> dict[str, Any]:
    return {"date": "2026-11-26", "from": "13:00", "to": "17:00", "within": "exact", "key": str(uuid4())}


def waiting(stage: Stage) -> dict[str, Any]:
    taken(stage)
    return {"number": in_line(stage.cast.bo, stage.cast.zout, stage.cast.studio).number}


ENTRIES = [
    Entry("bookings:wait", each(200, anonymous=LOGIN), kwargs=where),
    Entry(
        "bookings:wait",
        each(200, anonymous=LOGIN, stranger=302, member=403, booker=302, owner=302),
        "POST",
        kwargs=taken,
        data=to_join,
    ),
    Entry("bookings:waiting", each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 200)), kwargs=waiting),
    Entry("bookings:leave_waiting", READS, kwargs=waiting),
    Entry("bookings:leave_waiting", ONLY_OURS, "POST", kwargs=waiting),
]
