"""From the desk's new booking to the caller's own account, in a browser: the pages on the way are for everybody."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking, HandOver
from hub.kit import clock
from hub.kit.periods import Period, day
from members.models import Membership
from tests.cast import Cast, assemble
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.members import UserFactory
from tests.factories.options import gives_options
from tests.looking import enter, fits_a_finger, looked_at
from tests.pages.moving_help import a_call, minutes
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser

WIL = "wil@voorbeeld.example"


def hours(start: int, end: int) -> Period:
    """In three days."""
    on = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)
    midnight = day(on, AMSTERDAM).start
    return Period(midnight + timedelta(hours=start), midnight + timedelta(hours=end))


@pytest.fixture
def cast(own_database) -> Cast:
    cast = assemble()
    cast.studio.openings.all().delete()
    open_on(cast.studio, [hours(1, 2).start.astimezone(AMSTERDAM).date()])
    gives_options(cast.studio)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def test_who_called_takes_it_over(browser_page: Page, served: Site, cast: Cast):
    page = browser_page
    call = a_call(cast.studio.units.get(), hours(13, 16))
    assert signed_in(cast.teun).post("/en/desk/effenaar/planning/new/", call).status_code == 302
    booking, link = Booking.objects.get(), HandOver.objects.get()
    page.goto(f"{served.url}/en/take-over/{link.key}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your booking at Effenaar")
    looked_at(page, "taking over")
    fits_a_finger(page, "taking over")
    wil = UserFactory(email=WIL, name="Wil van Dam")
    enter(page, served, wil)
    page.reload()
    page.get_by_role("button", name="Take over De Regenboog").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("It is yours now")
    assert Membership.objects.get(person=wil).organisation == booking.organisation


def test_the_desk_sends_the_link_again(browser_page: Page, served: Site, cast: Cast):
    page = browser_page
    call = a_call(cast.studio.units.get(), hours(13, 16))
    signed_in(cast.teun).post("/en/desk/effenaar/planning/new/", call)
    enter(page, served, cast.teun)
    page.goto(f"{served.url}/en/bookings/{Booking.objects.get().number}/")
    page.get_by_text("They manage it themselves").click()
    looked_at(page, "a caller's booking")
    page.get_by_label("E-mail address of who called").fill("els@voorbeeld.example")
    page.get_by_role("button", name="Send the link again").click()
    expect(page.locator("body")).to_contain_text("A link goes to els@voorbeeld.example")


def test_the_desk_finds_an_organisation_and_keeps_it_in_option(browser_page: Page, served: Site, cast: Cast):
    page = browser_page
    enter(page, served, cast.teun)
    at = minutes(hours(13, 16))
    unit = cast.studio.units.get().pk
    page.goto(f"{served.url}/en/desk/effenaar/planning/new/?unit={unit}&start={at['start']}&end={at['end']}")
    page.get_by_text("For an organisation with an account").click()
    page.get_by_label("Name of the organisation").fill("zout")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_label("Collectief Zout, Eindhoven")).to_be_checked()
    looked_at(page, "an organisation that was found")
    fits_a_finger(page, "an organisation that was found")
    page.get_by_role("button", name="Hold it as an option for them").click()
    expect(page.locator("body")).to_contain_text("Held as an option until")
    assert Booking.objects.get().placed_by == cast.zoe
