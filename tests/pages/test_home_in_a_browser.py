"""The front door and its frame as people meet them: narrow and wide, light and dark, by keyboard, without scripts."""

import gzip

import pytest
from playwright.sync_api import Browser, Response, expect

from tests.looking import is_wider_than_the_screen, looked_at

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "about/",
    "for-hubs/",
    "privacy/",
    "accessibility/",
    "accounts/login/",
    "accounts/signup/",
    "nowhere/",
]
BUDGET_KB = {"script": 40, "all": 120}


@pytest.fixture
def address(site) -> str:
    return site().url


def test_nothing_is_in_anybodys_way(browser_page, address):
    for path in PAGES:
        browser_page.goto(f"{address}/nl/{path}")
        looked_at(browser_page, path)
        browser_page.set_viewport_size({"width": 768, "height": 800})
        assert not is_wider_than_the_screen(browser_page), f"{path} on a tablet"
        browser_page.set_viewport_size({"width": 640, "height": 800})
        browser_page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not is_wider_than_the_screen(browser_page), f"{path} with letters twice as large"


def test_the_first_tab_offers_the_way_to_the_content(browser_page, address):
    browser_page.goto(f"{address}/en/")
    browser_page.keyboard.press("Tab")
    skip = browser_page.get_by_role("link", name="To the content")
    expect(skip).to_be_focused()
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "main"


def test_what_one_presses_is_large_enough(browser_page, address):
    browser_page.set_viewport_size({"width": 390, "height": 800})
    browser_page.goto(f"{address}/en/")
    small = browser_page.evaluate(
        """[...document.querySelectorAll("header a, header summary, .btn, .search :is(input, select, summary)")]
        .filter(each => each.getBoundingClientRect().height < 43.5 && each.offsetParent && each.type !== "checkbox")
        .map(each => each.outerHTML)"""
    )
    assert small == []


def test_the_language_changes_and_the_page_stays(browser_page, address):
    browser_page.goto(f"{address}/nl/privacy/")
    browser_page.get_by_role("link", name="English").click()
    expect(browser_page).to_have_url(f"{address}/en/privacy/")
    expect(browser_page.locator("html")).to_have_attribute("lang", "en")


def test_the_question_can_be_asked_without_javascript(browser: Browser, address):
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{address}/en/")
    page.get_by_label("How many", exact=True).fill("2")
    page.get_by_role("button", name="Show what is free").click()
    assert "/en/book/" in page.url
    assert "quantity=2" in page.url
    context.close()


def test_what_a_page_loads_stays_small(browser: Browser, address):
    context = browser.new_context()
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "/static/" in answer.url else None)
    page.goto(f"{address}/nl/", wait_until="networkidle")
    # A font is compressed already; the rest goes over the line as gzip makes it.
    loaded = {answer.url: len(gzip.compress(answer.body())) / 1000 for answer in answers}
    context.close()
    assert sum(size for url, size in loaded.items() if url.endswith(".js")) <= BUDGET_KB["script"], loaded
    assert sum(loaded.values()) <= BUDGET_KB["all"], loaded
