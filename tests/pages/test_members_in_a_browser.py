"""The members' pages in a browser: nothing in anybody's way, on a small screen, and without scripts."""

import re

import pytest
from django.utils.translation import override
from playwright.sync_api import Browser, Page, expect

from hub.kit import clock
from members.actions.invite import invite
from members.models import Post
from tests.axe import violations
from tests.cast import Cast, assemble
from tests.factories.members import PASSWORD, DisciplineFactory
from tests.looking import enter, looked_at
from tests.serving import Site
from tests.signing_in import code

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    DisciplineFactory()
    return assemble()


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def paths(cast: Cast) -> list[str]:
    with override("nl"):
        invitation = invite(
            organisation=cast.zout, email="sem@example.org", post=Post.BOOKER, actor=cast.zoe, now=clock.now()
        )
    zout = f"organisations/{cast.zout.uuid}/"
    return [
        "organisations/",
        "organisations/new/",
        zout,
        f"{zout}change/",
        f"{zout}invite/",
        f"invitation/{invitation.key}/",
        "account/",
        "account/second-factor/",
        "accounts/email/",
        "accounts/sessions/",
        "accounts/2fa/",
    ]


def test_nothing_is_in_anybodys_way(browser_page, served, cast):
    enter(browser_page, served, cast.zoe)
    for number, path in enumerate(paths(cast)):
        browser_page.goto(f"{served.url}/{'en' if number % 2 else 'nl'}/{path}")
        looked_at(browser_page, path)


def test_errors_are_announced_and_lead_to_their_fields(browser_page, served, cast):
    enter(browser_page, served, cast.zoe)
    browser_page.goto(f"{served.url}/en/organisations/new/")
    browser_page.get_by_label("Name").fill("Draai")
    browser_page.get_by_label("Kind").select_option("freelancer")
    browser_page.get_by_label("Seat").select_option("Eindhoven")
    browser_page.get_by_label("VAT number").fill("NL111222333B01")
    browser_page.get_by_role("button", name="Register").click()
    expect(browser_page.get_by_role("alert").first).to_contain_text("citizen service number")
    expect(browser_page.get_by_label("Name")).to_have_value("Draai")
    assert violations(browser_page) == []


def test_a_collective_registers_and_invites_without_scripts(browser: Browser, served, cast):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{served.url}/en/accounts/login/?next=/en/organisations/new/")
    page.locator("input[name=login]").fill(cast.karim.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name=re.compile("sign in", re.I)).first.click()
    page.get_by_label("Name").fill("Draai")
    page.get_by_label("Kind").select_option("makers")
    page.get_by_label("Seat").select_option("Eindhoven")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("Draai is registered.").first).to_be_visible()
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill("sem@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("An invitation goes to sem@example.org.").first).to_be_visible()
    context.close()


def type_the_mailed_code(page: Page, served: Site) -> None:
    assert violations(page) == []
    page.get_by_role("button", name="Mail me a code").click()
    expect(page.get_by_text("We sent a code to").first).to_be_visible()
    assert violations(page) == []
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", served.mails[-1].get_payload(), re.MULTILINE)
    assert found
    page.get_by_label("Code from the mail").fill(found.group(1))
    page.get_by_role("button", name="Go on").click()


def test_who_manages_a_hub_sets_up_an_app_with_codes(browser_page, served, cast):
    cast.hanna.authenticator_set.all().delete()
    page = browser_page
    page.goto(f"{served.url}/en/accounts/login/")
    page.locator("input[name=login]").fill(cast.hanna.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name=re.compile("sign in", re.I)).first.click()
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    type_the_mailed_code(page, served)
    page.get_by_role("link", name="With an app that shows codes").click()
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
    assert violations(page) == []
    secret = page.locator("input[readonly], input[disabled]").first.input_value()
    page.locator("input[name=code]").fill(code(secret))
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("recovery-codes"))
    assert violations(page) == []
    page.goto(f"{served.url}/en/organisations/")
    expect(page.get_by_role("heading", name="My organisations")).to_be_visible()


def test_a_passkey_is_a_second_factor(browser_page, served, cast):
    """A virtual authenticator of the browser; the site is reached as `localhost`."""
    page = browser_page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    cast.hanna.authenticator_set.all().delete()
    page.goto(f"{served.url}/en/accounts/login/")
    page.locator("input[name=login]").fill(cast.hanna.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name=re.compile("sign in", re.I)).first.click()
    type_the_mailed_code(page, served)
    page.get_by_role("link", name="With a passkey").click()
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page).to_have_url(re.compile("recovery-codes|webauthn/$"))
    page.goto(f"{served.url}/en/organisations/")
    expect(page.get_by_role("heading", name="My organisations")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{served.url}/en/accounts/login/?next=/en/organisations/")
    page.locator("#passkey_login").click()
    expect(page.get_by_role("heading", name="My organisations")).to_be_visible()
