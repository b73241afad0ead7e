"""On a phone: somebody without an account tells of a lab, the quartermaster takes it over, and it can be found."""

import pytest
from playwright.sync_api import Page, expect

from region.models import AtlasEntry
from tests.axe import violations
from tests.cast import Cast, assemble
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def looked_at(page: Page) -> None:
    """Nothing sticks out at 320 pixels, and a program finds nothing wrong."""
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(PHONE)
    assert violations(page) == []


def test_what_a_visitor_tells_stands_on_the_atlas_once_it_is_taken_over(browser_page, site, cast):
    page, served = browser_page, site()
    assert isinstance(served, Site)
    page.set_viewport_size(PHONE)
    page.goto(f"{served.url}/en/atlas/suggest/")
    looked_at(page)
    page.get_by_label("Name", exact=True).fill("Klankwerf")
    page.get_by_label("Kind").select_option("lab")
    page.get_by_label("Town").fill("Eindhovn")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("alert")).to_contain_text("Did you mean Eindhoven?")
    page.get_by_label("Town").fill("Eindhoven")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("looks at it before it appears").first).to_be_visible()
    assert not AtlasEntry.objects.exists()
    cookie = signed_in(cast.karim).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])
    page.goto(f"{served.url}/en/region/noord-brabant/suggestions/")
    looked_at(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Klankwerf").click()
    looked_at(page)
    page.get_by_label("Begins as").select_option("mapped")
    page.get_by_role("button", name="Take it over").click()
    expect(page.get_by_text("Answered.").first).to_be_visible()
    assert AtlasEntry.objects.get().is_public
    for address in ("import/", "export/", "claims/"):
        page.goto(f"{served.url}/en/region/noord-brabant/{address}")
        looked_at(page)
    page.goto(f"{served.url}/en/atlas/klankwerf/claim/")
    looked_at(page)
