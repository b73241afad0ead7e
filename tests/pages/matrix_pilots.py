"""Pilots: everybody reads them, their people write them; and what a booking is part of."""

from typing import Any

from region.actions.add_milestone import add_milestone
from region.actions.ask_budget import ask_budget
from tests.cast import NOW
from tests.factories.bookings import booked
from tests.factories.funding import FundFactory
from tests.factories.pilots import a_pilot, asked, joined
from tests.factories.series import open_thursdays, series_of
from tests.pages.matrix import LOGIN, Entry, Stage, each, everybody

# The owner's member who only reads along is told so; for strangers there is nothing to change.
WRITES = {"member": 403, "booker": 200, "owner": 200, "quartermaster": 200}
SENT = {"member": 403, "booker": 302, "owner": 302, "quartermaster": 302}
# Who sees a booking, and who of them says what it is part of.
SEES = ("member", "booker", "owner", "hub_staff", "hub_manager", "site_admin")
PUTS = ("booker", "owner")
WRONG = {"member": 403, "booker": 400, "owner": 400, "quartermaster": 400}


def pilot(stage: Stage) -> dict[str, Any]:
    stage.kept["pilot"] = a_pilot(stage.cast)
    return {"slug": stage.kept["pilot"].slug}


def partner(stage: Stage) -> dict[str, Any]:
    return {**pilot(stage), "pk": asked(stage.cast, stage.kept["pilot"]).pk}


def is_asked(stage: Stage) -> dict[str, Any]:
    partner(stage)
    return {"slug": stage.kept["pilot"].slug}


def takes_part(stage: Stage) -> dict[str, Any]:
    slug = pilot(stage)
    joined(stage.cast, stage.kept["pilot"])
    return slug


def milestone(stage: Stage) -> dict[str, Any]:
    slug = pilot(stage)
    words = {"on": NOW.date(), "words_nl": "Try-out", "words_en": ""}
    return {**slug, "pk": add_milestone(**slug, **words, actor=stage.cast.zoe, now=NOW).pk}


def budget(stage: Stage) -> dict[str, Any]:
    slug = pilot(stage)
    fund = FundFactory(slug="makers", agreement__funder=stage.cast.makersfonds)
    ask_budget(**slug, fund_slug=fund.slug, cents=5_000, actor=stage.cast.zoe, now=NOW)
    return slug


def booking(stage: Stage) -> dict[str, Any]:
    pilot(stage)
    made = booked(stage.cast.bo, stage.cast.zout, stage.cast.studio)
    return {"number": made.number}


def series(stage: Stage) -> dict[str, Any]:
    pilot(stage)
    open_thursdays(stage.cast.studio, count=8)
    return {"number": series_of(stage.cast.bo, stage.cast.zout, stage.cast.studio, count=3).series.number}


def noord(stage: Stage) -> dict[str, Any]:
    return {"organisation": str(stage.cast.noord.uuid), "answer": "yes"}


def under_it(stage: Stage) -> dict[str, Any]:
    return {"part_of": str(stage.kept["pilot"].ref)}


def writes(name: str, wrong: dict[str, int] = WRONG) -> list[Entry]:
    """A page with a form, and the form sent empty."""
    return [
        Entry(name, each(404, anonymous=LOGIN, **WRITES), kwargs=pilot),
        Entry(name, each(404, anonymous=LOGIN, **wrong), "POST", kwargs=pilot),
    ]


ENTRIES = [
    Entry("region:pilots", everybody(200)),
    Entry("region:pilot", everybody(200), kwargs=pilot),
    Entry("region:pilot_feed", everybody(200), kwargs=pilot),
    # Who acts for no organisation is shown how to register one.
    Entry("region:post_pilot", each(200, anonymous=LOGIN, member=403)),
    Entry(
        "region:post_pilot",
        each(200, anonymous=LOGIN, member=403, stranger=400, booker=400, owner=400, quartermaster=400),
        "POST",
    ),
    *writes("region:edit_pilot"),
    *writes("region:finish_pilot"),
    *writes("region:pilot_partner"),
    *writes("region:pilot_milestone"),
    *writes("region:pilot_budget"),
    Entry("region:drop_partner", each(404, anonymous=LOGIN, **SENT), "POST", kwargs=partner),
    Entry("region:drop_milestone", each(404, anonymous=LOGIN, **SENT), "POST", kwargs=milestone),
    Entry(
        "region:answer_pilot", each(404, anonymous=LOGIN, stranger=302), "POST", kwargs=is_asked, data=noord
    ),
    Entry(
        "region:leave_pilot", each(404, anonymous=LOGIN, stranger=302), "POST", kwargs=takes_part, data=noord
    ),
    Entry(
        "region:agree_budget",
        each(404, anonymous=LOGIN, funder=302),
        "POST",
        kwargs=budget,
        data=lambda stage: {"cents": "5000", "answer": "yes"},
    ),
    Entry(
        "bookings:part_of",
        each(
            404,
            anonymous=LOGIN,
            member=302,
            booker=302,
            owner=302,
            hub_staff=302,
            hub_manager=302,
            site_admin=302,
        ),
        kwargs=booking,
    ),
    Entry(
        "bookings:part_of",
        each(
            404,
            anonymous=LOGIN,
            member=403,
            booker=302,
            owner=302,
            hub_staff=403,
            hub_manager=403,
            site_admin=403,
        ),
        "POST",
        kwargs=booking,
        data=under_it,
    ),
    Entry("bookings:series_part_of", each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 302)), kwargs=series),
    Entry(
        "bookings:series_part_of",
        each(404, anonymous=LOGIN, **{role: 302 if role in PUTS else 403 for role in SEES}),
        "POST",
        kwargs=series,
        data=under_it,
    ),
    Entry(
        "api:put_series_dates_under",
        each(404, anonymous=401, **{role: 200 if role in PUTS else 403 for role in SEES}),
        "POST",
        kwargs=series,
        data=under_it,
        json=True,
    ),
    Entry(
        "api:put_booking_under",
        each(
            404,
            anonymous=401,
            member=403,
            booker=200,
            owner=200,
            hub_staff=403,
            hub_manager=403,
            site_admin=403,
        ),
        "POST",
        kwargs=booking,
        data=under_it,
        json=True,
    ),
]
