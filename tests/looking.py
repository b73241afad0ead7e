"""What every page is to be, asked of one load of it: for everybody, from 320 pixels on, in both themes, by keyboard."""

import time
from collections.abc import Callable

from playwright.sync_api import Error, Locator, Page, ViewportSize

from members.models import User
from tests.axe import violations
from tests.serving import Site
from tests.signing_in import signed_in

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 320, "height": 700}
TABLET: ViewportSize = {"width": 820, "height": 1180}
# What a dark theme and a small screen change for axe: everything else was asked of the light and wide page.
CHANGES = ("color-contrast", "target-size")

# What the tab key visits in the page's own part, in its order, that stands above what it visited before. A summary's
# own things and what stands in one row count as level; what is hidden from the eye has no place. A facility's price,
# which a phone shows before the text, is meant to.
OUT_OF_ORDER = """() => {
    const found = [];
    let before = -Infinity;
    for (const each of document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")) {
        const place = each.getBoundingClientRect();
        if (each.closest(".price-first")) continue;
        if (!each.checkVisibility() || each.tabIndex < 0 || place.width < 2) continue;
        if (place.bottom + 4 < before) found.push(each.outerHTML.slice(0, 200));
        before = Math.max(before, place.top);
    }
    return found;
}"""


# What stands alone to be pressed and is lower than a finger. A link among words is as high as its line, and a card is
# pressed anywhere.
TOO_LOW = """() => {
    const found = [];
    for (const each of document.querySelectorAll("main :is(a[href], button, select, summary)")) {
        const place = each.getBoundingClientRect();
        const around = each.parentElement;
        const among = around.textContent.trim().length > each.textContent.trim().length + 3;
        const inWords = getComputedStyle(each).display === "inline" && among && !each.matches(".desk-who a");
        if (!each.checkVisibility() || place.width < 2 || each.matches(".hush, .card h3 a") || inWords) continue;
        if (place.height < 43.5) found.push(`${Math.round(place.height)} pixels: ${each.outerHTML.slice(0, 120)}`);
    }
    return found;
}"""

CHANGING = "() => document.getAnimations().some(each => each instanceof CSSTransition)"


def enter(page: Page, served: Site, person: User) -> None:
    """With a session that was opened elsewhere."""
    cookie = signed_in(person).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])


def into_view(page: Page, what: Locator) -> None:
    """Scrolled to. What a board that draws itself anew took away is looked for again."""

    def scrolled() -> bool:
        try:
            what.scroll_into_view_if_needed()
        except Error as error:
            if "not attached" not in error.message:
                raise
            return False
        return True

    awaited(page, scrolled)


def is_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def looked_at(page: Page, name: str) -> None:
    """The page that is open, wide and light, then small and dark: one heading, nothing that axe minds, nothing cut off,
    and the tab key goes down it."""
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    assert page.locator("h1").count() == 1, f"{name}: not one heading"
    _nothing(violations(page), name)
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    # Where nothing moves, colours still change in a moment: one may ask in the middle of it.
    awaited(page, lambda: not page.evaluate(CHANGING))
    _nothing(violations(page, *CHANGES), f"{name} in the dark, on a small phone")
    assert not is_wider_than_the_screen(page), f"{name} is cut off on a small phone"
    _nothing(page.evaluate(OUT_OF_ORDER), f"{name} by keyboard")
    page.set_viewport_size(WIDE)


def fits_a_finger(page: Page, name: str) -> None:
    """On a tablet held upright, all that stands alone to be pressed is 44 pixels high."""
    page.set_viewport_size(TABLET)
    _nothing(page.evaluate(TOO_LOW), f"{name} with a finger")
    page.set_viewport_size(WIDE)


def _nothing(found: list[str], where: str) -> None:
    assert not found, "\n".join([where, *found])


def awaited(page: Page, holds: Callable[[], bool], seconds: float = 10) -> None:
    """Until it holds. Playwright's own `wait_for_function` asks within the page, where our policy forbids `eval`."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "what was awaited did not come"
        page.wait_for_timeout(50)
