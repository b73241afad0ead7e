"""A week at a venue's desk, in a real browser, with what is refused and what is put back."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import time_machine
from playwright.sync_api import Page, expect

from bookings.actions.offer_places import offer_places
from bookings.actions.remind_due import remind_due
from bookings.models import Block, Booking, BookingState, Series, WaitlistEntry
from facilities.models import Facility
from hub.kit import clock
from tests.cast import Cast, assemble, declare_band_a
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked
from tests.factories.facilities import open_on
from tests.factories.repairs import other_studio
from tests.journeys.planning import (
    bar,
    book_again,
    calendar_link,
    coming,
    drag,
    hours,
    iso,
    lifted_by_mistake,
    mails_to,
    open_planning,
    pull,
    rider_sent,
    spreadsheet_sent,
    spreadsheet_taken_over,
    stretch,
    the_event,
    told,
    words,
    worked_off,
)
from tests.looking import enter
from tests.serving import Site

pytestmark = pytest.mark.browser
WEEK = timedelta(weeks=1)


@pytest.fixture
def on() -> date:
    return coming(2)


@pytest.fixture
def cast(own_database, on) -> Cast:
    """That day, the next one and its weeks all is open; Zout has the studio at thirteen, Noord at nine."""
    cast = assemble()
    declare_band_a(cast.zout)
    for thing in (cast.studio, cast.microphones, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [on, on + timedelta(days=1), *(on + number * WEEK for number in range(1, 5))])
    booked(cast.bo, cast.zout, cast.studio, period=hours(on, 13, 16), now=clock.now())
    booked(cast.ilse, cast.noord, cast.studio, period=hours(on, 9, 11), now=clock.now())
    return cast


@pytest.fixture
def served(site, cast, settings) -> Site:
    running = site()
    # Whoever works off the outbox sends by the same post as the site.
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(running.folder / "mail")
    settings.SITE_URL = running.url
    return running


@pytest.fixture
def page(browser_page, served) -> Iterator[Page]:
    """Whatever the week brings, the books are right at its end."""
    yield browser_page
    # The site of the tests keeps files in its own memory, where nobody here sees them.
    assert set(broken_invariants()) <= {"I17u"}


def of_zout(cast: Cast) -> Booking:
    return Booking.objects.get(organisation=cast.zout)


def test_a_booking_comes_two_hours_later_and_goes_back(page, served, cast, on):
    enter(page, served, cast.teun)
    open_planning(page, served, on)
    dialog = page.get_by_role("dialog")
    # The price and who is told stand there before anything happens.
    drag(page, bar(page, "Collectief Zout"), 2)
    for shown in ("15:00", "stays as it is", "Bo, Effenaar: a mail with your reason"):
        expect(dialog).to_contain_text(shown)
    dialog.get_by_label("Why are you moving it?").fill("The piano is tuned until three")
    dialog.get_by_role("button", name="Do it").click()
    expect(page.locator("#plan-note")).to_contain_text("They get a mail with the new time.")
    expect(bar(page, "Collectief Zout")).to_contain_text("15:00–18:00")
    mail = words(mails_to(served, cast.bo.email)[-1])
    assert "15:00" in mail and "The piano is tuned until three" in mail
    page.get_by_role("button", name="Undo").click()
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
    assert of_zout(cast).period == hours(on, 13, 16)
    # Onto somebody else it does not go, and why stands there in words; the bar is where it was.
    drag(page, bar(page, "Collectief Zout"), -4)
    expect(dialog).to_contain_text("Studio 2 is no longer free then")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
    assert of_zout(cast).period == hours(on, 13, 16)
    assert "13:00" in words(mails_to(served, cast.bo.email)[-1])


def test_one_stays_longer_its_price_is_said_and_it_goes_back(page, served, cast, on):
    enter(page, served, cast.teun)
    open_planning(page, served, on)
    dialog, before = page.get_by_role("dialog"), of_zout(cast).own_cents
    page.get_by_role("link", name="Week", exact=True).click()
    expect(page.locator("#timeline .plan-beside", has_text="Collectief Zout")).to_be_visible()
    page.get_by_label("State", exact=True).select_option(label="confirmed")
    page.get_by_role("link", name="Day", exact=True).click()
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")
    stretch(page, bar(page, "Collectief Zout"), 3)
    expect(dialog).to_contain_text(re.compile("19:00.* more.*Already paid.*still to be paid", re.S))
    dialog.get_by_role("button", name="Do it").click()
    expect(page.locator("#plan-note")).to_contain_text("Moved")
    assert of_zout(cast).period == hours(on, 13, 19) and of_zout(cast).own_cents > before
    drag(page, bar(page, "Collectief Zout"), 2)
    dialog.get_by_role("button", name="Do it").click()
    expect(bar(page, "Collectief Zout")).to_contain_text("15:00–21:00")
    page.get_by_role("button", name="Undo").click()
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–19:00")


def test_somebody_calls_and_the_house_keeps_its_engineer(page, served, cast, on):
    enter(page, served, cast.teun)
    open_planning(page, served, on)
    dialog = page.get_by_role("dialog")
    pull(page, "Studio 2", 18, 20)
    expect(dialog).to_contain_text("list price")
    dialog.get_by_label("For whom").fill("De Regenboog")
    dialog.get_by_label("Who calls").fill("Wil van Dam")
    dialog.get_by_label("Telephone").fill("040 1234567")
    dialog.get_by_role("button", name="Book it for").click()
    expect(bar(page, "De Regenboog")).to_contain_text("18:00–20:00")
    made = Booking.objects.get(organisation__name="De Regenboog")
    assert (made.state, made.period) == (BookingState.CONFIRMED, hours(on, 18, 20))
    pull(page, "Sound engineer", 13, 17)
    dialog.get_by_text("For the house itself").click()
    dialog.get_by_label("What it is called").fill("Own concert")
    dialog.get_by_role("button", name="Block it").click()
    expect(bar(page, "Own concert")).to_contain_text("13:00–17:00")
    lifted_by_mistake(page, "Own concert")


def test_the_floor_breaks_and_its_guests_get_another_studio(page, served, cast, on):
    other_studio(cast)
    enter(page, served, cast.teun)
    open_planning(page, served, on)
    page.get_by_role("link", name="Block units").click()
    main = page.get_by_role("main")
    page.locator(f"input[value=u{cast.studio.units.get().pk}]").check()
    for name, hour in (("from_time", "12:00"), ("to_time", "18:00")):
        page.locator(f"[name={name}]").select_option(hour)
    page.get_by_label("What it is called").fill("Broken floor")
    main.get_by_role("button", name="Block", exact=True).click()
    # What it hits is shown first, and nothing has happened.
    expect(main).to_contain_text(of_zout(cast).number)
    assert not Block.objects.exists()
    main.get_by_role("button", name="Block; then I decide about these bookings").click()
    expect(page.get_by_role("radio", name="Studio 5")).to_be_checked()
    main.get_by_role("button", name="All as proposed").click()
    expect(main).to_contain_text("Nothing has happened yet.")
    page.get_by_label("Why?").fill("The floor of Studio 2 is broken")
    main.get_by_role("button", name="Yes, do it for this booking").click()
    expect(main).to_contain_text("Every booking to come can be kept as it is.")
    mail = words(mails_to(served, cast.bo.email)[-1])
    assert "Studio 5" in mail and "The floor of Studio 2 is broken" in mail
    open_planning(page, served, on)
    for row, who in (("Studio 5", "Collectief Zout"), ("Studio 2", "Broken floor"), ("Studio 2", "Kwartet")):
        expect(page.get_by_role("row", name=row).get_by_role("link", name=who).first).to_be_attached()


def test_every_week_but_for_the_week_that_is_taken(page, served, cast, on):
    booked(cast.ilse, cast.noord, cast.studio, period=hours(on + WEEK, 19, 21), now=clock.now())
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/en/book/at/effenaar/studio-2/?date={on}&from=19:00&to=22:00")
    page.locator("#choose .btn").click()
    page.get_by_role("button", name="Book it every week or month").click()
    page.get_by_label("How many times").fill("4")
    page.get_by_role("button", name="Show the dates").last.click()
    dates = page.locator("table.series-dates tbody tr")
    expect(dates).to_have_count(4)
    expect(dates.nth(1)).to_contain_text("taken")
    expect(page.get_by_text("1 date is for you to decide")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Book"))).to_have_count(0)
    dates.nth(1).get_by_role("combobox").select_option("out")
    page.get_by_role("button", name="Show what my choice costs").click()
    page.get_by_label("What will you do?").fill("Choir")
    page.get_by_role("button", name="Book 3 dates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choir")
    expect(page.locator("main table tbody tr")).to_have_count(3)
    expect(page.get_by_text("Left out when it was booked:")).to_be_visible()
    made = [each.period for each in Series.objects.get().bookings.order_by("during")]
    assert made == [hours(on + number * WEEK, 19, 22) for number in (0, 2, 3)]


def test_what_comes_free_is_offered_to_the_line_and_taken(page, served, cast, on):
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/en/book/wait/effenaar/studio-2/?date={on}&from=09:00&to=11:00")
    page.get_by_role("button", name="Stand in line").click()
    expect(page.get_by_role("main")).to_contain_text("You are number 1 in line.")
    assert offer_places(now=clock.now()) == 0
    enter(page, served, cast.ilse)
    theirs = Booking.objects.get(organisation=cast.noord)
    page.goto(f"{served.url}/en/bookings/{theirs.number}/cancel/")
    page.get_by_role("button", name="Yes, cancel it").click()
    told(page, "cancelled")
    # The worker comes by: it is kept for who waited, and a mail says so.
    assert offer_places(now=clock.now()) == 1
    offer = WaitlistEntry.objects.get().offer
    mail = words(mails_to(served, cast.bo.email)[-1])
    enter(page, served, cast.bo)
    page.goto(re.search(rf"{served.url}\S*/{offer.number}/", mail)[0])  # type: ignore[index]
    expect(page.get_by_role("main")).to_contain_text("It is your turn")
    page.get_by_role("button", name="Confirm, on account for").click()
    expect(page.get_by_role("main")).to_contain_text("It is yours. What happens next:")
    offer.refresh_from_db()
    assert (offer.state, offer.period) == (BookingState.CONFIRMED, hours(on, 9, 11))


def test_a_rider_is_sent_and_it_is_set_up_as_last_time(page, served, cast, on, tmp_path):
    rider, first = tmp_path / "patch list.txt", of_zout(cast)
    rider.write_text("Kick, snare, hat\n")
    enter(page, served, cast.bo)
    rider_sent(page, served, first, rider)
    # The desk reads it with the file, and answers.
    enter(page, served, cast.teun)
    page.goto(f"{served.url}/en/desk/effenaar/")
    page.get_by_role("link", name="Collectief Zout").first.click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="patch list.txt").click()
    assert saved.value.path().read_text() == rider.read_text()
    page.get_by_label("Your message").fill("It lies ready.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("main")).to_contain_text("It lies ready.")
    again = book_again(page, served, cast, first, on + timedelta(days=1))
    with time_machine.travel(hours(on, 17, 18).start, tick=False):
        remind_due(now=clock.now())
        mails = [words(mail) for mail in mails_to(served, cast.effenaar.email)]
    (mail,) = [each for each in mails if again.number in each and "Drums on the left" in each]
    # Mails to a hub are in Dutch.
    assert "dit is net als de vorige keer" in mail


def test_a_phone_reads_the_planning_until_its_link_is_revoked(page, served, cast, on):
    link = calendar_link(page, served, cast.bo)
    before = the_event(link)
    assert before["start"] == iso(hours(on, 13, 16).start)
    enter(page, served, cast.teun)
    open_planning(page, served, on)
    drag(page, bar(page, "Collectief Zout"), 2)
    page.get_by_label("Why are you moving it?").fill("The piano is tuned until three")
    page.get_by_role("button", name="Do it").click()
    expect(page.locator("#plan-note")).to_contain_text("They get a mail with the new time.")
    after = the_event(link)
    assert (after["start"], after["end"]) == (iso(hours(on, 15, 18).start), iso(hours(on, 15, 18).end))
    assert after["uid"] == before["uid"] and after["sequence"] > before["sequence"]
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/en/account/calendars/")
    page.get_by_role("button", name="Revoke: my phone").click()
    expect(page.get_by_text("You have no link yet.")).to_be_visible()
    with pytest.raises(HTTPError, match="404"):
        urlopen(link)


def test_units_come_along_from_a_spreadsheet_and_go_again(page, served, cast, on):
    enter(page, served, cast.hanna)
    spreadsheet_sent(
        page,
        served,
        ("Zolder", "recording studio", "Zolder", "", "40"),
        ("Studio 2", "", "Studio 2b", "SN 2", ""),
    )
    worked_off(page)
    expect(page.get_by_role("row", name="Zolder")).to_be_visible()
    assert not Facility.objects.filter(name="Zolder").exists()
    spreadsheet_taken_over(page)
    assert Facility.objects.get(name="Zolder").units.count() == 1
    assert cast.studio.units.count() == 2
    page.get_by_role("button", name="Undo all of it").click()
    told(page, "everything is as it was")
    assert not Facility.objects.filter(name="Zolder").exists() and cast.studio.units.count() == 1
