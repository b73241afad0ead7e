"""A quartermaster's day on a phone: what waits, a new entry with what is proposed, a check, a conversation."""

from datetime import date

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from region.models import AtlasEntry, ContactNote, Stage
from tests.cast import Cast, assemble
from tests.factories.desk import noted, ready
from tests.looking import awaited, looked_at
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def cast(own_database) -> Cast:
    cast = assemble()
    first = ready("Lab aan zee", website="https://lab.example")
    ready("Stichting Lab aan Zee", stage=Stage.VISITED)
    noted(first, cast.karim, "Call back about the dome.", follow_up_on=date(2026, 1, 6))
    return cast


@pytest.fixture
def page(browser_page, site, cast) -> Page:
    served: Site = site()
    cookie = signed_in(cast.karim).cookies["sessionid"]
    browser_page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(f"{served.url}/en/region/noord-brabant/desk/")
    return browser_page


def seen(page: Page, name: str) -> None:
    """As every page is to be; and on to the next on a phone."""
    looked_at(page, name)
    page.set_viewport_size(PHONE)


def test_a_day_at_the_desk_on_a_phone(page, cast):
    seen(page, "desk")
    page.get_by_role("link", name="New entry").first.click()
    page.get_by_label("Name", exact=True).fill("Klankhuis")
    page.get_by_label("Town").press_sequentially("eind")
    awaited(
        page,
        lambda: (
            page.locator("#towns option").evaluate_all("each => each.map((one) => one.value)")
            == ["Eindhoven"]
        ),
    )
    page.get_by_label("Town").fill("Eindhoven")
    page.get_by_label("Source").first.fill("its own page")
    page.get_by_role("button", name="Another partner").click()
    page.locator("[name='partner-1-who']").fill("Een hogeschool")
    seen(page, "new entry")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klankhuis")
    assert [str(each) for each in AtlasEntry.objects.get(name="Klankhuis").partners.all()] == [
        "Een hogeschool"
    ]
    page.get_by_label("called").check()
    page.get_by_role("button", name="It is right as it stands").click()
    expect(page.locator(".badge")).to_have_text("verified")
    page.get_by_label("What was said").fill("They open in spring.")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("They open in spring.")).to_be_visible()
    assert ContactNote.objects.filter(entry__name="Klankhuis", by=cast.karim).count() == 1
    seen(page, "entry")


def test_two_that_are_one_are_merged_on_a_phone(page):
    page.get_by_role("link", name="1 pair that may be one").click()
    seen(page, "duplicates")
    page.get_by_role("link", name="Side by side: Lab aan zee").click()
    page.get_by_label("Stichting Lab aan Zee", exact=True).check()
    seen(page, "merge")
    page.get_by_role("button", name="Merge them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stichting Lab aan Zee")
    page.get_by_role("link", name="History").click()
    seen(page, "history")
    page.get_by_role("button", name="Make them two again").click()
    expect(page.get_by_text("They are two again.").first).to_be_visible()
