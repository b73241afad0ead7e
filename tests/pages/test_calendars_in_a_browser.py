"""Links to calendars and calendars that are read, in a browser: for everybody, from 320 pixels on, in both themes."""

import re
from datetime import timedelta
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from bookings.outbound import reading
from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.feeds import a_link
from tests.factories.sources import a_source, ics
from tests.looking import enter, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    """In three days Zout has the studio from nine to twelve; by then a file of the theatre's is busy from ten."""
    cast = assemble()
    declare_band_a(cast.zout)
    now = clock.now()
    on = now.astimezone(AMSTERDAM).date() + timedelta(days=3)
    cast.studio.openings.all().delete()
    open_on(cast.studio, [on])
    nine = day(on, AMSTERDAM).start + timedelta(hours=9)
    booked(cast.bo, cast.zout, cast.studio, period=Period(nine, nine + timedelta(hours=3)), now=now)
    busy = Period(nine + timedelta(hours=1), nine + timedelta(hours=6))
    a_source(cast.hanna, cast.studio, file=ics(busy, RRULE="FREQ=WEEKLY;COUNT=9000"), name="Theater", now=now)
    reading.read_due(clock=lambda: now)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def test_somebody_makes_a_link_looks_at_it_and_revokes_it(browser_page, served, cast):
    enter(browser_page, served, cast.bo)
    browser_page.goto(f"{served.url}/en/account/calendars/")
    browser_page.get_by_label("Where you will use it").fill("my phone")
    browser_page.get_by_role("button", name="Make a link").click()
    shown = browser_page.get_by_label(re.compile("Address of the calendar"))
    path = re.sub(r"^\w+://[^/]+", "", shown.input_value())
    looked_at(browser_page, "a link that was made")
    fits_a_finger(browser_page, "a link that was made")
    with urlopen(f"{served.url}{path}") as answer:
        assert b"BEGIN:VEVENT" in answer.read()
    browser_page.goto(f"{served.url}/en/account/calendars/")
    expect(browser_page.get_by_label(re.compile("Address of the calendar"))).to_have_count(0)
    browser_page.get_by_role("button", name="Revoke: my phone").click()
    expect(browser_page.get_by_text("You have no link yet.")).to_be_visible()


def test_a_hubs_calendars_are_for_everybody(browser_page, served, cast):
    a_link(cast.teun, cast.effenaar, now=clock.now())
    enter(browser_page, served, cast.hanna)
    browser_page.goto(f"{served.url}/nl/desk/effenaar/calendars/")
    expect(browser_page.get_by_role("heading", name="Daar bezet, hier geboekt")).to_be_visible()
    looked_at(browser_page, "calendars")
    fits_a_finger(browser_page, "calendars")
    browser_page.get_by_role("link", name="Theater", exact=True).click()
    expect(browser_page.get_by_role("heading", name="Theater")).to_be_visible()
    looked_at(browser_page, "one calendar")
    fits_a_finger(browser_page, "one calendar")
    browser_page.get_by_role("button", name="Deze agenda verwijderen").click()
    expect(browser_page.get_by_text("Er wordt geen andere agenda gelezen.")).to_be_visible()
