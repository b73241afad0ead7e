"""What is made of others, in a browser: for everybody, on a phone, without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from facilities.models import Facility, Part
from hub.kit import clock
from hub.kit.periods import Period
from tests.cast import Cast, assemble
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, made_of
from tests.factories.funding import card
from tests.looking import enter, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser

MANAGE = "manage/effenaar/facilities/kit/parts/"


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


@pytest.fixture
def kit(cast) -> Facility:
    today = clock.now().astimezone(AMSTERDAM).date()
    made = made_of(
        (cast.microphones, 2),
        (cast.engineer, 1),
        open_days=[today + timedelta(days=number) for number in range(20)],
        slug="kit",
        name="Podcast kit",
    )
    card(made, hour=4_000)
    return made


@pytest.fixture
def served(site, kit) -> Site:
    return site()


def soon() -> Period:
    noon = (clock.now().astimezone(AMSTERDAM) + timedelta(days=2)).replace(
        hour=12, minute=0, second=0, microsecond=0
    )
    return Period(noon, noon + timedelta(hours=2))


def test_nothing_is_in_anybodys_way(browser_page, served, cast, kit):
    booking = booked(cast.bo, cast.zout, kit, period=soon(), now=clock.now())
    day = f"{soon().start:%Y-%m-%d}"
    pages = {
        cast.hanna: [MANAGE, f"desk/effenaar/?date={day}", f"desk/effenaar/planning/?day={day}"],
        cast.bo: ["hubs/effenaar/kit/", "hubs/effenaar/", f"bookings/{booking.number}/"],
    }
    for person, paths in pages.items():
        enter(browser_page, served, person)
        for number, path in enumerate(paths):
            browser_page.goto(f"{served.url}/{'en' if number % 2 else 'nl'}/{path}")
            looked_at(browser_page, path)


def test_without_scripts_what_is_inside_is_changed_once_the_bookings_are_seen(
    browser: Browser, served, cast, kit
):
    booked(cast.bo, cast.zout, kit, period=soon(), now=clock.now())
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, served, cast.hanna)
    page.goto(f"{served.url}/en/{MANAGE}")
    page.get_by_label("How many").first.fill("3")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 booking is in the way. Nothing is saved yet.").first).to_be_visible()
    page.get_by_role("button", name="Change it for new bookings").click()
    expect(page.get_by_text("What is inside is saved.").first).to_be_visible()
    assert Part.objects.get(whole=kit, part=cast.microphones).quantity == 3
    context.close()
