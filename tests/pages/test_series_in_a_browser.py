"""A series in a browser: from the basket to all of its dates, and nothing in anybody's way."""

from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking, Series
from facilities.models import Facility, OpeningWindow
from hub.kit import clock
from hub.kit.periods import Period
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, HouseRulesFactory, open_on
from tests.factories.options import asks_first
from tests.looking import enter, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def day() -> date:
    """A day soon, whenever this test is run."""
    return clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)


@pytest.fixture
def cast(own_database, day) -> Cast:
    cast = assemble()
    OpeningWindow.objects.filter(facility=cast.studio).delete()
    open_on(cast.studio, [day + timedelta(weeks=week) for week in range(6)])
    HouseRulesFactory(hub=cast.effenaar)
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def in_the_way(cast: Cast, day: date) -> Booking:
    start = datetime.combine(day, datetime.min.time(), AMSTERDAM) + timedelta(hours=19)
    Facility.objects.filter(pk=cast.studio.pk).update(asks_approval=False)
    cast.effenaar.house_rules.all().delete()
    made = booked(
        cast.ilse,
        cast.noord,
        cast.studio,
        period=Period(start, start + timedelta(hours=2)),
        now=clock.now(),
    )
    HouseRulesFactory(hub=cast.effenaar)
    return made


def to_the_dates(page: Page, served: Site, cast: Cast, day: date, *, count: int = 4) -> None:
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/nl/book/at/effenaar/studio-2/?date={day}&from=19:00&to=22:00")
    page.locator("#choose .btn").click()
    page.wait_for_url("**/book/basket/")
    page.get_by_role("button", name="Elke week of maand boeken").click()
    page.wait_for_url("**/book/series/")
    looked_at(page, page.url)
    page.get_by_label("Hoeveel keer").fill(str(count))
    page.get_by_role("button", name="Laat de data zien").last.click()
    expect(page.locator("table.series-dates tbody tr")).to_have_count(count)


def test_from_the_basket_to_all_dates(browser_page, served, cast, day):
    for week in (1, 2):
        in_the_way(cast, day + timedelta(weeks=week))
    page = browser_page
    to_the_dates(page, served, cast, day, count=5)
    expect(page.get_by_text("Over 2 data beslis jij")).to_be_visible()
    expect(page.get_by_role("button", name="Laat deze 2 data weg")).to_be_visible()
    looked_at(page, "the dates, two to decide")
    for row in (1, 2):
        page.locator("table.series-dates tbody tr").nth(row).get_by_role("combobox").select_option("out")
    page.get_by_role("button", name="Laat zien wat mijn keuze kost").click()
    page.get_by_label("Wat ga je doen?").fill("Koorrepetitie")
    page.locator("[name=accept]").check()
    page.get_by_role("button", name="3 data boeken").click()
    page.wait_for_url("**/bookings/series/*/")
    assert Series.objects.get().bookings.count() == 3
    looked_at(page, page.url)


def test_every_page_of_a_series_is_for_everybody(browser_page, served, cast, day):
    page = browser_page
    to_the_dates(page, served, cast, day)
    page.locator("[name=accept]").check()
    page.get_by_role("button", name="4 data boeken").click()
    page.wait_for_url("**/bookings/series/*/")
    series = Series.objects.get()
    second = series.bookings.order_by("during__startswith")[1]
    base = f"{served.url}/nl/bookings/series/"
    for address in (
        base,
        f"{base}{series.number}/{second.number}/cancel/",
        f"{base}{series.number}/{second.number}/change/",
        f"{served.url}/nl/bookings/{second.number}/",
    ):
        page.goto(address)
        looked_at(page, page.url)
    page.goto(f"{base}{series.number}/{second.number}/change/")
    page.get_by_label("Waarvoor").fill("Optreden")
    page.get_by_role("button", name="Laat zien wat het kost").click()
    page.get_by_role("button", name="Ja, 3 data wijzigen").click()
    page.wait_for_url(f"**/bookings/series/{series.number}/")
    assert set(series.bookings.values_list("purpose", flat=True)) == {"", "Optreden"}


def test_the_desk_answers_all_dates(browser_page, served, cast, day):
    asks_first(cast.studio)
    page = browser_page
    to_the_dates(page, served, cast, day, count=2)
    page.locator("[name=accept]").check()
    page.get_by_role("button", name="2 data aanvragen").click()
    page.wait_for_url("**/bookings/series/*/")
    enter(page, served, cast.teun)
    page.goto(f"{served.url}/nl/desk/effenaar/series/")
    looked_at(page, page.url)
    page.goto(f"{served.url}/nl/bookings/series/{Series.objects.get().number}/")
    looked_at(page, page.url)
    page.get_by_label("Waarom?").fill("Welkom")
    page.get_by_role("button", name="Allemaal goedkeuren").click()
    expect(page.get_by_text("2 data zijn goedgekeurd.").first).to_be_visible()
