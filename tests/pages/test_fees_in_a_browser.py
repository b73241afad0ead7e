"""Terms, fees and changes in a browser: in nobody's way, from 320 pixels on, in both themes, without scripts too."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from bookings.actions.cancel import cancel
from bookings.actions.mark_no_show import mark_no_show
from bookings.models import Booking
from hub.kit import clock
from hub.kit.periods import Period, day
from members.models import User
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.terms import LAST_DAY, WEEK_HALF, terms
from tests.looking import enter, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    """Zout has the studio tomorrow, in four days and in five; half is due in the last week, all on the last day."""
    cast = assemble()
    declare_band_a(cast.zout)
    now = clock.now()
    terms(cast.effenaar, WEEK_HALF, LAST_DAY, now=now - timedelta(days=3))
    today = now.astimezone(AMSTERDAM).date()
    for thing in (cast.studio, cast.microphones, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [today + timedelta(days=number) for number in (-1, 4, 5)])
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def at(days: int) -> Period:
    """From ten to one, so many days from today."""
    on = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=days)
    ten = day(on, AMSTERDAM).start + timedelta(hours=10)
    return Period(ten, ten + timedelta(hours=3))


def zouts(cast: Cast, days: int) -> Booking:
    early = clock.now() - timedelta(days=2)
    return booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2), period=at(days), now=early)


def scenes(cast: Cast) -> list[tuple[User, str]]:
    """What costs something by now, what was cancelled late, and what nobody came to; as each side reads it."""
    coming, gone, missed = zouts(cast, 4), zouts(cast, 5), zouts(cast, -1)
    cancel(number=gone.number, actor=cast.bo, now=clock.now())
    mark_no_show(number=missed.number, reason="Er was niemand.", actor=cast.teun, now=clock.now())
    return [
        (cast.bo, f"bookings/{coming.number}/"),
        (cast.bo, f"bookings/{coming.number}/cancel/"),
        (cast.bo, f"bookings/{coming.number}/change/"),
        (cast.bo, f"bookings/{missed.number}/"),
        (cast.teun, f"bookings/{gone.number}/"),
        (cast.teun, f"bookings/{missed.number}/"),
        (cast.hanna, "desk/effenaar/terms/"),
    ]


def test_nothing_is_in_anybodys_way(browser_page, served, cast):
    for number, (person, path) in enumerate(scenes(cast)):
        enter(browser_page, served, person)
        browser_page.goto(f"{served.url}/{'en' if number % 2 else 'nl'}/{path}")
        looked_at(browser_page, path)
        fits_a_finger(browser_page, path)


def test_a_change_is_shown_and_made_with_two_presses(browser_page, served, cast):
    coming = zouts(cast, 4)
    enter(browser_page, served, cast.bo)
    browser_page.goto(f"{served.url}/en/bookings/{coming.number}/change/")
    browser_page.get_by_label("Take out: Condenser microphone").check()
    browser_page.get_by_role("button", name="Show what it costs").click()
    expect(browser_page.get_by_role("heading", name="Change it like this?")).to_be_visible()
    looked_at(browser_page, "the price of a change")
    browser_page.get_by_role("button", name="Yes, change it").click()
    expect(browser_page.get_by_text("Changed. You both get a mail").first).to_be_visible()


def test_without_scripts_a_manager_sets_terms_and_waives_a_fee(browser: Browser, served, cast):
    gone = zouts(cast, 5)
    cancel(number=gone.number, actor=cast.bo, now=clock.now())
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, served, cast.hanna)
    page.goto(f"{served.url}/en/desk/effenaar/terms/")
    third = page.get_by_role("group", name="Step 3")
    third.get_by_label("From").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Fill this in too, or leave the whole step empty.").first).to_be_visible()
    third.get_by_label("Costs (%)").fill("75")
    third.get_by_label("Counted in").select_option("days")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The terms are saved.").first).to_be_visible()
    page.goto(f"{served.url}/en/bookings/{gone.number}/")
    page.get_by_text("Waive the fee").first.click()
    page.get_by_label("Why").fill("They were ill.")
    page.get_by_role("button", name="Waive it").click()
    expect(page.get_by_text("They were ill.").first).to_be_visible()
    context.close()
