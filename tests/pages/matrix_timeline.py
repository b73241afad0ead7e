"""What the timeline asks the server."""

from typing import Any

from bookings.models import Booking, HandOver
from tests.cast import NOW, thursday
from tests.factories.bookings import booked
from tests.pages.matrix import LOGIN, Entry, Stage, each, everybody
from tests.pages.moving_help import a_call, bar, minutes
from tests.signing_in import signed_in

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


def for_a_caller(stage: Stage) -> dict[str, Any]:
    """Of a booking that the desk made for somebody who called."""
    if "called" not in stage.kept:
        client = signed_in(stage.cast.teun)
        unit = stage.cast.studio.units.get()
        client.post("/en/desk/effenaar/planning/new/", a_call(unit, thursday(20, 22)))
        stage.kept["called"] = Booking.objects.get(organisation__made_by_desk=True)
    return {"number": stage.kept["called"].number}


def link_of_a_caller(stage: Stage) -> dict[str, Any]:
    for_a_caller(stage)
    return {"key": HandOver.objects.get(revoked_at=None).key}


ENTRIES = [
    Entry("bookings:caller", each(404, anonymous=LOGIN, **dict.fromkeys(DESK, 302)), kwargs=for_a_caller),
    Entry(
        "bookings:caller",
        each(404, anonymous=LOGIN, **dict.fromkeys(DESK, 302)),
        "POST",
        kwargs=for_a_caller,
        data=lambda stage: {"do": "send", "email": "wil@voorbeeld.example"},
    ),
    # What is booked is shown to whoever has the link; it is taken over by whom it was sent to.
    Entry("bookings:take_over", everybody(200), kwargs=link_of_a_caller),
    Entry("bookings:take_over", each(403, anonymous=LOGIN), "POST", kwargs=link_of_a_caller),
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
