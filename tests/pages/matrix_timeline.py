"""What the timeline asks the server."""

from typing import Any

from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.moving_help import a_call, bar, minutes

DESK = {"hub_staff": 200, "hub_manager": 200, "site_admin": 200}


def at_effenaar(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar"}


def number(stage: Stage) -> dict[str, Any]:
    """Of a booking that the desk may move."""
    cast = stage.cast
    if "dragged" not in stage.kept:
        stage.kept["dragged"] = booked(cast.bo, cast.zout, cast.studio, period=thursday(18, 20), now=NOW)
    return {"booking": stage.kept["dragged"].number}


def drag(stage: Stage) -> dict[str, Any]:
    number(stage)
    held = bar(stage.kept["dragged"])
    return {"held": held.pk, "unit": held.unit_id, **minutes(thursday(20, 22))}


def called(stage: Stage) -> dict[str, Any]:
    """Somebody rings and wants the engineer."""
    return a_call(stage.cast.engineer.units.get(), thursday(18, 20))


ENTRIES = [
    Entry(
        "bookings:timeline",
        each(404, anonymous=LOGIN, **DESK),
        kwargs=at_effenaar,
        data=lambda stage: {"from": "2026-11-23", "to": "2026-11-29"},
    ),
    Entry("bookings:replan", each(404, anonymous=LOGIN, **DESK), kwargs=at_effenaar, data=number),
    Entry("bookings:replan", each(404, anonymous=LOGIN, **DESK), "POST", kwargs=at_effenaar, data=drag),
    Entry("bookings:plan_new", each(404, anonymous=LOGIN, **DESK), kwargs=at_effenaar),
    Entry(
        "bookings:plan_new",
        each(404, anonymous=LOGIN, hub_staff=302, hub_manager=302, site_admin=403),
        "POST",
        kwargs=at_effenaar,
        data=called,
    ),
    # A token that was not made by us: nobody has been shown anything.
    Entry(
        "bookings:replan_do",
        each(404, anonymous=LOGIN, **dict.fromkeys(DESK, 409)),
        "POST",
        kwargs=at_effenaar,
        data=lambda stage: {"token": "nonsense"},
    ),
]
