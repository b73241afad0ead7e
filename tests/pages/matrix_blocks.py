"""What a hub keeps to itself, and the bookings that it cannot keep: its own staff, and nobody else."""

from typing import Any

from bookings.rules.repairing import How
from bookings.sealed_decisions import seal_decision
from facilities.models import UnitState
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.factories.repairs import closed_on_thursday, the_way
from tests.pages.matrix import LOGIN, Answer, Answers, Entry, Stage, each


def desk(answer: Answer, admin: Answer | None = None) -> Answers:
    """Those who work there; the site's administrator looks, and does what a manager may."""
    site_admin = answer if admin is None else admin
    return each(404, anonymous=LOGIN, hub_staff=answer, hub_manager=answer, site_admin=site_admin)


def hub(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar"}


def one(stage: Stage) -> dict[str, Any]:
    made = blocked(stage.cast.studio.units.get())
    return {"hub": "effenaar", "uuid": made.uuid}


def form(stage: Stage) -> dict[str, Any]:
    unit = stage.cast.engineer.units.get()
    return {
        "units": [f"u{unit.pk}"],
        "first_day": "2026-11-27",
        "last_day": "2026-11-27",
        "kind": "maintenance",
    }


def decision(stage: Stage) -> dict[str, Any]:
    booking = booked(stage.cast.bo, stage.cast.zout, stage.cast.engineer)
    closed_on_thursday(stage.cast, booking)
    token = seal_decision(the_way(stage.cast, How.CANCEL).decision, stage.cast.effenaar.pk)
    return {"do": "do", "decision": token, "reason": "The roof leaks"}


def broken(stage: Stage) -> dict[str, Any]:
    unit = stage.cast.engineer.units.get()
    unit.state = UnitState.IN_REPAIR
    unit.save()
    return {"hub": "effenaar", "pk": unit.pk}


ENTRIES = [
    Entry("bookings:blocks", desk(200), kwargs=hub),
    Entry("bookings:block_new", desk(200), kwargs=hub),
    Entry("bookings:block_new", desk(302), "POST", kwargs=hub, data=form),
    Entry("bookings:block", desk(200), kwargs=one),
    Entry("bookings:block", desk(302), "POST", kwargs=one, data=form),
    Entry("bookings:block_lift", desk(302), kwargs=one),
    Entry("bookings:block_lift", desk(302), "POST", kwargs=one),
    Entry("bookings:repair", desk(200), kwargs=hub),
    # To decide about somebody's booking is for those who work there.
    Entry("bookings:repair", desk(302, admin=403), "POST", kwargs=hub, data=decision),
    Entry("bookings:unit_back", desk(302), kwargs=broken),
    Entry("bookings:unit_back", desk(302), "POST", kwargs=broken),
]
