"""The pages by which a site is set up, in a browser: for everybody, on a phone, without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from funding.models import Fund, FundingAgreement
from hub.kit import clock
from members.models import Grant
from tests.axe import violations
from tests.cast import Cast, assemble, two_funds
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.looking import enter, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


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


def test_nothing_is_in_an_administrators_way(browser_page, served, cast):
    enter(browser_page, served, cast.anna)
    for number, path in enumerate(paths(cast)):
        browser_page.goto(f"{served.url}/{'en' if number % 2 else 'nl'}/{path}")
        looked_at(browser_page, path)


def test_what_is_refused_is_in_nobodys_way_either(browser_page, served, cast):
    enter(browser_page, served, cast.anna)
    browser_page.goto(f"{served.url}/en/setup/bands/")
    browser_page.get_by_role("group", name="Band 2").get_by_label("Carries itself (%)").fill("1")
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
    expect(page.get_by_text("Mira has the role now.").first).to_be_visible()
    assert Grant.objects.filter(person=cast.mira, revoked_at=None).count() == 1
    page.get_by_role("button", name="Take back Mira").click()
    expect(page.get_by_text("Mira no longer has the role.").first).to_be_visible()
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
    expect(page.get_by_text("The fund is open.").first).to_be_visible()
    page.get_by_role("link", name="Payments, months and for whom Lichte Kosten").click()
    page.get_by_role("link", name="A payment to come").first.click()
    page.get_by_label("Amount").fill("2.500")
    page.get_by_label("Due on").fill((clock.now().date() + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("€ 2,500.00").first).to_be_visible()
    context.close()
