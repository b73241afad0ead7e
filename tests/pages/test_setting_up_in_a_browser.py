"""The pages by which a site is set up, in a browser: for everybody, on a phone, without scripts."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from funding.models import Fund, FundingAgreement
from hub.kit import clock
from members.models import Grant, User
from tests.axe import violations
from tests.cast import Cast, assemble, two_funds
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser

# Set to a folder to look at the pages: SHOTS=/tmp/shots pytest tests/pages/test_setting_up_in_a_browser.py
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    two_funds(stage)
    FundingAgreement.objects.update(funder=stage.makersfonds)
    return stage


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def enter(page: Page, served: Site, person: User) -> None:
    cookie = signed_in(person).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])


def paths(cast: Cast) -> list[str]:
    fund = Fund.objects.earliest("pk")
    funder = f"funders/{cast.makersfonds.uuid}/"
    return [
        "setup/",
        "setup/roles/",
        "setup/kinds/",
        "setup/places/new/",
        "setup/bands/",
        "setup/agreements/",
        funder,
        f"{funder}agreements/new/",
        f"{funder}agreements/{fund.agreement_id}/fund/",
        f"{funder}agreements/{fund.agreement_id}/",
        f"{funder}funds/{fund.slug}/payment/",
        f"{funder}funds/{fund.slug}/",
        f"{funder}funds/{fund.slug}/rules/",
    ]


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def is_wider_than_the_screen(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_nothing_is_in_an_administrators_way(browser_page, served, cast):
    enter(browser_page, served, cast.anna)
    for number, path in enumerate(paths(cast)):
        # Words and colours have nothing to do with each other: each language in one theme.
        for language, scheme in (("nl", "light"), ("en", "dark")):
            browser_page.set_viewport_size({"width": 1280, "height": 800})
            browser_page.emulate_media(color_scheme=scheme)
            browser_page.goto(f"{served.url}/{language}/{path}")
            expect(browser_page.locator("h1")).to_have_count(1)
            assert violations(browser_page) == [], f"{path} {scheme}"
            shoot(browser_page, f"{number}-{language}-wide")
            browser_page.set_viewport_size({"width": 320, "height": 700})
            shoot(browser_page, f"{number}-{language}-phone")
            assert not is_wider_than_the_screen(browser_page), path


def test_what_is_refused_is_in_nobodys_way_either(browser_page, served, cast):
    enter(browser_page, served, cast.anna)
    browser_page.goto(f"{served.url}/en/setup/bands/")
    browser_page.get_by_label("Carries itself (%), band 2").fill("1")
    browser_page.get_by_role("button", name="Save").click()
    expect(browser_page.get_by_text("each share is above the one before").first).to_be_visible()
    assert violations(browser_page) == []


def test_without_scripts_somebody_gets_a_role_and_loses_it(browser: Browser, served, cast):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, served, cast.anna)
    page.goto(f"{served.url}/en/setup/roles/")
    page.get_by_label("E-mail address").fill(cast.mira.email)
    page.get_by_label("Role").select_option("hub_staff")
    page.get_by_label("Over what").select_option(label="Tetem")
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_text("Mira has the role now.")).to_be_visible()
    assert Grant.objects.filter(person=cast.mira, revoked_at=None).count() == 1
    page.get_by_role("button", name="Take back Mira").click()
    expect(page.get_by_text("Mira no longer has the role.")).to_be_visible()
    context.close()


def test_without_scripts_a_funder_opens_a_fund(browser: Browser, served, cast):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, served, cast.fien)
    page.goto(f"{served.url}/en/funders/{cast.makersfonds.uuid}/")
    page.get_by_role("link", name="Open a fund").first.click()
    page.get_by_label("Name, in Dutch").fill("Lichte Kosten")
    page.get_by_label("Address on this site").fill("lichte-kosten")
    page.get_by_role("button", name="Open the fund").click()
    expect(page.get_by_text("The fund is open.")).to_be_visible()
    page.get_by_role("link", name="Payments, months and for whom Lichte Kosten").click()
    page.get_by_role("link", name="A payment to come").first.click()
    page.get_by_label("Amount").fill("2.500")
    page.get_by_label("Due on").fill((clock.now().date() + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("€ 2,500.00").first).to_be_visible()
    context.close()
