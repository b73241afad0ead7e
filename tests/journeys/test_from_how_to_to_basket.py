"""A reader finds a how-to, books what it needs, and comes back to it afterwards: says that it worked, asks a question,
which its author answers, and is invited to write one. In a real browser, by pointing, as somebody who has never signed
in before they must."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from bookings.actions.complete_ended import complete_ended
from bookings.models import Booking, BookingState
from facilities.models import OpeningWindow
from hub.kit import clock
from knowledgebase.from_booking import gear_of_booking
from knowledgebase.models import Contribution, HowTo, Reply, Trial
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.judging import by_zoe
from tests.factories.knowledge import needs, needs_any
from tests.factories.members import PASSWORD
from tests.journeys.hands import Hands, sign_in
from tests.looking import WIDE, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def wednesday() -> date:
    """That of next week, so that it is never today."""
    today = clock.now().astimezone(AMSTERDAM).date()
    return today + timedelta(days=9 - today.weekday())


@pytest.fixture
def cast(own_database, wednesday) -> Cast:
    """All of it is open on one day only."""
    cast = assemble()
    things = (cast.studio, cast.microphones, cast.engineer)
    OpeningWindow.objects.filter(facility__in=things).delete()
    for thing in things:
        open_on(thing, [wednesday])
    return cast


@pytest.fixture
def how_to(cast) -> HowTo:
    """Zoë's: the studio by its name, two microphones of any kind, and somebody who helps, if one wants."""
    found = by_zoe(cast, title="A trio live", language="en", minutes=170, themes=[knowledge.theme()])
    needs(found, cast.studio)
    needs_any(found, cast.microphones.kind, "Condenser microphone", quantity=2)
    needs_any(found, cast.engineer.kind, "Sound engineer", optional=True)
    return found


@pytest.fixture
def served(site, how_to) -> Site:
    return site()


def find_it(page: Page, served: Site) -> None:
    page.goto(f"{served.url}/en/knowledge/")
    page.get_by_role("link", name="Immersive content").click()
    page.get_by_role("link", name="A trio live").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A trio live")


def gather_it(page: Page, wednesday: date) -> None:
    """One click says where: three hours, since that is long enough for 170 minutes; here the reader asks for a week."""
    page.get_by_role("link", name="Book what this needs").click()
    expect(page.get_by_label("For how long").locator("option:checked")).to_have_text("3 hours")
    page.get_by_label("When", exact=True).select_option(label="somewhere next week")
    page.get_by_label("Town", exact=True).select_option(label="Eindhoven")
    page.get_by_label("Sound engineer").check()
    page.get_by_role("button", name="Show where").click()
    card = page.locator(".proposal")
    expect(card).to_have_count(1)
    for words in ("Effenaar", "all of it", "Studio 2", "2 × Condenser microphone", "Sound engineer"):
        expect(card).to_contain_text(words)
    expect(card).to_contain_text(f"{wednesday.day} ")
    looked_at(page, "What a how-to needs")
    fits_a_finger(page, "What a how-to needs")
    page.set_viewport_size(WIDE)
    card.get_by_role("button", name="Put it in my basket").click()
    expect(page.get_by_role("heading", name="Your basket")).to_be_visible()


def book_it(page: Page) -> None:
    """Whoever has no session signs in on the way, and the basket is still there."""
    page.get_by_role("button", name="Show the price").click()
    page.locator("aside.panel").get_by_role("link", name=re.compile("Sign in")).first.click()
    page.locator("[name=login]").fill("bo@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("^Hold it for")).click()
    page.get_by_role("button", name=re.compile("^Confirm")).click()
    expect(page.locator("main")).to_contain_text("It is yours. What happens next:")


def say_that_it_worked(page: Page, served: Site, how_to: HowTo) -> None:
    page.goto(f"{served.url}/en/how-tos/{how_to.slug}/")
    page.get_by_label("It worked", exact=True).check()
    page.get_by_label("Our organisation may be named").check()
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.locator("#works")).to_contain_text("Among them: Collectief Zout.")
    page.get_by_text("Ask a question").click()
    page.get_by_label("Your question").fill("Which cable?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#questions")).to_contain_text("Which cable?")


def answer_it(page: Page, served: Site, how_to: HowTo) -> None:
    """Its author, in a browser of her own."""
    sign_in(Hands(page), served, "zoe@example.org")
    page.goto(f"{served.url}/en/how-tos/{how_to.slug}/")
    page.locator("#questions").get_by_text("Answer: Which cable?").click()
    page.get_by_label("Your answer").fill("The long one.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator("#questions")).to_contain_text("the author")


def test_from_a_how_to_to_a_basket_and_back(
    browser: Browser, browser_page: Page, served, cast, how_to, wednesday
):
    page = browser_page
    find_it(page, served)
    gather_it(page, wednesday)
    book_it(page)
    booking = Booking.objects.get()
    assert booking.state == BookingState.CONFIRMED
    lines = booking.lines.order_by("pk").values_list("facility__name", "quantity")
    assert sorted(lines) == [("Condenser microphone", 2), ("Sound engineer", 1), ("Studio 2", 1)]
    assert (booking.period.start.astimezone(AMSTERDAM).date(), booking.period.minutes) == (wednesday, 180)

    complete_ended(now=booking.period.end)
    page.goto(f"{served.url}/en/bookings/{booking.number}/")
    expect(page.locator("main")).to_contain_text("done")
    gear = gear_of_booking(cast.bo, booking.number).gear
    assert {(each.name, each.quantity) for each in gear} == set(lines)
    page.get_by_role("link", name="Write a how-to").click()
    page.get_by_role("button", name="Start writing").click()
    page.wait_for_url("**/knowledge/write/*-*/")
    draft = Contribution.objects.get().draft
    assert {(each["name"], int(each["quantity"])) for each in draft["gear"]} == set(lines)
    assert draft["minutes"] == "180"

    say_that_it_worked(page, served, how_to)
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Amsterdam")
    answer_it(context.new_page(), served, how_to)
    context.close()
    page.reload()
    page.locator("#questions").get_by_role("button", name="This helped").click()
    expect(page.locator("#questions")).to_contain_text("Answered")
    looked_at(page, "A how-to with what readers said")
    fits_a_finger(page, "A how-to with what readers said")
    assert Trial.objects.get().worked and Reply.objects.get().accepted_at
