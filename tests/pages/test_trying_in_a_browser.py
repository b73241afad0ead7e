"""Trying a share as people do it: on a facility's page, by keyboard, on a phone, light and dark, without scripts."""

import pytest
from playwright.sync_api import Browser, expect

from funding.models import Fund
from hub.kit import clock
from tests.axe import violations
from tests.cast import assemble, two_funds
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.members import DisciplineFactory
from tests.factories.money import fill
from tests.looking import looked_at

pytestmark = pytest.mark.browser


@pytest.fixture
def address(site, own_database) -> str:
    assemble()
    four_bands()
    BandPolicyFactory()
    two_funds(None)
    DisciplineFactory()
    for fund in Fund.objects.all():
        fill(fund, 1_000_000, now=clock.now())
    return f"{site().url}/en/hubs/effenaar/studio-2/"


def test_on_the_facilitys_own_page_by_keyboard_and_in_nobodys_way(browser_page, address):
    page = browser_page
    page.goto(address)
    page.get_by_role("link", name="What would we pay?").focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("form", name="Try your share")
    expect(form).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("All income of a year")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.get_by_label("Seat").focus()
    page.keyboard.type("Eindh")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show my share").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What you would pay")).to_be_focused()
    expect(page.locator("#share .share-head b")).to_have_text("€\u00a082.40")
    assert page.url == address and page.context.cookies() == []
    looked_at(page, "the share")
    page.get_by_label("Or the amount").fill("much")
    page.get_by_role("button", name="Show my share").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert violations(page) == []


def test_without_scripts_it_is_a_page_of_its_own(browser: Browser, address):
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="What would we pay?").click()
    assert page.url == f"{address}try/"
    page.get_by_label("Or the amount").fill("30.000")
    page.get_by_label("Seat").select_option("Eindhoven")
    page.get_by_role("button", name="Show my share").click()
    expect(page.locator("#share .share-head b")).to_have_text("€\u00a082.40")
    assert "30.000" not in page.url and context.cookies() == []
    context.close()
