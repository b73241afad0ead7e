"""The timeline under quick hands: what comes in between takes nothing out of them, a second tap does nothing twice, and
what does not answer is said."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from bookings.actions.cancel import cancel
from bookings.models import Block, Booking
from hub.kit import clock
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.factories.facilities import open_on
from tests.journeys.planning import bar, coming, drag, hours, open_planning, pull
from tests.looking import awaited, enter, into_view
from tests.serving import Site

pytestmark = pytest.mark.browser

DATA, NEW = "**/planning/data/**", "**/planning/new/**"


@pytest.fixture
def cast(own_database) -> Cast:
    """In three days Zout has the studio at thirteen; the engineer is kept by the house at nine."""
    cast = assemble()
    declare_band_a(cast.zout)
    now, on = clock.now(), coming(3)
    for thing in (cast.studio, cast.microphones, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [on])
    booked(cast.bo, cast.zout, cast.studio, period=hours(on, 13, 16), now=now)
    engineer = cast.engineer.units.get()
    blocked(engineer, period=hours(on, 9, 12), actor=cast.teun, now=now, title="Own concert")
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


@pytest.fixture
def page(browser_page, served, cast) -> Page:
    enter(browser_page, served, cast.teun)
    open_planning(browser_page, served, coming(3))
    return browser_page


def look_again(page: Page) -> None:
    """As when somebody comes back to the page."""
    page.evaluate("dispatchEvent(new Event('focus'))")


def kept_waiting(page: Page, ask: Callable[[], None]) -> Route:
    """What is drawn is asked for and not answered, until somebody lets it go on."""
    waiting: list[Route] = []
    # Only the first one: whatever is asked for afterwards is answered.
    page.route(DATA, lambda route: waiting.append(route), times=1)
    ask()
    awaited(page, lambda: bool(waiting))
    return waiting[0]


def test_what_comes_while_a_bar_is_in_hand_does_not_take_it_out_of_it(page, cast):
    on = coming(3)
    waiting = kept_waiting(page, lambda: look_again(page))
    booked(cast.ilse, cast.noord, cast.studio, period=hours(on, 18, 20), now=clock.now())
    zout = bar(page, "Collectief Zout")
    into_view(page, zout)
    box, slot = zout.bounding_box(), page.locator("#timeline .ec-slot").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + slot["width"], y, steps=8)
    with page.expect_response(DATA) as came:
        waiting.continue_()
    came.value.finished()
    page.mouse.move(x + 2 * slot["width"], y, steps=8)
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("15:00")
    # It lies where it was let go while the question stands open, and what came is drawn afterwards.
    expect(bar(page, "Collectief Zout")).to_contain_text("15:00–18:00")
    assert bar(page, cast.noord.name).count() == 0
    dialog.get_by_text("Leave it").click()
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
    expect(bar(page, cast.noord.name)).to_be_visible()


def test_the_same_bar_is_dragged_again_at_once(page):
    """Until it is drawn as it is now the question stays open, so that nobody takes hold of what is no more."""
    drag(page, bar(page, "Collectief Zout"), 2)
    dialog = page.get_by_role("dialog")
    place = page.locator("#timeline").bounding_box()
    waiting = kept_waiting(page, dialog.get_by_role("button", name="Do it").click)
    assert page.locator("#plan-dialog[open]").count() == 1
    waiting.continue_()
    expect(dialog).to_be_hidden()
    # The note moves nothing under the hand.
    assert page.locator("#timeline").bounding_box() == place
    drag(page, bar(page, "Collectief Zout"), 1)
    expect(dialog).to_contain_text("16:00")
    dialog.get_by_role("button", name="Do it").click()
    expect(bar(page, "Collectief Zout")).to_contain_text("16:00–19:00")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#plan-note")).to_be_empty()


def test_who_taps_twice_says_it_once(page):
    drag(page, bar(page, "Collectief Zout"), 2)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Do it")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/move/do/" in request.url else None)
    dialog.locator("form").evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    expect(page.locator("#plan-note")).to_contain_text("Moved")
    expect(dialog).to_be_hidden()
    assert len(sent) == 1


def test_what_was_drawn_for_something_new_goes_when_it_is_there(page):
    pull(page, "Sound engineer", 14, 17)
    expect(page.locator("#timeline .ec-preview")).to_have_text("14:00–17:00")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("For the house itself").click()
    dialog.get_by_label("What it is called").fill("Open day")
    dialog.get_by_role("button", name="Block it").click()
    expect(bar(page, "Open day")).to_be_visible()
    expect(page.locator("#timeline .ec-preview")).to_have_count(0)


def test_a_tap_on_what_the_house_keeps_leads_to_it(page):
    bar(page, "Own concert").click()
    expect(page).to_have_url(re.compile(f"/desk/effenaar/blocks/{Block.objects.get().uuid}/$"))
    expect(page.get_by_role("button", name="Lift the block")).to_be_visible()


def test_a_block_that_got_back_what_lay_within_it_is_one_bar(page, cast):
    on, booking = coming(3), Booking.objects.get()
    studio, now = cast.studio.units.get(), clock.now()
    period = hours(on, 10, 20)
    blocked(studio, period=period, actor=cast.teun, now=now, title="New floor", knowing=[booking.number])
    look_again(page)
    floor = page.locator("#timeline .ec-event:not(.ec-preview)", has_text="New floor")
    expect(floor).to_have_count(2)
    cancel(number=booking.number, actor=cast.bo, now=clock.now())
    look_again(page)
    expect(floor).to_have_count(1)
    expect(floor).to_contain_text("10:00–20:00")
    drag(page, floor, 1)
    expect(page.get_by_role("dialog")).to_contain_text("21:00")
    page.get_by_role("dialog").get_by_role("button", name="Do it").click()
    expect(page.locator("#plan-note")).to_contain_text("Moved")
    expect(floor).to_contain_text("11:00–21:00")
    assert Block.objects.get(title="New floor").period == hours(on, 11, 21)


def test_a_site_that_does_not_answer_is_said_to_be_out_of_date(page):
    stale = page.get_by_text("this may be out of date")
    expect(stale).to_be_hidden()
    page.route(DATA, lambda route: route.abort())
    look_again(page)
    expect(stale).to_be_visible()
    page.unroute(DATA)
    look_again(page)
    expect(stale).to_be_hidden()


def test_what_somebody_filled_in_stays_when_the_site_does_not_answer(page):
    pull(page, "Sound engineer", 14, 17)
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("For the house itself").click()
    dialog.get_by_label("What it is called").fill("Open day")
    page.route(NEW, lambda route: route.abort())
    dialog.get_by_role("button", name="Block it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("nothing happens twice")
    expect(dialog.get_by_label("What it is called")).to_have_value("Open day")
    page.unroute(NEW)
    dialog.get_by_role("button", name="Block it").click()
    expect(bar(page, "Open day")).to_be_visible()
    assert Block.objects.filter(title="Open day").count() == 1
