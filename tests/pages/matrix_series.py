"""Series: an organisation books, changes, cancels its own, its hub's staff answer, change, cancel, nobody else."""

from typing import Any
from uuid import uuid4

from bookings.api import series_mapping
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
from tests.factories.series import a_series, open_thursdays, series_of
from tests.pages.matrix import LOGIN, Entry, Stage, each
from tests.pages.matrix_bookings import SEES, at_effenaar, organisation, pick, with_key
from tests.pages.matrix_requests import ONLY_THE_HUB, READS

MEMBERS = dict.fromkeys(("member", "booker", "owner"), 200)
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


def in_json(stage: Stage) -> dict[str, Any]:
    """Three Thursdays as a program asks about them."""
    period = thursday(13, 17)
    open_thursdays(stage.cast.studio, count=8)
    line = {
        "facility": stage.cast.studio.pk,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
    }
    return {
        "hub": "effenaar",
        "organisation": str(stage.cast.zout.uuid),
        "lines": [line],
        "repeat": {"rhythm": "weekly", "count": 3},
    }


def to_book_in_json(stage: Stage) -> dict[str, Any]:
    body = in_json(stage)
    asked = a_series(stage.cast.zout, stage.cast.studio, period=thursday(13, 17), count=3)
    dates = [{"on": each.on.isoformat(), "lines": series_mapping.lines(each.lines)} for each in asked.dates]
    return {**body, "dates": dates, "price_digest": asked.price_digest}


def begin(stage: Stage) -> dict[str, Any]:
    """From the second date on, another time: what anybody may say of a series that they reach."""
    bookings = stage.kept["series"].bookings.order_by("during__startswith")
    return {"begin": bookings[1].number, "start": "18:00"}


def cancels(stage: Stage) -> dict[str, Any]:
    return {"begin": begin(stage)["begin"], "reason": "The house closes"}


def changes_in_json(stage: Stage) -> dict[str, Any]:
    """As they are, with other words."""
    changes = [
        {
            "number": booking.number,
            "lines": series_mapping.lines(
                LineWish(line.facility_id, line.quantity, line.period) for line in booking.lines.all()
            ),
        }
        for booking in stage.kept["series"].bookings.all()
    ]
    return {"changes": changes, "purpose": "Another choir", "reason": "So it was agreed"}


READS_IT = dict.fromkeys(SEES, 200)
MAY_IN_JSON = each(404, anonymous=401, **{role: 200 if role in MAY else 403 for role in SEES})

ENTRIES = [
    Entry("api:quote_series", each(404, anonymous=401, **MEMBERS), "POST", data=in_json, json=True),
    Entry("api:series_list", each(404, anonymous=401, **MEMBERS), data=organisation),
    Entry(
        "api:series_list",
        each(404, anonymous=401, member=403, booker=201, owner=201),
        "POST",
        data=to_book_in_json,
        prepare=with_key,
        json=True,
    ),
    Entry("api:series", each(404, anonymous=401, **READS_IT), kwargs=number),
    Entry("api:quote_series_change", MAY_IN_JSON, "POST", kwargs=number, data=begin, json=True),
    Entry("api:change_series_dates", MAY_IN_JSON, "POST", kwargs=number, data=changes_in_json, json=True),
    Entry("api:cancel_series_dates", MAY_IN_JSON, "POST", kwargs=number, data=cancels, json=True),
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
