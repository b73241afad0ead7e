"""The box in the header with the keyboard and a finger, and what is heard of it."""

import pytest
from playwright.sync_api import Page, expect

from cms.actions.index_changes import index_changes
from tests.axe import violations
from tests.cast import assemble
from tests.factories.knowledge import how_to

pytestmark = pytest.mark.browser


def test_somebody_finds_it_with_the_keyboard_alone(site, browser_page: Page):
    assemble()
    how_to("Condensatoren meten")
    index_changes()
    served = site()
    browser_page.goto(f"{served.url}/nl/about/")
    box = browser_page.get_by_role("combobox", name="Wat zoek je?")
    box.press_sequentially("condens")
    options = browser_page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(browser_page.locator("#said")).to_have_text("2 suggesties")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "find-top-list-0")
    assert violations(browser_page) == []
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("condens")
    box.press("Enter")
    expect(browser_page).to_have_title("2 resultaten voor “condens” · Vliegwiel")
    expect(browser_page.locator("mark").first).to_be_visible()
    assert violations(browser_page) == []
    box = browser_page.get_by_role("combobox")
    box.fill("")
    box.press_sequentially("meten")
    expect(options).to_have_count(1)
    box.press("ArrowDown")
    box.press("Enter")
    expect(browser_page.get_by_role("heading", level=1)).to_have_text("Condensatoren meten")
