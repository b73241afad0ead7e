"""What a hub keeps to itself, and the bookings that it cannot keep: its own staff, and nobody else."""

from typing import Any

from bookings.actions.lift_block import lift_block
from bookings.models import Series
from bookings.rules.repairing import How, as_seen
from bookings.sealed_decisions import seal_decision
from bookings.sealed_series_repair import seal_repair
from facilities.models import UnitState
from tests.cast import NOW
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.factories.repairs import closed_on_thursday, the_way
from tests.factories.series import open_thursdays, series_of
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


def a_lifted_one(stage: Stage) -> dict[str, Any]:
    made = one(stage)
    lift_block(uuid=made["uuid"], actor=stage.cast.teun, now=NOW)
    return made


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


def hit_series(stage: Stage) -> dict[str, Any]:
    cast = stage.cast
    open_thursdays(cast.microphones, count=4)
    placed = series_of(cast.bo, cast.zout, cast.microphones, count=3)
    first = cast.microphones.units.order_by("pk").first()
    first.state = UnitState.IN_REPAIR
    first.save()
    return {"hub": "effenaar", "number": placed.series.number}


def other_units(stage: Stage) -> dict[str, Any]:
    """For the series that was made with the address."""
    series = Series.objects.get()
    seen = {each.number: as_seen(each.state, each.sequence) for each in series.bookings.all()}
    return {"do": seal_repair(series.number, seen), "reason": "It fell"}


ENTRIES = [
    Entry("bookings:blocks", desk(200), kwargs=hub),
    Entry("bookings:block_new", desk(200), kwargs=hub),
    Entry("bookings:block_new", desk(302), "POST", kwargs=hub, data=form),
    Entry("bookings:block", desk(200), kwargs=one),
    Entry("bookings:block", desk(302), "POST", kwargs=one, data=form),
    Entry("bookings:block_lift", desk(302), kwargs=one),
    Entry("bookings:block_lift", desk(302), "POST", kwargs=one),
    Entry("bookings:block_reinstate", desk(302), kwargs=a_lifted_one),
    Entry("bookings:block_reinstate", desk(302), "POST", kwargs=a_lifted_one),
    Entry("bookings:repair", desk(200), kwargs=hub),
    # To decide about somebody's booking is for those who work there.
    Entry("bookings:repair", desk(302, admin=403), "POST", kwargs=hub, data=decision),
    Entry("bookings:repair_series", desk(200), kwargs=hit_series),
    Entry("bookings:repair_series", desk(302, admin=403), "POST", kwargs=hit_series, data=other_units),
    Entry("bookings:unit_back", desk(302), kwargs=broken),
    Entry("bookings:unit_back", desk(302), "POST", kwargs=broken),
]
