"""The timeline under a finger, on a tablet: a long press takes hold of a bar or of free time, anything else scrolls.

The page's clock stands still and is moved on by hand, so that what is long does not depend on how busy a machine is.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from bookings.models import Booking
from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, open_on
from tests.looking import awaited, enter, into_view
from tests.serving import Site

pytestmark = pytest.mark.browser

# Milliseconds; `longPressDelay` in timeline.js is 400.
LONG, SHORT = 450, 100


@pytest.fixture
def cast(own_database) -> Cast:
    """In three days Zout has the studio at thirteen."""
    cast = assemble()
    declare_band_a(cast.zout)
    now = clock.now()
    on = now.astimezone(AMSTERDAM).date() + timedelta(days=3)
    for thing in (cast.studio, cast.microphones, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [on])
    start = day(on, AMSTERDAM).start
    noon = Period(start + timedelta(hours=13), start + timedelta(hours=16))
    booked(cast.bo, cast.zout, cast.studio, period=noon, now=now)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


@pytest.fixture
def page(browser: Browser, served: Site, cast: Cast) -> Iterator[Page]:
    context = browser.new_context(
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        has_touch=True,
        viewport={"width": 1024, "height": 768},
    )
    page = context.new_page()
    page.clock.install()
    enter(page, served, cast.teun)
    on = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)
    page.goto(f"{served.url}/en/desk/effenaar/planning/?day={on}")
    expect(page.locator("#timeline .plan-entry").first).to_be_visible()
    page.clock.pause_at((page.evaluate("Date.now()") + 1000) / 1000)
    yield page
    context.close()


class Finger:
    """One finger on the screen, by the browser's own input: it decides itself whether that scrolls."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)

    def down(self, x: float, y: float) -> None:
        self._send("touchStart", (x, y))
        self.at = (x, y)

    def move(self, x: float, y: float) -> None:
        before = self.at
        for step in range(1, 9):
            self._send(
                "touchMove", (before[0] + (x - before[0]) * step / 8, before[1] + (y - before[1]) * step / 8)
            )
        self.at = (x, y)

    def up(self) -> None:
        self._send("touchEnd")

    def _send(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": round(x), "y": round(y)} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def bar(page: Page, words: str) -> Locator:
    return page.locator("#timeline .ec-event:not(.ec-preview, .ec-ghost)", has_text=words).first


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def hour(page: Page) -> float:
    box = page.locator("#timeline .ec-slot").first.bounding_box()
    assert box
    return float(box["width"])


def test_a_long_press_takes_hold_of_a_bar_and_asks(page):
    zout = bar(page, "Collectief Zout")
    into_view(page, zout)
    x, y = middle(zout)
    finger = Finger(page)
    finger.down(x, y)
    page.clock.run_for(LONG)
    finger.move(x + 2 * hour(page), y)
    finger.up()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("15:00")
    dialog.get_by_text("Leave it").tap()
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
    assert Booking.objects.get().period.start.astimezone(AMSTERDAM).hour == 13


def test_a_long_press_on_free_time_makes_something_new(page):
    zout = bar(page, "Collectief Zout")
    into_view(page, zout)
    x, y = middle(zout)
    width = hour(page)
    finger = Finger(page)
    # From eleven: the bar's middle is at half past two.
    finger.down(x - 3.4 * width, y)
    page.clock.run_for(LONG)
    finger.move(x - 2 * width, y)
    finger.up()
    expect(page.get_by_role("dialog")).to_contain_text("For somebody who calls")
    expect(page.get_by_role("dialog")).to_contain_text("11:00")


# How far down the page and the board in it are.
DOWN = "scrollY + document.querySelector('#timeline .ec-main').scrollTop"


def test_a_finger_that_moves_at_once_scrolls_and_moves_nothing(page):
    page.set_viewport_size({"width": 1024, "height": 500})
    zout = bar(page, "Collectief Zout")
    into_view(page, zout)
    before = page.evaluate(DOWN)
    assert before > 0
    x, y = middle(zout)
    finger = Finger(page)
    finger.down(x, y)
    page.clock.run_for(SHORT)
    finger.move(x, y + 150)
    finger.up()
    page.clock.run_for(LONG)
    page.clock.resume()
    awaited(page, lambda: page.evaluate(DOWN) < before)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
