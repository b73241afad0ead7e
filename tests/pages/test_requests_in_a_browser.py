"""Options and requests in a browser: in nobody's way, from 320 pixels on, in both themes."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import assemble, declare_band_a
from tests.factories.bookings import held
from tests.factories.facilities import AMSTERDAM, HouseRulesFactory, open_on
from tests.factories.options import asks_first, gives_options, optioned
from tests.looking import enter, fits_a_finger, looked_at

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(own_database) -> tuple:
    """A hold that may become an option, an option, and a request with a question; who reads which."""
    cast = assemble()
    declare_band_a(cast.zout)
    gives_options(cast.studio, cast.engineer)
    now = clock.now()
    on = now.astimezone(AMSTERDAM).date() + timedelta(days=6)
    for thing in (cast.studio, cast.microphones, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [on])
    nine = day(on, AMSTERDAM).start + timedelta(hours=9)
    period = Period(nine, nine + timedelta(hours=3))
    keep = {"period": period, "now": now}
    asked = held(cast.bo, cast.zout, cast.microphones, **keep)
    asked.state, asked.requested_at = "requested", now
    asked.held_until = now + timedelta(hours=40)
    asked.save()
    asked.remarks.create(person=cast.teun, by_hub=True, text="Met hoeveel mensen komen jullie?", at=now)
    HouseRulesFactory(hub=cast.effenaar, published_at=now - timedelta(days=1))
    asks_first(cast.studio)
    option = optioned(cast.bo, cast.zout, cast.engineer, on=now.date() + timedelta(days=2), **keep)
    hold = held(cast.bo, cast.zout, cast.studio, **keep)
    mine = [(cast.bo, f"bookings/{each.number}/") for each in (hold, option, asked)]
    theirs = [(cast.teun, where) for where in (f"bookings/{asked.number}/", "desk/effenaar/")]
    return [*mine, (cast.bo, "bookings/"), *theirs]


def test_what_waits_is_for_everybody(browser_page: Page, site, pages):
    served = site()
    for person, where in pages:
        enter(browser_page, served, person)
        browser_page.goto(f"{served.url}/nl/{where}")
        looked_at(browser_page, where)
        fits_a_finger(browser_page, where)
