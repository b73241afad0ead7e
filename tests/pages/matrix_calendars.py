"""Who gets what of calendars that programs fetch, and of those that a hub reads."""

from typing import Any
from uuid import uuid4

from tests.factories.feeds import a_link
from tests.factories.sources import SECRET, a_source
from tests.pages.matrix import LOGIN, Entry, Stage, each, everybody


def a_key(stage: Stage) -> dict[str, Any]:
    return {"key": a_link(stage.cast.mira).key}


def marks_link(stage: Stage) -> dict[str, Any]:
    """A link of the hub's staff."""
    return {"uuid": a_link(stage.cast.teun, stage.cast.effenaar).feed.uuid}


def wanted(stage: Stage) -> dict[str, Any]:
    return {"key": uuid4(), "what": "own", "name": "phone"}


def wanted_at_hub(stage: Stage) -> dict[str, Any]:
    return {"key": uuid4(), "what": f"hub-{stage.cast.effenaar.pk}"}


WORKS_THERE = {"hub_staff": 200, "hub_manager": 200, "site_admin": 200}

ENTRIES = [
    # Whoever has the link; it is nobody's session.
    Entry("calendar_feed", everybody(200), kwargs=a_key),
    Entry("bookings:feeds", each(200, anonymous=LOGIN)),
    Entry("bookings:feeds", each(200, anonymous=LOGIN), "POST", data=wanted),
    Entry("bookings:feeds", each(422, anonymous=LOGIN, **WORKS_THERE), "POST", data=wanted_at_hub),
    Entry("bookings:feed_replace", each(302, anonymous=LOGIN), kwargs=marks_link),
    Entry("bookings:feed_replace", each(404, anonymous=LOGIN, hub_staff=200), "POST", kwargs=marks_link),
    Entry("bookings:feed_revoke", each(302, anonymous=LOGIN), kwargs=marks_link),
    Entry(
        "bookings:feed_revoke",
        each(404, anonymous=LOGIN, hub_staff=302, hub_manager=302, site_admin=302),
        "POST",
        kwargs=marks_link,
    ),
]


def effenaar(stage: Stage) -> dict[str, Any]:
    return {"hub": stage.cast.effenaar.slug}


def read_there(stage: Stage) -> dict[str, Any]:
    return {**effenaar(stage), "uuid": a_source(stage.cast.hanna, stage.cast.studio).uuid}


def another_calendar(stage: Stage) -> dict[str, Any]:
    return {"key": uuid4(), "what": f"facility-{stage.cast.studio.pk}", "name": "Theatre", "link": SECRET}


MANAGES = {"hub_staff": 403, "hub_manager": 302, "site_admin": 302}
COMES_BACK = dict.fromkeys(WORKS_THERE, 302)

ENTRIES += [
    Entry("bookings:calendars", each(404, anonymous=LOGIN, **WORKS_THERE), kwargs=effenaar),
    Entry(
        "bookings:calendars",
        each(404, anonymous=LOGIN, **MANAGES),
        "POST",
        kwargs=effenaar,
        data=another_calendar,
    ),
    Entry("bookings:source", each(404, anonymous=LOGIN, **WORKS_THERE), kwargs=read_there),
    Entry("bookings:source", each(404, anonymous=LOGIN, **MANAGES), "POST", kwargs=read_there),
    Entry("bookings:source_remove", each(404, anonymous=LOGIN, **COMES_BACK), kwargs=read_there),
    Entry("bookings:source_remove", each(404, anonymous=LOGIN, **MANAGES), "POST", kwargs=read_there),
]
