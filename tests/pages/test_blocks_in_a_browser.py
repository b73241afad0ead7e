"""Blocking a studio and finding its guests something else, in a browser: from 320 pixels on, in the dark."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bookings.models import Block, Booking
from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.repairs import other_studio
from tests.looking import enter, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    """In three days Zout has the studio and two microphones in the afternoon; there is a second studio."""
    cast = assemble()
    declare_band_a(cast.zout)
    now = clock.now()
    on = now.astimezone(AMSTERDAM).date() + timedelta(days=3)
    other = other_studio(cast)
    for thing in (cast.studio, cast.microphones, cast.engineer, other):
        thing.openings.all().delete()
        open_on(thing, [on])
    start = day(on, AMSTERDAM).start + timedelta(hours=13)
    afternoon = Period(start, start + timedelta(hours=4))
    booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2), period=afternoon, now=now)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def test_a_studio_is_blocked_and_its_guests_get_another(browser_page, served, cast):
    page = browser_page
    enter(page, served, cast.teun)
    on = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)
    page.goto(f"{served.url}/nl/desk/effenaar/planning/?day={on}")
    page.get_by_role("link", name="Exemplaren blokkeren").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Exemplaren blokkeren")
    looked_at(page, "the form")
    fits_a_finger(page, "the form")
    page.get_by_role("checkbox", name="Studio 2").check()
    page.get_by_label("Hoe het heet").fill("Nieuwe vloer")
    page.get_by_role("button", name="Blokkeer", exact=True).click()
    expect(page.get_by_role("heading", name="Er zit 1 boeking in de weg")).to_be_visible()
    looked_at(page, "in the way")
    page.get_by_role("button", name="Blokkeer; daarna beslis ik over deze boekingen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Boekingen die niet kunnen doorgaan")
    expect(page.get_by_role("radio", name="Studio 5")).to_be_checked()
    looked_at(page, "what is proposed")
    fits_a_finger(page, "what is proposed")
    page.get_by_role("button", name="Alles zoals voorgesteld").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zo doen?")
    looked_at(page, "before it is done")
    page.get_by_label("Waarom?").fill("De vloer is nat")
    page.get_by_role("button", name="Ja, doe het voor deze boeking").click()
    expect(page.get_by_role("main").get_by_text("Elke komende boeking kan gewoon doorgaan.")).to_be_visible()
    booking = Booking.objects.get()
    assert {line.facility.name for line in booking.lines.all()} == {"Studio 5", "Condenser microphone"}
    page.goto(f"{served.url}/nl/desk/effenaar/blocks/")
    looked_at(page, "the list")
    page.get_by_role("main").get_by_role("table").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nieuwe vloer")
    looked_at(page, "one block")
    page.get_by_role("button", name="Hef de blokkade op").click()
    expect(page.get_by_text("Er is niets geblokkeerd").first).to_be_visible()
    assert Block.objects.get().lifted_at
