"""The timeline in a browser: drawn beside its table, dragged with a mouse, put back, and in nobody's way."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Block, Booking
from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, open_on
from tests.looking import enter, fits_a_finger, into_view, is_wider_than_the_screen, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1440, "height": 900}


@pytest.fixture
def cast(own_database) -> Cast:
    """In three days Zout has the studio at thirteen; the engineer is kept by the house at nine."""
    cast = assemble()
    declare_band_a(cast.zout)
    now = clock.now()
    on = now.astimezone(AMSTERDAM).date() + timedelta(days=3)
    for thing in (cast.studio, cast.microphones, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [on])
    start = day(on, AMSTERDAM).start
    noon = Period(start + timedelta(hours=13), start + timedelta(hours=16))
    booked(cast.bo, cast.zout, cast.studio, (cast.microphones, 2), period=noon, now=now)
    morning = Period(start + timedelta(hours=9), start + timedelta(hours=12))
    blocked(cast.engineer.units.get(), period=morning, actor=cast.teun, now=now, title="Own concert")
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


@pytest.fixture
def page(browser_page, served, cast) -> Page:
    enter(browser_page, served, cast.teun)
    browser_page.set_viewport_size(DESKTOP)
    on = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)
    browser_page.goto(f"{served.url}/en/desk/effenaar/planning/?day={on}")
    expect(browser_page.locator("#timeline .plan-entry").first).to_be_visible()
    return browser_page


def a_bar(page: Page, words: str):
    return page.locator("#timeline .ec-event:not(.ec-preview, .ec-ghost)", has_text=words).first


def hour(page: Page) -> float:
    """How wide an hour is drawn."""
    return float(page.locator("#timeline .ec-slot").first.bounding_box()["width"])


def drag(page: Page, bar, *, hours: float, rows: int = 0, edge: bool = False) -> None:
    into_view(page, bar)
    box = bar.bounding_box()
    x = box["x"] + (box["width"] - 3 if edge else box["width"] / 2)
    y = box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y, steps=3)
    page.mouse.move(x + hours * hour(page), y + rows * 48, steps=8)
    page.mouse.up()


def test_it_is_drawn_for_the_eye_and_the_table_stays_for_everybody(page):
    expect(a_bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
    expect(page.locator("#timeline")).to_have_attribute("aria-hidden", "true")
    assert page.locator("#timeline :is(a, button, [tabindex]):not([tabindex='-1'])").count() == 0
    # Who hears the page has the table, and who comes to it by keyboard sees it.
    page.get_by_role("row", name="Studio 2").get_by_role("link").focus()
    expect(page.locator("#timeline")).to_be_hidden()
    expect(page.get_by_role("button", name="Table")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Timeline").click()
    expect(a_bar(page, "Collectief Zout")).to_be_visible()
    looked_at(page, "timeline")
    fits_a_finger(page, "timeline")


def test_a_drag_asks_is_done_and_is_put_back(page, cast):
    drag(page, a_bar(page, "Collectief Zout"), hours=2)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("15:00")
    expect(dialog).to_contain_text("stays as it is")
    dialog.get_by_role("button", name="Do it").click()
    expect(page.locator("#plan-note")).to_contain_text("Moved")
    expect(a_bar(page, "Collectief Zout")).to_contain_text("15:00–18:00")
    booking = Booking.objects.get()
    assert booking.period.start.astimezone(AMSTERDAM).hour == 15
    page.get_by_role("button", name="Undo").click()
    expect(a_bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
    booking.refresh_from_db()
    assert booking.period.start.astimezone(AMSTERDAM).hour == 13


def test_who_leaves_it_changes_nothing_and_the_bar_goes_back(page):
    drag(page, a_bar(page, "Collectief Zout"), hours=3)
    page.get_by_role("dialog").get_by_text("Leave it").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(a_bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
    assert Booking.objects.get().period.start.astimezone(AMSTERDAM).hour == 13


def test_a_stretch_shows_what_it_costs_more(page):
    drag(page, a_bar(page, "Collectief Zout"), hours=2, edge=True)
    expect(page.get_by_role("dialog")).to_contain_text("more")


def test_what_the_house_keeps_is_moved(page):
    drag(page, a_bar(page, "Own concert"), hours=2)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("11:00")
    expect(dialog).to_contain_text("nobody")
    dialog.get_by_role("button", name="Do it").click()
    expect(page.locator("#plan-note")).to_contain_text("Moved")
    expect(a_bar(page, "Own concert")).to_contain_text("11:00–14:00")
    assert Block.objects.get().period.start.astimezone(AMSTERDAM).hour == 11


def test_what_the_house_keeps_is_stretched_and_left_as_it_was(page):
    drag(page, a_bar(page, "Own concert"), hours=2, edge=True)
    expect(page.get_by_role("dialog")).to_contain_text("14:00")
    page.keyboard.press("Escape")
    expect(a_bar(page, "Own concert")).to_contain_text("09:00–12:00")
    assert Block.objects.get().period.end.astimezone(AMSTERDAM).hour == 12


def test_it_looks_like_the_rest(page, tmp_path):
    """Pictures for whoever wants to see them: `LOOK` names a folder."""
    folder = Path(os.environ.get("LOOK") or tmp_path)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=folder / f"day-{scheme}.png")
    drag(page, a_bar(page, "Collectief Zout"), hours=2)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.screenshot(path=folder / "dialog.png")
    page.get_by_role("dialog").get_by_text("Leave it").click()
    page.goto(page.url + "&view=week")
    expect(page.locator("#timeline .plan-entry").first).to_be_visible()
    page.screenshot(path=folder / "week.png", full_page=True)
    page.set_viewport_size({"width": 1024, "height": 768})
    page.screenshot(path=folder / "tablet.png")
    assert not is_wider_than_the_screen(page)


def test_what_takes_days_neither_widens_the_day_nor_says_hours_that_it_has_not(page, cast):
    now = clock.now()
    noon = now.astimezone(AMSTERDAM).replace(hour=12, minute=0, second=0, microsecond=0)
    works = Period(noon + timedelta(days=1), noon + timedelta(days=5))
    blocked(cast.microphones.units.last(), period=works, actor=cast.teun, now=now, title="Works")
    page.reload()
    bar = a_bar(page, "Works")
    expect(bar).to_be_visible()
    assert ":" not in bar.inner_text()
    expect(page.locator("#timeline").get_by_text("09:00", exact=True)).not_to_have_count(0)
    expect(page.locator("#timeline").get_by_text("00:00", exact=True)).to_have_count(0)


def test_the_tab_key_passes_it_by(page):
    page.get_by_label("Keep it up to date").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("region", name="Every unit of Effenaar")).to_be_focused()


def test_after_a_drag_the_table_says_the_same(page):
    drag(page, a_bar(page, "Collectief Zout"), hours=2)
    page.get_by_role("dialog").get_by_role("button", name="Do it").click()
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    expect(page.locator("#said")).to_have_text("Moved. They get a mail with the new time.")
    page.get_by_role("button", name="Table").click()
    row = page.get_by_role("row", name="Studio 2")
    expect(row.get_by_role("link")).to_contain_text("15:00–18:00")
    # And it is put back from there, with the focus on what puts it back once more.
    page.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("link")).to_contain_text("13:00–16:00")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    row.get_by_role("link").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("row", name="Sound engineer").get_by_role("link")).to_be_focused()


def test_what_is_chosen_and_the_present_hour_show_without_our_colours(page):
    page.emulate_media(forced_colors="active")
    lines = page.locator("[data-plan-looks] button").evaluate_all(
        "all => all.map(each => getComputedStyle(each).textDecorationLine)"
    )
    assert lines == ["underline", "none"]


def test_what_is_left_out_of_the_timeline_is_left_out_of_the_table(page):
    page.get_by_label("State", exact=True).select_option(label="confirmed")
    expect(page.get_by_role("row", name="Studio 2")).to_have_count(1)
    expect(page.get_by_role("row", name="Sound engineer")).to_have_count(0)
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("row", name="Sound engineer")).to_have_count(0)
    # And what leaves it out is still there to be changed.
    page.get_by_label("State", exact=True).select_option(label="every state")
    expect(page.get_by_role("row", name="Sound engineer")).to_be_visible()
