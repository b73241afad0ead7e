"""The atlas in a browser: by keyboard and by finger, its list in step with what is in view, and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from region.models import Sector
from region.rules.facts import PartnerFacts
from tests.cast import Cast, assemble
from tests.factories.atlas import an_entry
from tests.looking import fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    """Two labs in Eindhoven, a museum a few streets on, and a lab in Groningen, in which Eindhoven's takes part."""
    cast = assemble()
    lab = an_entry("Lab aan de Dommel")
    an_entry("Lichtlab")
    an_entry("Museum om de hoek", kind="museum", pin=("51.45500", "5.50000"))
    partners = (
        PartnerFacts(sector=Sector.CULTURE, partner_id=lab.pk, role_nl="zingt", since=2020),
        PartnerFacts(sector=Sector.CITIZENS, name="De buurt"),
    )
    an_entry("Noorderlab", town=cast.noord.municipality, partners=partners)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


@pytest.fixture
def page(browser_page: Page, served: Site) -> Page:
    """With calm movements: nothing is awaited that only swings."""
    browser_page.emulate_media(reduced_motion="reduce")
    browser_page.set_viewport_size({"width": 1280, "height": 900})
    browser_page.goto(f"{served.url}/nl/atlas/")
    expect(browser_page.locator(".atlas-mark").first).to_be_visible()
    return browser_page


def lowest(page: Page, which: str) -> float:
    return max(box["y"] + box["height"] for each in page.locator(which).all() if (box := each.bounding_box()))


def test_the_map_by_keyboard_with_its_list_in_step(page: Page):
    marks, found = page.locator(".atlas-mark"), page.locator("#found")
    expect(found).to_have_text("4 op de kaart")
    expect(marks).to_have_count(2)
    # Below the southernmost land there is room for the name of a town.
    assert lowest(page, ".atlas-map") - lowest(page, ".atlas-land") >= 25
    # From the north down, as the tab key goes.
    expect(marks.nth(0)).to_have_attribute("aria-label", "Noorderlab, Groningen")
    expect(marks.nth(1)).to_have_attribute("aria-label", "Eindhoven: 3 op de atlas")
    # Those that lie together are looked at from nearer by, and the list follows.
    marks.nth(1).focus()
    page.keyboard.press("Enter")
    expect(found).to_have_text("3 op dit stuk van de kaart")
    expect(page.locator("#said")).to_have_text("3 op dit stuk van de kaart")
    expect(page).to_have_url(re.compile(r"[?&]box="))
    expect(page.get_by_role("link", name="Noorderlab")).to_have_count(0)
    expect(marks).to_have_count(2)
    # What stands at one point is told, with the focus on the first; Escape gives it back.
    both = page.get_by_role("button", name="Eindhoven: 2 op de atlas")
    both.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup")
    expect(popup.get_by_role("link", name="Lab aan de Dommel")).to_be_focused()
    expect(popup).to_contain_text("lab, Eindhoven")
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(both).to_be_focused()
    # The arrows move the map away from what was there, and what is chosen is shared by its address.
    page.get_by_label("Kaart van de atlas").focus()
    for _time in range(12):
        page.keyboard.press("ArrowLeft")
    expect(found).to_have_text("0 op dit stuk van de kaart")
    page.get_by_role("link", name="Toon de hele kaart").click()
    expect(found).to_have_text("4 op de kaart")
    page.get_by_label("Kaart van de atlas").focus()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile(r"[?&]box="))


def test_the_map_by_finger_and_as_everybody_sees_it(page: Page, served: Site):
    page.get_by_label("Wat het is").select_option("museum")
    page.get_by_role("button", name="Tonen").click()
    expect(page.locator("#found")).to_have_text("1 op de kaart")
    mark = page.get_by_role("button", name="Museum om de hoek, Eindhoven")
    mark.click()
    page.locator(".leaflet-popup").get_by_role("link", name="Museum om de hoek").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Museum om de hoek")
    page.go_back()
    expect(page.locator(".atlas-mark")).to_have_count(1)
    # Where nothing moves a change of theme takes a frame, too: colours would be looked at half way.
    page.emulate_media(reduced_motion="no-preference")
    looked_at(page, "the atlas")
    fits_a_finger(page, "the atlas")
    page.goto(f"{served.url}/nl/atlas/noorderlab/")
    looked_at(page, "an entry")


def test_without_scripts_the_circles_are_links(browser: Browser, served: Site):
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{served.url}/nl/atlas/")
    page.get_by_role("link", name="Eindhoven: 3 op de atlas").click()
    expect(page.locator("#found")).to_have_text("3 in Eindhoven")
    page.get_by_role("link", name="Toon de hele kaart").click()
    page.get_by_role("link", name="Groningen: 1 op de atlas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noorderlab")
    expect(page.get_by_role("row", name="Lab aan de Dommel")).to_contain_text("zingt")
    context.close()
