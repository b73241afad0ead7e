"""The waitlist: an organisation joins and leaves, the hub's staff look on, and nobody else."""

from typing import Any
from uuid import uuid4

from bookings.actions.cancel import cancel
from bookings.actions.offer_places import offer_places
from bookings.models import Booking
from tests.cast import NOW
from tests.concurrency.rivals import rivals
from tests.factories.bookings import booked
from tests.factories.waitlist import in_line
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_bookings import SEES, WINDOW, organisation, with_key
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


def to_join_in_json(stage: Stage) -> dict[str, Any]:
    taken(stage)
    return {
        "hub": "effenaar",
        "organisation": str(stage.cast.zout.uuid),
        "facility": stage.cast.studio.pk,
        **WINDOW,
    }


def offered(stage: Stage) -> dict[str, Any]:
    """What came free is kept for them."""
    found = waiting(stage)
    theirs = Booking.objects.exclude(organisation=stage.cast.zout).get()
    cancel(number=theirs.number, actor=theirs.placed_by, now=NOW)
    offer_places(now=NOW)
    return found


def no_rules(stage: Stage) -> dict[str, Any]:
    return {"house_rules_version": None}


OURS_IN_JSON = each(404, anonymous=401, **{**dict.fromkeys(SEES, 403), "booker": 200, "owner": 200})

ENTRIES = [
    Entry(
        "api:waitlist",
        each(404, anonymous=401, member=200, booker=200, owner=200),
        data=organisation,
    ),
    Entry(
        "api:waitlist",
        each(404, anonymous=401, member=403, booker=201, owner=201),
        "POST",
        data=to_join_in_json,
        prepare=with_key,
        json=True,
    ),
    Entry("api:wait", each(404, anonymous=401, **dict.fromkeys(SEES, 200)), kwargs=waiting),
    Entry("api:leave", OURS_IN_JSON, "POST", kwargs=waiting, json=True),
    Entry("api:take", OURS_IN_JSON, "POST", kwargs=offered, data=no_rules, json=True),
    Entry("api:decline", OURS_IN_JSON, "POST", kwargs=offered, json=True),
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
