"""The sentence, in a real browser: a studio, four hours, somewhere in these days, with two microphones and somebody who
knows them; then the price of all of it, and booked. With everything the browser has, without scripts, and with the
keyboard alone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from bookings.models import Booking, BookingState
from facilities.models import OpeningWindow
from funding.models import Fund
from hub.kit import clock
from tests.axe import violations
from tests.cast import Cast, assemble, two_funds
from tests.factories.facilities import AMSTERDAM, HouseRulesFactory, open_on
from tests.factories.funding import BandDeclarationFactory, four_bands
from tests.factories.money import fill
from tests.journeys.hands import Hands, sign_in
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def wednesday() -> date:
    """That of next week, so that it is never today."""
    today = clock.now().astimezone(AMSTERDAM).date()
    return today + timedelta(days=9 - today.weekday())


@pytest.fixture
def cast(own_database, wednesday) -> Cast:
    """The studio is open all week, the microphones and the engineer only on Wednesday."""
    cast = assemble()
    things = (cast.studio, cast.microphones, cast.engineer)
    OpeningWindow.objects.filter(facility__in=things).delete()
    open_on(cast.studio, [wednesday + timedelta(days=number) for number in range(-2, 3)])
    for thing in things[1:]:
        open_on(thing, [wednesday])
    BandDeclarationFactory(
        organisation=cast.zout, band=four_bands()["A"], valid_until=wednesday + timedelta(days=200)
    )
    two_funds(cast)
    for fund in Fund.objects.all():
        fill(fund, 1_000_000)
    HouseRulesFactory(hub=cast.effenaar)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def say_it(hands: Hands, served: Site) -> None:
    """Too many microphones at first."""
    page = hands.page
    page.goto(f"{served.url}/en/")
    hands.choose(page.get_by_label("What", exact=True), "recording studio")
    hands.choose(page.get_by_label("For how long"), "4 hours")
    hands.choose(page.get_by_label("When", exact=True), "somewhere next week")
    # The organisation's own town, as far as it goes by itself.
    expect(page.get_by_label("How far away").locator("option:checked")).to_have_text("within 40 km of")
    expect(page.get_by_label("Town", exact=True).locator("option:checked")).to_have_text("Eindhoven")
    hands.choose(page.get_by_label("With", exact=True), "microphone")
    hands.write(page.get_by_label("Number of extras"), "7")
    hands.choose(page.get_by_label("Who helps"), "somebody who knows it")
    hands.press(page.get_by_role("button", name="Show what is free"))
    expect(page.locator("#results")).to_contain_text("Nothing is free then that fits")
    hands.press(page.get_by_role("link", name="With 6 × microphone"))


def take_two(hands: Hands, wednesday: date) -> None:
    """Six would do; two are enough. What was found on the way is still said."""
    page = hands.page
    hands.write(page.get_by_label("Number of extras"), "2")
    hands.press(page.get_by_role("button", name="Show what is free"))
    card = page.locator(".card")
    expect(card).to_contain_text("2 × Condenser microphone")
    expect(card).to_have_count(1)
    for words in ("Studio 2", f"{wednesday.day} ", "09:00–13:00", "1 × Sound engineer", "Your share"):
        expect(card).to_contain_text(words)
    hands.press(page.get_by_text("Why this order?"))
    expect(page.locator("#results")).to_contain_text("By the first time at which all of it is free")
    hands.press(card.get_by_role("button", name="Choose all of it"))
    expect(page.locator("main")).to_contain_text("Condenser microphone")
    expect(page.get_by_role("heading", name="Your basket")).to_be_visible()


def book_it(hands: Hands) -> None:
    """€ 300 for all of it, of which band A carries 35 % and nobody the rest of what the funds leave."""
    page = hands.page
    hands.press(page.get_by_role("button", name="Show the price"))
    expect(page.locator("aside.panel")).to_contain_text("€ 186.00")
    hands.press(page.get_by_role("button", name="Hold it for € 186.00"))
    hands.tick(page.get_by_label("We have read the house rules"))
    hands.press(page.get_by_role("button", name="Confirm, on account for € 186.00"))
    expect(page.locator("main")).to_contain_text("It is yours. What happens next:")


def the_whole_way(hands: Hands, served: Site, wednesday: date) -> None:
    sign_in(hands, served, "bo@example.org")
    say_it(hands, served)
    take_two(hands, wednesday)
    book_it(hands)
    booking = Booking.objects.get()
    start = booking.period.start.astimezone(AMSTERDAM)
    assert booking.state == BookingState.CONFIRMED
    assert (start.date(), start.hour, booking.period.minutes) == (wednesday, 9, 240)
    lines = booking.lines.order_by("pk").values_list("facility__name", "quantity")
    assert list(lines) == [("Studio 2", 1), ("Condenser microphone", 2), ("Sound engineer", 1)]


@pytest.fixture
def without_scripts(browser: Browser) -> Callable[[], Page]:
    context = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam", java_script_enabled=False)
    page = context.new_page()
    yield page
    context.close()


def test_somewhere_this_week(browser_page, served, wednesday):
    the_whole_way(Hands(browser_page), served, wednesday)


def test_somewhere_this_week_without_scripts(without_scripts, served, wednesday):
    the_whole_way(Hands(without_scripts), served, wednesday)


def test_somewhere_this_week_with_the_keyboard_alone(browser_page, served, wednesday):
    the_whole_way(Hands(browser_page, keys_only=True), served, wednesday)


def test_only_the_blanks_that_count_are_there(browser_page, served):
    page = browser_page
    page.goto(f"{served.url}/en/book/")
    when, distance = page.get_by_label("When", exact=True), page.get_by_label("How far away")
    for name in ("date", "first", "town", "n1", "with2"):
        expect(page.locator(f"[name={name}]")).to_be_hidden()
    when.select_option("exactly")
    expect(page.locator("[name=date]")).to_be_visible()
    expect(page.locator("[name=length]")).to_be_hidden()
    when.select_option("between")
    expect(page.locator("[name=first]")).to_be_visible()
    distance.select_option("40")
    expect(page.locator("[name=town]")).to_be_visible()
    expect(page.locator("[name=region]")).to_be_hidden()
    page.get_by_label("With", exact=True).select_option("microphone")
    expect(page.locator("[name=n1]")).to_be_visible()
    expect(page.locator("[name=with2]")).to_be_visible()
    assert violations(page) == []
