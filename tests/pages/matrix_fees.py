"""Terms, fees, no-shows, changes: managers set terms, the hub's staff note and waive, both sides change."""

from datetime import timedelta
from typing import Any

from bookings.actions.cancel import cancel
from bookings.actions.mark_no_show import mark_no_show
from bookings.models import Booking
from hub.kit.periods import Period
from tests.cast import MONDAY, NOW
from tests.factories.bookings import booked
from tests.factories.facilities import open_on
from tests.factories.terms import WEEK_HALF, terms
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_bookings import SEES, WINDOW
from tests.pages.matrix_funding import effenaar, managers, studio

ONLY_HUB = each(404, anonymous=LOGIN, **{**dict.fromkeys(SEES, 403), "hub_staff": 302, "hub_manager": 302})
READS = each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 302))
CHANGERS = {**SEES, "member": 403, "site_admin": 403}
WHY = {"reason": "Nobody was there"}


def confirmed(stage: Stage) -> Booking:
    return booked(stage.cast.bo, stage.cast.zout, stage.cast.studio)


def number(stage: Stage) -> dict[str, Any]:
    return {"number": confirmed(stage).number}


def over(stage: Stage) -> Booking:
    """This morning, an hour ago."""
    cast = stage.cast
    early = NOW - timedelta(days=3)
    open_on(cast.studio, [MONDAY - timedelta(days=30)])
    morning = Period(NOW - timedelta(hours=1), NOW)
    return booked(cast.bo, cast.zout, cast.studio, period=morning, now=early)


def missed(stage: Stage) -> dict[str, Any]:
    return {"number": over(stage).number}


def noted(stage: Stage) -> dict[str, Any]:
    booking = over(stage)
    mark_no_show(number=booking.number, reason="Nobody", actor=stage.cast.teun, now=NOW)
    return {"number": booking.number}


def cancelled_late(stage: Stage) -> dict[str, Any]:
    terms(stage.cast.effenaar, WEEK_HALF)
    booking = confirmed(stage)
    cancel(number=booking.number, actor=stage.cast.bo, now=NOW + timedelta(hours=1))
    return {"number": booking.number}


def filled_in(stage: Stage) -> dict[str, Any]:
    """What the form of a change sends: another time."""
    return {
        "do": "show", "date": "2026-11-26", "from": "18:00", "to": "22:00", "line-0-quantity": "1", "purpose": "Film",
        "reason": "They rang",
    }  # fmt: skip


def as_it_is(stage: Stage) -> dict[str, Any]:
    return {"lines": [{"facility": stage.cast.studio.pk, **WINDOW}], "reason": "They rang"}


def asked(stage: Stage) -> dict[str, Any]:
    return {"lines": [{"facility": stage.cast.studio.pk, **WINDOW}]}


def terms_to_set(stage: Stage) -> dict[str, Any]:
    rows = {"step-TOTAL_FORMS": 4, "step-INITIAL_FORMS": 4}
    return rows | {
        "valid_from": "2026-11-23", "no_show": "100", "step-0-count": "7", "step-0-span": "days", "step-0-share": "50",
    }  # fmt: skip


def own_terms(stage: Stage) -> dict[str, Any]:
    terms(stage.cast.effenaar, WEEK_HALF, facility=stage.cast.studio)
    return studio(stage)


ENTRIES = [
    Entry("funding:terms", managers(200), kwargs=effenaar),
    Entry("funding:terms", managers(302), "POST", kwargs=effenaar, data=terms_to_set),
    Entry("funding:terms_as_hub", managers(200), kwargs=own_terms),
    Entry(
        "funding:terms_as_hub",
        managers(302),
        "POST",
        kwargs=own_terms,
        data=lambda stage: {"valid_from": "2026-12-01"},
    ),
    Entry("bookings:change", each(404, anonymous=LOGIN, **CHANGERS), kwargs=number),
    Entry("bookings:change", each(404, anonymous=LOGIN, **CHANGERS), "POST", kwargs=number, data=filled_in),
    Entry("bookings:no_show", READS, kwargs=missed),
    Entry("bookings:no_show", ONLY_HUB, "POST", kwargs=missed, data=lambda stage: WHY),
    Entry("bookings:came", READS, kwargs=noted),
    Entry("bookings:came", ONLY_HUB, "POST", kwargs=noted, data=lambda stage: WHY),
    Entry("bookings:waive", READS, kwargs=cancelled_late),
    Entry("bookings:waive", ONLY_HUB, "POST", kwargs=cancelled_late, data=lambda stage: WHY),
    Entry(
        "api:quote_change", each(404, anonymous=401, **CHANGERS), "POST", kwargs=number, data=asked, json=True
    ),
    Entry(
        "api:change_booking",
        each(404, anonymous=401, **CHANGERS),
        "POST",
        kwargs=number,
        data=as_it_is,
        json=True,
    ),
]
