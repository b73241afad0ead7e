"""A week at a venue's desk, dragged, booked and blocked in the timeline, with what is refused and what is put back."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from bookings.models import Block, Booking, BookingState
from hub.kit import clock
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period, day
from tests.cast import Cast, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, open_on
from tests.looking import enter
from tests.serving import Site

pytestmark = pytest.mark.browser


def coming(days: int) -> date:
    return clock.now().astimezone(AMSTERDAM).date() + timedelta(days=days)


def hours(on: date, start: int, end: int) -> Period:
    midnight = day(on, AMSTERDAM).start
    return Period(midnight + timedelta(hours=start), midnight + timedelta(hours=end))


@pytest.fixture
def cast(own_database) -> Cast:
    """Tomorrow and the day after all is open; Zout has the studio at thirteen, Noord at nine."""
    cast = assemble()
    declare_band_a(cast.zout)
    for thing in (cast.studio, cast.microphones, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [coming(2), coming(3)])
    now = clock.now()
    booked(cast.bo, cast.zout, cast.studio, period=hours(coming(2), 13, 16), now=now)
    booked(cast.ilse, cast.noord, cast.studio, period=hours(coming(2), 9, 11), now=now)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def bar(page: Page, words: str) -> Locator:
    return page.locator("#timeline .ec-event:not(.ec-preview, .ec-ghost)", has_text=words).first


def drag(page: Page, what: Locator, by_hours: float) -> None:
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    slot = page.locator("#timeline .ec-slot").first.bounding_box()
    assert box and slot
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y, steps=3)
    page.mouse.move(x + by_hours * slot["width"], y, steps=8)
    page.mouse.up()


def pull(page: Page, row: str, start: int, until: int) -> None:
    """Over the free time of a row."""
    first = page.locator("#timeline .ec-slot").first
    at = first.bounding_box()
    name = page.locator("#timeline .ec-row-head", has_text=row).bounding_box()
    assert at and name
    opens = int(first.inner_text()[:2])
    y = name["y"] + name["height"] / 2
    page.mouse.move(at["x"] + (start - opens) * at["width"] + 4, y)
    page.mouse.down()
    page.mouse.move(at["x"] + (start - opens) * at["width"] + 30, y, steps=3)
    page.mouse.move(at["x"] + (until - opens) * at["width"] - 4, y, steps=8)
    page.mouse.up()


def test_a_week_of_planning(browser_page, served, cast):
    page = browser_page
    enter(page, served, cast.teun)
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto(f"{served.url}/en/desk/effenaar/planning/?day={coming(2)}")
    dialog = page.get_by_role("dialog")
    zout = Booking.objects.get(organisation=cast.zout)

    # Zout comes two hours later: the price and who is told stand there before anything happens.
    drag(page, bar(page, "Collectief Zout"), 2)
    expect(dialog).to_contain_text("15:00")
    expect(dialog).to_contain_text("stays as it is")
    expect(dialog).to_contain_text("Bo, Effenaar: a mail with your reason")
    dialog.get_by_label("Why do you move it?").fill("The piano is tuned until three")
    dialog.get_by_role("button", name="Do it").click()
    expect(page.locator("#plan-note")).to_contain_text("They get a mail with the new time.")
    expect(bar(page, "Collectief Zout")).to_contain_text("15:00–18:00")
    told = OutboxMessage.objects.filter(kind="booking.changed")
    assert {each.payload["why"] for each in told} == {"The piano is tuned until three"}

    # No: it goes back to where it was.
    page.get_by_role("button", name="Undo").click()
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
    zout.refresh_from_db()
    assert zout.period == hours(coming(2), 13, 16)

    # Onto somebody else it does not go, and why stands there in words; the bar is where it was.
    drag(page, bar(page, "Collectief Zout"), -4)
    expect(dialog).to_contain_text("Studio 2 is no longer free then")
    page.keyboard.press("Escape")
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")

    # Somebody calls for the evening.
    pull(page, "Studio 2", 18, 20)
    expect(dialog).to_contain_text("list price")
    dialog.get_by_label("For whom").fill("De Regenboog")
    dialog.get_by_label("Who calls").fill("Wil van Dam")
    dialog.get_by_label("Telephone").fill("040 1234567")
    dialog.get_by_role("button", name="Book it for").click()
    expect(bar(page, "De Regenboog")).to_contain_text("18:00–20:00")
    assert Booking.objects.get(organisation__name="De Regenboog").state == BookingState.CONFIRMED

    # The engineer is kept for the house's own concert.
    pull(page, "Sound engineer", 13, 17)
    dialog.get_by_text("For the house itself").click()
    dialog.get_by_label("What it is called").fill("Own concert")
    dialog.get_by_role("button", name="Block it").click()
    expect(bar(page, "Own concert")).to_be_visible()

    # The floor of the studio breaks: that is shown first, and what it hits waits for a decision.
    page.get_by_role("link", name="Block units").click()
    page.locator(f"input[value=u{cast.studio.units.get().pk}]").check()
    page.get_by_label("What it is called").fill("Broken floor")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(zout.number)
    assert not Block.objects.filter(title="Broken floor").exists()
    assert broken_invariants() == {}
