"""The pages of hours in kind in a browser: for everybody, on a small phone, opened and ended by hand."""

import pytest
from playwright.sync_api import expect

from bookings.actions.complete_ended import complete_ended
from funding.models import HourPledge
from hub.kit import clock
from tests.cast import Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM
from tests.factories.hours import pledged
from tests.looking import enter, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser

PAGES = [
    "desk/effenaar/open-doors/",
    "desk/effenaar/open-doors/new/",
    "desk/effenaar/open-doors/2026/",
    "desk/effenaar/open-doors/2025/",
    "desk/effenaar/rates/",
    "funds/",
    "hubs/effenaar/studio-2/",
]


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    declare_band_a(stage.zout)
    pledged(stage.studio, 20, each=8, bands=("A", "B"))
    booked(stage.bo, stage.zout, stage.studio, period=thursday(9, 10))
    complete_ended(now=thursday(9, 10).end)
    booked(stage.bo, stage.zout, stage.studio)
    return stage


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def test_nothing_is_in_anybodys_way(browser_page, served, cast):
    enter(browser_page, served, cast.hanna)
    for number, path in enumerate(PAGES):
        browser_page.goto(f"{served.url}/{'en' if number % 2 else 'nl'}/{path}")
        looked_at(browser_page, path)


def test_a_manager_opens_and_ends_something_by_hand(browser_page, served, cast):
    page = browser_page
    today = clock.now().astimezone(AMSTERDAM).date()
    enter(page, served, cast.hanna)
    page.goto(f"{served.url}/en/desk/effenaar/open-doors/new/")
    page.get_by_label("What you open").select_option(label=cast.microphones.name)
    page.get_by_label("Hours a month").fill("30")
    page.get_by_label("What an hour is worth").fill("4,50")
    page.get_by_label("From", exact=True).fill(today.isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=cast.microphones.name)).to_be_visible()
    page.get_by_role("button", name=f"End this {cast.microphones.name}").click()
    expect(page.get_by_text("What is booked keeps its hours.").first).to_be_visible()
    assert HourPledge.objects.get(facility=cast.microphones).ends_on == today
