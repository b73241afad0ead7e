"""Where money is looked at, moved and accounted for, in a browser: in nobody's way, on a phone, without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from funding.models import ClosedPeriod, Fund, Repayment
from funding.models.aid import AidDeclaration
from hub.kit import clock
from members.models import User
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.funding import FundFactory, FundingAgreementFactory, TrancheFactory
from tests.factories.money import fill
from tests.factories.spending import reserved, spent
from tests.looking import enter, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    """The Makersfonds' one fund: filled, half of its payments to come, one booking paid from it and one reserved."""
    cast = assemble()
    declare_band_a(cast.zout)
    agreement = FundingAgreementFactory(funder=cast.makersfonds, name="Vier jaar", is_demo=True)
    fund = FundFactory(agreement=agreement, slug="open-doors")
    fill(fund, 1_000_000)
    TrancheFactory(fund=fund, agreement=agreement, due_on=clock.now().date() + timedelta(days=90))
    spent(cast.zout, cast.studio)
    reserved(cast.zout, cast.studio, 2)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def scenes(cast: Cast) -> list[tuple[User, str]]:
    funder = f"funders/{cast.makersfonds.uuid}/"
    fund, agreement = f"{funder}funds/open-doors/", f"{funder}agreements/{Fund.objects.get().agreement_id}/"
    return [
        *((cast.fien, f"{fund}{page}/") for page in ("recipients", "change", "repay", "payout", "statement")),
        (cast.fien, fund),
        (cast.fien, f"{agreement}settlement/"),
        (cast.zoe, f"organisations/{cast.zout.uuid}/aid/"),
        (cast.karim, "regions/noord-brabant/funds/"),
        (cast.anna, "setup/books/"),
    ]


def test_nothing_is_in_anybodys_way(browser_page, served, cast):
    for number, (person, path) in enumerate(scenes(cast)):
        enter(browser_page, served, person)
        browser_page.goto(f"{served.url}/{'en' if number % 2 else 'nl'}/{path}")
        looked_at(browser_page, path)
        fits_a_finger(browser_page, path)


def test_without_scripts_money_goes_back_aid_is_declared_and_the_books_are_closed(
    browser: Browser, served, cast
):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, served, cast.fien)
    page.goto(f"{served.url}/en/funders/{cast.makersfonds.uuid}/funds/open-doors/repay/")
    page.get_by_label("Amount").fill("100")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Noted: it went back").first).to_be_visible()
    assert Repayment.objects.get().cents == 10_000

    enter(page, served, cast.zoe)
    page.goto(f"{served.url}/en/organisations/{cast.zout.uuid}/aid/")
    page.get_by_label("De minimis aid from elsewhere").fill("250")
    page.get_by_label("Sector").fill("90")
    page.get_by_label("This is true and complete").check()
    page.get_by_role("button", name="Declare").click()
    expect(page.get_by_text("€ 250.00").first).to_be_visible()
    assert AidDeclaration.objects.count() == 1

    enter(page, served, cast.anna)
    page.goto(f"{served.url}/en/setup/books/")
    page.get_by_label("Close the books up to and including").fill("2026-01-31")
    page.get_by_label("I know that this cannot be undone.").check()
    page.get_by_role("button", name="Close the books").click()
    expect(page.get_by_role("rowheader", name="31 January 2026")).to_be_visible()
    assert ClosedPeriod.objects.count() == 1
    context.close()


def test_the_figures_of_a_fund_keep_up_with_its_bookings_unless_they_are_told_not_to(
    browser_page, served, cast
):
    page = browser_page
    enter(page, served, cast.fien)
    page.clock.install()
    page.goto(f"{served.url}/en/funders/{cast.makersfonds.uuid}/funds/open-doors/")
    now, switch = page.locator("#now"), page.get_by_label("Refresh the figures every minute")
    before = now.locator(".figures").inner_text()
    now.locator("details > summary").click()
    page.locator("h1").click()
    reserved(cast.zout, cast.studio, 3)
    switch.uncheck()
    page.clock.run_for(130_000)
    page.wait_for_load_state("networkidle")
    assert now.locator(".figures").inner_text() == before, "whoever reads slowly has let it be"
    switch.check()
    with page.expect_response("**/now/"):
        page.clock.run_for(61_000)
    expect(now.locator(".figures")).not_to_have_text(before)
    expect(now.locator("details")).to_have_attribute("open", "")
    page.context.clear_cookies()
    with page.expect_response("**/now/"):
        page.clock.run_for(61_000)
    page.wait_for_load_state("networkidle")
    expect(now.locator(".figures")).to_be_visible()
    expect(page.get_by_label("Password")).to_have_count(0)
