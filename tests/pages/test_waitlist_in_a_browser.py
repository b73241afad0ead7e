"""The waitlist in a browser: in nobody's way, from 320 pixels on, in both themes."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from bookings.actions.offer_places import offer_places
from bookings.models import Occupancy
from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import assemble, declare_band_a
from tests.concurrency.rivals import rivals
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.waitlist import in_line
from tests.looking import enter, fits_a_finger, looked_at

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(own_database) -> tuple:
    """A place in line, an offer, and the desk that looks on; who reads which."""
    cast = assemble()
    declare_band_a(cast.zout)
    now = clock.now()
    on = now.astimezone(AMSTERDAM).date() + timedelta(days=6)
    for thing in (cast.studio, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [on])
    nine = day(on, AMSTERDAM).start + timedelta(hours=9)
    period = Period(nine, nine + timedelta(hours=3))
    (rival,) = rivals(1)
    for thing in (cast.studio, cast.engineer):
        booked(rival.person, rival.organisation, thing, period=period, now=now)
    entry = in_line(cast.bo, cast.zout, cast.studio, period=period, now=now)
    offered = in_line(cast.bo, cast.zout, cast.engineer, period=period, now=now)
    Occupancy.objects.filter(unit__facility=cast.engineer).update(released_at=now)
    assert offer_places(now=now) == 1
    offered.refresh_from_db()
    there = f"book/wait/effenaar/{cast.studio.slug}/?date={on.isoformat()}"
    mine = (f"bookings/waiting/{entry.number}/", f"bookings/{offered.offer.number}/", "bookings/", there)
    return [*((cast.bo, where) for where in mine), (cast.teun, "desk/effenaar/planning/")]


def test_standing_in_line_is_for_everybody(browser_page: Page, site, pages):
    served = site()
    for person, where in pages:
        enter(browser_page, served, person)
        browser_page.goto(f"{served.url}/nl/{where}")
        looked_at(browser_page, where)
        fits_a_finger(browser_page, where)
