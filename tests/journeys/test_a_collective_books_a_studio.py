"""The whole way, in a real browser: from signing in to the mail with its event, and the venue that sees who comes.

Three times: with everything the browser has, without scripts, and with the keyboard alone.
"""

from collections.abc import Callable
from datetime import date, timedelta
from email.message import Message

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from bookings.models import Booking, BookingState
from facilities.models import OpeningWindow
from funding.models import Fund
from hub.kit import clock, outbox
from tests.cast import Cast, assemble, two_funds
from tests.factories.facilities import AMSTERDAM, HouseRulesFactory, open_on
from tests.factories.funding import BandDeclarationFactory, four_bands
from tests.factories.money import fill
from tests.journeys.hands import Hands, sign_in
from tests.serving import Site

pytestmark = pytest.mark.browser


def next_thursday() -> date:
    """One that is far enough off, and by no accident a day on which the clock changes."""
    today = clock.now().astimezone(AMSTERDAM).date()
    return today + timedelta(days=(3 - today.weekday()) % 7 or 7)


@pytest.fixture
def thursday() -> date:
    return next_thursday()


@pytest.fixture
def cast(own_database, thursday) -> Cast:
    """Zout has declared its turnover, both funds have money, the house has rules and is open on that day."""
    cast = assemble()
    things = (cast.studio, cast.microphones, cast.engineer)
    OpeningWindow.objects.filter(facility__in=things).delete()
    for thing in things:
        open_on(thing, [thursday])
    BandDeclarationFactory(
        organisation=cast.zout, band=four_bands()["A"], valid_until=thursday + timedelta(days=200)
    )
    two_funds(cast)
    for fund in Fund.objects.all():
        fill(fund, 1_000_000)
    HouseRulesFactory(hub=cast.effenaar)
    return cast


@pytest.fixture
def served(site, cast, settings) -> Site:
    running = site()
    # Whoever works off the outbox sends by the same post as the site.
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(running.folder / "mail")
    return running


def find_the_studio(hands: Hands, served: Site, thursday: date) -> None:
    page = hands.page
    page.goto(f"{served.url}/en/book/?from=09:00&to=10:00")
    hands.choose(page.get_by_label("When", exact=True), "exactly on")
    hands.choose(page.get_by_label("What", exact=True), "recording studio")
    hands.choose_day(page.get_by_label("Day", exact=True), thursday)
    hands.choose(page.get_by_label("From", exact=True), "13:00")
    hands.choose(page.get_by_label("To", exact=True), "17:00")
    hands.press(page.get_by_role("button", name="Show what is free"))
    card = page.locator(".card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("Studio 2")
    expect(card).to_contain_text("Your share")
    hands.press(card.get_by_role("button", name="Choose"))
    expect(page.get_by_role("heading", name="Your basket")).to_be_visible()


def add_microphones_and_engineer(hands: Hands) -> None:
    page = hands.page
    row = page.locator("li", has_text="Condenser microphone")
    hands.write(row.get_by_label("How many"), "2")
    hands.press(row.get_by_role("button", name="Add"))
    expect(page.locator("main")).to_contain_text("Condenser microphone is in your basket")
    hands.press(page.locator("li", has_text="Sound engineer").get_by_role("button", name="Add"))
    expect(page.locator("main")).to_contain_text("Sound engineer is in your basket")


def see_who_carries_what(hands: Hands) -> None:
    """€ 300: a daypart of the studio, two microphones, four hours of the engineer. Band A carries 35 %; of the gap of
    € 195 the first fund gives 40 %, the second its € 36, and nobody the rest."""
    page = hands.page
    hands.press(page.get_by_role("button", name="Show the price"))
    expect(page.get_by_role("img", name="Of € 300.00")).to_be_visible()
    panel = page.locator("aside.panel")
    for words in ("Regional Makers Fund", "€ 78.00", "Open Doors", "€ 36.00", "€ 186.00", "€ 300.00"):
        expect(panel).to_contain_text(words)
    hands.press(page.get_by_text("The whole calculation, step by step"))
    expect(page.locator(".calculation")).to_contain_text("rate band A")


def book_on_account(hands: Hands) -> None:
    page = hands.page
    hands.write(page.get_by_label("What will you do?"), "Dance film, second shoot")
    hands.press(page.get_by_role("button", name="Hold it for € 186.00"))
    expect(page.locator("main")).to_contain_text("Nothing is charged before you confirm")
    hands.tick(page.get_by_label("We have read the house rules"))
    hands.press(page.get_by_role("button", name="Confirm, on account for € 186.00"))
    expect(page.locator("main")).to_contain_text("It is yours. What happens next:")


def the_whole_way(hands: Hands, served: Site, thursday: date) -> Booking:
    sign_in(hands, served, "bo@example.org")
    find_the_studio(hands, served, thursday)
    add_microphones_and_engineer(hands)
    see_who_carries_what(hands)
    book_on_account(hands)
    booking = Booking.objects.get()
    assert booking.state == BookingState.CONFIRMED
    assert (booking.list_cents, booking.own_cents) == (30_000, 18_600)
    return booking


def mail_to(served: Site, address: str) -> Message:
    (mail,) = [mail for mail in served.mails if address in mail["To"]]
    return mail


def event_in(mail: Message) -> Calendar:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True))


def the_post_brings_the_event(served: Site, booking: Booking, thursday: date) -> None:
    outbox.work_off()
    mail = mail_to(served, "bo@example.org")
    calendar = event_in(mail)
    assert calendar["METHOD"] == "REQUEST"
    (event,) = calendar.walk("VEVENT")
    start = event["DTSTART"].dt.astimezone(AMSTERDAM)
    assert (start.date(), start.hour) == (thursday, 13)
    assert booking.number in str(event["UID"])
    assert mail_to(served, "desk@effenaar.example")


def the_venue_sees_it(page: Page, served: Site, thursday: date) -> None:
    sign_in(Hands(page), served, "teun@example.org")
    page.goto(f"{served.url}/en/desk/effenaar/?day={thursday}")
    desk = page.locator("main")
    for words in ("Collectief Zout", "Studio 2", "Sound engineer", "microphones-001, microphones-002"):
        expect(desk).to_contain_text(words)
    expect(desk).to_contain_text("Dance film, second shoot")


@pytest.fixture
def another_page(browser: Browser) -> Callable[..., Page]:
    contexts = []

    def made(**options: object) -> Page:
        context = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam", **options)
        contexts.append(context)
        return context.new_page()

    yield made
    for context in contexts:
        context.close()


def test_a_collective_books_a_studio(browser_page, another_page, served, thursday):
    booking = the_whole_way(Hands(browser_page), served, thursday)
    the_post_brings_the_event(served, booking, thursday)
    the_venue_sees_it(another_page(), served, thursday)


def test_a_collective_books_a_studio_without_scripts(another_page, served, thursday):
    booking = the_whole_way(Hands(another_page(java_script_enabled=False)), served, thursday)
    the_post_brings_the_event(served, booking, thursday)


def test_a_collective_books_a_studio_with_the_keyboard_alone(browser_page, served, thursday):
    the_whole_way(Hands(browser_page, keys_only=True), served, thursday)
