"""Series: an organisation books, changes, cancels its own, its hub's staff answer, change, cancel, nobody else."""

from typing import Any
from uuid import uuid4

from bookings.models import Series
from bookings.repeated import shown_series
from bookings.rules.changing import Change
from bookings.rules.request import Visit
from bookings.rules.series import Repeat, Rhythm
from bookings.sealed_series import seal_series, seal_series_change
from facilities.models import Facility
from funding.rules.lines import LineWish
from tests.cast import NOW, thursday
from tests.factories.options import asks_first
from tests.factories.series import open_thursdays, series_of
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_bookings import SEES, at_effenaar, pick
from tests.pages.matrix_requests import ONLY_THE_HUB, READS

WEEKLY = {"rhythm": "weekly", "count": "3", "until": ""}
# Who may change it: the owner, who placed it, and the hub's staff.
MAY = {"booker", "owner", "hub_staff", "hub_manager"}
CHANGES = each(404, anonymous=LOGIN, **{role: 200 if role in MAY else 403 for role in SEES})
CHANGED = each(404, anonymous=LOGIN, **{role: 302 if role in MAY else 403 for role in SEES})


def placed(stage: Stage) -> Series:
    """Three Thursdays that Bo booked for Collectief Zout at Effenaar."""
    open_thursdays(stage.cast.studio, count=8)
    stage.kept["series"] = series_of(stage.cast.bo, stage.cast.zout, stage.cast.studio, count=3).series
    return stage.kept["series"]


def number(stage: Stage) -> dict[str, Any]:
    return {"number": placed(stage).number}


def first_date(stage: Stage) -> dict[str, Any]:
    series = placed(stage)
    return {"number": series.number, "booking": series.bookings.order_by("during__startswith")[0].number}


def asked_for(stage: Stage) -> dict[str, Any]:
    asks_first(stage.cast.studio)
    return number(stage)


def to_book(stage: Stage) -> dict[str, Any]:
    """What the page of Zout's dates posts: it is good for nothing in other people's hands."""
    cast = stage.cast
    open_thursdays(cast.studio, count=8)
    hub = Facility.objects.select_related("hub").get(pk=cast.studio.pk).hub
    shown = shown_series(
        lines=[LineWish(cast.studio.pk, 1, thursday(13, 17))],
        hub=hub,
        organisation=cast.zout,
        visit=Visit(),
        repeat=Repeat(Rhythm.WEEKLY, count=3),
        choices={},
        now=NOW,
    )
    token = seal_series(organisation_id=cast.zout.pk, hub_id=hub.pk, shown=shown, visit=Visit())
    return {**WEEKLY, "do": "book", "token": token, "key": str(uuid4())}


def why(stage: Stage) -> dict[str, Any]:
    return {"reason": "The house closes", "do": "approve"}


def to_change(stage: Stage) -> dict[str, Any]:
    """What was shown and sealed: other words, at no price."""
    series = stage.kept["series"]
    changes = [
        Change(
            number=booking.number,
            lines=tuple(
                LineWish(line.facility_id, line.quantity, line.period) for line in booking.lines.all()
            ),
            purpose="Another choir",
            visit=booking.visit,
            price_digest="",
            reason="So it was agreed",
        )
        for booking in series.bookings.all()
    ]
    return {"do": "change", "token": seal_series_change(number=series.number, changes=changes)}


ENTRIES = [
    Entry("bookings:series_new", each(200, anonymous=LOGIN), prepare=pick),
    Entry(
        "bookings:series_new",
        each(404, anonymous=LOGIN, member=403, booker=302, owner=302),
        "POST",
        data=to_book,
    ),
    Entry("bookings:series_list", each(200, anonymous=LOGIN)),
    Entry(
        "bookings:series_at",
        each(404, anonymous=LOGIN, hub_staff=200, hub_manager=200, site_admin=200),
        kwargs=at_effenaar,
    ),
    Entry("bookings:series", each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 200)), kwargs=number),
    Entry("bookings:series_calendar", each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 200)), kwargs=number),
    Entry("bookings:series_answer", READS, kwargs=number),
    Entry("bookings:series_answer", ONLY_THE_HUB, "POST", kwargs=asked_for, data=why),
    Entry("bookings:series_cancel", CHANGES, kwargs=first_date),
    Entry("bookings:series_cancel", CHANGED, "POST", kwargs=first_date, data=why),
    Entry("bookings:series_change", CHANGES, kwargs=first_date),
    Entry("bookings:series_change", CHANGED, "POST", kwargs=first_date, data=to_change),
]
