"""Who comes along, in a browser: the manager says it, the guest sees it, the desk reads it; in nobody's way."""

from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking
from facilities.actions.set_dayparts import set_dayparts
from facilities.models import OpeningWindow
from facilities.rules.dayparts import DaypartTime
from hub.kit import clock
from hub.kit.audit import SITE
from tests.cast import Cast, assemble
from tests.factories.facilities import AMSTERDAM, made_of, open_on
from tests.factories.funding import card
from tests.looking import enter, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def day() -> date:
    return clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)


@pytest.fixture
def cast(own_database, day) -> Cast:
    cast = assemble()
    things = (cast.studio, cast.microphones, cast.engineer)
    OpeningWindow.objects.filter(facility__in=things).delete()
    for thing in things:
        open_on(thing, [day])
    cast.studio.capacity_people = 80
    cast.studio.save()
    parts = [
        DaypartTime("Middag", "Afternoon", time(13), time(17)),
        DaypartTime("Avond", "Evening", time(18), time(23)),
    ]
    set_dayparts(hub=cast.effenaar, dayparts=parts, actor=SITE, now=clock.now())
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def say_who_comes_along(page: Page, served: Site, cast: Cast) -> None:
    """The engineer: from 50 people on, or after six for the last hour."""
    enter(page, served, cast.hanna)
    page.goto(f"{served.url}/en/manage/effenaar/facilities/studio-2/companions/")
    for number, (why, field, value) in enumerate(
        [("people", "people", "50"), ("after", "at", "18:00")], start=0
    ):
        page.locator(f"[name=rule-{number}-companion]").select_option(str(cast.engineer.pk))
        page.locator(f"[name=rule-{number}-why]").select_option(why)
        box = page.locator(f"[name=rule-{number}-{field}]")
        box.select_option(value) if field == "at" else box.fill(value)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Who comes along is saved.")
    looked_at(page, page.url)


def test_from_the_managers_rule_to_the_desks_list(browser_page, served, cast, day):
    page = browser_page
    say_who_comes_along(page, served, cast)
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/en/book/at/effenaar/studio-2/?date={day}")
    page.get_by_role("button", name="Evening").click()
    expect(page.locator("[name=from]")).to_have_value("18:00")
    looked_at(page, page.url)
    page.get_by_role("button", name="Put it in the basket").click()
    expect(page.get_by_text("Sound engineer is needed at Studio 2 after 18:00.").first).to_be_visible()
    page.get_by_role("button", name="Afternoon").click()
    expect(page.get_by_text("Say how many people come: it decides who must be there.").first).to_be_visible()
    page.get_by_label("How many people?").fill("60")
    page.get_by_text("Set-up and strike").click()
    page.get_by_label("Set-up, in minutes").fill("60")
    page.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_text("Sound engineer is needed at Studio 2 from 50 people on.").first).to_be_visible()
    looked_at(page, page.url)
    page.get_by_role("button", name="Show the price").click()
    looked_at(page, page.url)
    page.locator("form[action$='/place/'] .btn").click()
    page.locator("form[action$='/confirm/'] .btn").click()
    expect(page.get_by_text("60 people · doors from 14:00, set-up before that").first).to_be_visible()
    looked_at(page, page.url)
    assert Booking.objects.get().lines.count() == 2
    enter(page, served, cast.teun)
    for path in ("", f"planning/?day={day}"):
        page.goto(f"{served.url}/en/desk/effenaar/{path}")
        expect(page.get_by_text("60 people").first).to_be_visible()
        looked_at(page, page.url)


def test_days_and_holidays_are_ticked_and_a_whole_names_its_parts(browser_page, served, cast, day):
    page = browser_page
    both = made_of((cast.studio, 1), (cast.microphones, 2), slug="both", name="Both", open_days=[day])
    card(both, hour=7_000)
    enter(page, served, cast.hanna)
    page.goto(f"{served.url}/en/manage/effenaar/facilities/studio-2/companions/")
    page.locator("[name=rule-0-companion]").select_option(str(cast.engineer.pk))
    page.locator("[name=rule-0-why]").select_option("weekday")
    rule = page.get_by_role("group", name="Rule 1")
    for box in (f"{day:%A}", "Public holidays"):
        rule.get_by_label(box, exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Who comes along is saved.")
    expect(rule.get_by_label("Public holidays", exact=True)).to_be_checked()
    page.goto(f"{served.url}/en/manage/effenaar/facilities/both/companions/")
    expect(page.get_by_text("What is inside has rules of its own")).to_contain_text("Studio 2")
    looked_at(page, page.url)


def test_a_search_says_who_comes_along_and_what_it_costs(browser_page, served, cast, day):
    page = browser_page
    say_who_comes_along(page, served, cast)
    for language, who, perhaps in (
        ("en", "Sound engineer is needed", "Somebody more may"),
        ("nl", "nodig", "Misschien"),
    ):
        asked = f"kind=recording-studio&when={day}&length=240"
        page.goto(f"{served.url}/{language}/book/?{asked}&hours=18:00-23:00")
        expect(page.locator(".beside")).to_contain_text(who)
        looked_at(page, page.url)
        page.goto(f"{served.url}/{language}/book/?{asked}")
        expect(page.locator(".card")).to_contain_text(perhaps)
        looked_at(page, page.url)
    page.goto(f"{served.url}/en/book/?{asked}")
    page.get_by_text("Several days, who comes, or something it must have").click()
    page.get_by_label("How many people?").fill("60")
    page.get_by_role("button", name="Show what is free").click()
    expect(page.locator(".beside")).to_contain_text("from 50 people on")
    looked_at(page, page.url)
    price = page.locator(".card .share b").first.inner_text()
    page.get_by_role("button", name="Choose").click()
    page.get_by_role("button", name="Show the price").click()
    expect(page.locator("aside .share b").first).to_have_text(price)
