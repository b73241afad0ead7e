"""The pages of rates, bands and funds in a browser: for everybody, on a phone, without scripts, by keyboard."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from funding.actions.reserve import reserve
from funding.models import BandDeclaration, Fund, FundingAgreement
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit import clock
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import User
from tests.axe import violations
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.factories.funding import BandDeclarationFactory, BandPolicyFactory, TrancheFactory, four_bands
from tests.factories.money import fill
from tests.looking import enter, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    declare_band_a(stage.noord)
    two_funds(stage)
    FundingAgreement.objects.update(funder=stage.makersfonds, is_demo=True)
    for fund in Fund.objects.all():
        fill(fund, 12_345_600)
        TrancheFactory(fund=fund, agreement=fund.agreement, due_on=NOW.date() + timedelta(days=90))
    shown = quote(
        quote_facts(
            wishes=[LineWish(stage.studio.pk, 1, thursday(13, 17))],
            hub=stage.effenaar,
            organisation=stage.noord,
            now=NOW,
        )
    )
    verb(reserve)(
        about=Ref("booking", "K7QM-3D2X"), organisation=stage.noord, quote=shown, now=NOW, actor=stage.ilse
    )
    return stage


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def pages(cast: Cast) -> list[tuple[User, str]]:
    zout = f"organisations/{cast.zout.uuid}/rate/"
    return [
        (cast.zoe, "funds/"),
        (cast.zoe, "funds/regional-makers-fund/"),
        (cast.zoe, zout),
        (cast.zoe, f"{zout}declare/"),
        (cast.ilse, f"organisations/{cast.noord.uuid}/rate/"),
        (cast.fien, f"funders/{cast.makersfonds.uuid}/"),
        (cast.hanna, "desk/effenaar/rates/"),
        (cast.hanna, "desk/effenaar/rates/studio-2/"),
        (cast.hanna, "desk/effenaar/btw/"),
        (cast.hanna, "desk/effenaar/terms/studio-2/"),
    ]


def test_nothing_is_in_anybodys_way(browser_page, served, cast):
    for number, (person, path) in enumerate(pages(cast)):
        enter(browser_page, served, person)
        browser_page.goto(f"{served.url}/{'en' if number % 2 else 'nl'}/{path}")
        looked_at(browser_page, path)


def test_a_collective_declares_by_keyboard(browser_page, served, cast):
    enter(browser_page, served, cast.zoe)
    browser_page.goto(f"{served.url}/en/organisations/{cast.zout.uuid}/rate/declare/")
    browser_page.get_by_label("All income of that year").focus()
    browser_page.keyboard.type("lots")
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_text("Write an amount of euros").first).to_be_visible()
    assert violations(browser_page) == []
    browser_page.get_by_label("All income of that year").fill("30.000")
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_text("From now on you book in rate band A.").first).to_be_visible()
    assert BandDeclaration.objects.filter(organisation=cast.zout).count() == 1


def test_without_scripts_a_manager_sets_a_price(browser: Browser, served, cast):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, served, cast.hanna)
    page.goto(f"{served.url}/en/desk/effenaar/rates/studio-2/")
    page.get_by_label("From", exact=True).fill((clock.now().date() + timedelta(days=2)).isoformat())
    page.get_by_label("Hour", exact=False).first.fill("61,50")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("€ 61.50").first).to_be_visible()
    context.close()


def test_a_declaration_that_is_over_is_said(browser_page, served, cast):
    BandDeclarationFactory(
        organisation=cast.zout, fiscal_year=2019, valid_until=NOW.date() - timedelta(days=900)
    )
    enter(browser_page, served, cast.zoe)
    browser_page.goto(f"{served.url}/en/organisations/{cast.zout.uuid}/rate/")
    expect(browser_page.get_by_text("You pay the full price").first).to_be_visible()
