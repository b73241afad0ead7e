"""What a page looks like when somebody has begun something on it: dragged, chosen, asked to see. Each is brought about
in a browser, lasts as long as its picture is taken, and is put back where it would stay."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

State = Callable[[Page], AbstractContextManager[None]]
# Whose bars are dragged (`hub.demo.callers`); so many are tried.
WHO, MOST_BARS = "Buurtkoor", 4
ASKED = "#plan-dialog form[action*='/do/']"


@contextmanager
def drawn(page: Page) -> Iterator[None]:
    """The timeline with its bars, or with an empty day."""
    expect(page.locator("#timeline .ec-slot").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    yield


@contextmanager
def dragged(page: Page) -> Iterator[None]:
    """A question: what changes, what it costs, who is told."""
    _drag_until(page, asked=True)
    yield
    page.keyboard.press("Escape")


@contextmanager
def refused(page: Page) -> Iterator[None]:
    _drag_until(page, asked=False)
    yield
    page.keyboard.press("Escape")


@contextmanager
def moved(page: Page) -> Iterator[None]:
    """With its way back, which is taken afterwards."""
    _drag_until(page, asked=True)
    for reason in page.locator("#plan-dialog [name=reason]").all():
        reason.fill("De pianostemmer komt")
    page.locator(f"{ASKED} button[type=submit]").click()
    undo = page.locator("#plan-note form button")
    expect(undo).to_be_visible()
    yield
    with page.expect_response("**/planning/move/do/"):
        undo.click()


@contextmanager
def made_anew(page: Page) -> Iterator[None]:
    """The question for whom, over the evening of the first row."""
    with drawn(page):
        head = page.locator("#timeline .ec-row-head").first
        head.scroll_into_view_if_needed()
        slot = page.locator("#timeline .ec-slot", has_text="10:00").bounding_box()
        row = head.bounding_box()
        assert slot and row
        y = row["y"] + row["height"] / 2
        page.mouse.move(slot["x"] + 4, y)
        page.mouse.down()
        page.mouse.move(slot["x"] + 30, y, steps=3)
        page.mouse.move(slot["x"] + 2 * slot["width"] - 4, y, steps=8)
        page.mouse.up()
        expect(page.locator("#plan-dialog")).to_be_visible()
        yield
        page.keyboard.press("Escape")


def pressed(button: str, **fields: str) -> State:
    """Fields by name, then a button; what has no such button stays as it is."""

    @contextmanager
    def state(page: Page) -> Iterator[None]:
        for name, value in fields.items():
            _fill(page.locator(f"main [name='{name}']").first, value)
        if (found := page.locator(button)).count():
            found.first.click()
            page.wait_for_load_state()
        yield

    return state


@contextmanager
def with_a_link(page: Page) -> Iterator[None]:
    """A link to a calendar, shown once and revoked afterwards."""
    page.locator("main [name=name]").fill("Telefoon")
    page.locator("main form:has([name=name]) button[type=submit]").click()
    expect(page.locator("#link")).to_be_visible()
    yield
    page.locator("form[action*='/revoke/'] button").last.click()
    page.wait_for_load_state()


STATES: dict[str, State] = {
    "drawn": drawn,
    "dragged": dragged,
    "refused": refused,
    "moved": moved,
    "made-anew": made_anew,
    "with-a-link": with_a_link,
    "dates": pressed("button[value=look] >> nth=-1", count="12"),
    "block": pressed("main form .actions button", title="Nieuwe vloer"),
    "all": pressed("button[value=all]"),
    "preview": pressed("button[name=look]"),
    "asked": pressed("main form button[type=submit]"),
}


def _fill(field: Locator, value: str) -> None:
    if field.count():
        field.fill(value)


def _drag_until(page: Page, *, asked: bool) -> None:
    """Bar after bar, an hour on: until one is asked about, or refused (when the house is closed)."""
    with drawn(page):
        bars = page.locator("#timeline .ec-event:not(.ec-bg-event)", has_text=WHO)
        for number in range(min(bars.count(), MOST_BARS)):
            for hours in (-1, 1) if asked else (-12, -8, 4):
                if _asks(page, bars.nth(number), hours) is asked:
                    return
                if page.locator("#plan-dialog[open]").count():
                    page.keyboard.press("Escape")
        raise RuntimeError(f"{page.url}: nothing to drag")


def _asks(page: Page, bar: Locator, hours: int) -> bool | None:
    """Whether the answer is a question or a refusal; nothing where it cannot be dragged."""
    bar.scroll_into_view_if_needed()
    box, slot = bar.bounding_box(), page.locator("#timeline .ec-slot").first.bounding_box()
    assert box and slot
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y, steps=3)
    page.mouse.move(x + hours * slot["width"], y, steps=8)
    try:
        with page.expect_response("**/planning/move/", timeout=3_000):
            page.mouse.up()
    except PlaywrightError:
        return None
    expect(page.locator("#plan-dialog")).to_be_visible()
    return bool(page.locator(ASKED).count())
