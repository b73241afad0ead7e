"""The button to follow something, pressed in a browser: the page stays, the focus too, and what happened is heard."""

import pytest
from playwright.sync_api import Page, expect

from knowledgebase.models import Follow
from tests.axe import violations
from tests.cast import Cast, assemble
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


@pytest.fixture
def page(browser_page, site, cast) -> Page:
    """Bo's, signed in, at Effenaar."""
    served = site()
    cookie = signed_in(cast.bo).cookies["sessionid"]
    browser_page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])
    browser_page.goto(f"{served.url}/en/hubs/effenaar/")
    return browser_page


def test_following_and_stopping_without_leaving_the_page(page):
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.reload()
    here = page.url
    said = page.locator("#said[role=status]")
    # What says to programs what this is stands in a script, and the browser refuses none of it.
    expect(page.locator('script[type="application/ld+json"]')).to_have_count(1)
    page.get_by_role("button", name="Follow: Effenaar", exact=True).click()
    pressed = page.get_by_role("button", name="You follow this: Effenaar")
    expect(pressed).to_be_focused()
    expect(said).to_have_text("You follow Effenaar.")
    assert Follow.objects.count() == 1
    pressed.press("Enter")
    expect(page.get_by_role("button", name="Follow: Effenaar", exact=True)).to_be_focused()
    expect(said).to_have_text("You do not follow Effenaar any more.")
    assert not Follow.objects.exists()
    assert page.url == here and wrong == []
    assert violations(page) == []
