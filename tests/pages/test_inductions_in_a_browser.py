"""From "you need an induction" to a booking, in a browser: the session is booked, the desk sees who is there, and the
thing is theirs. Each page on the way is looked at."""

from datetime import date, datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.actions.mark_attendance import mark_attendance
from bookings.actions.settle_sessions import settle_sessions
from bookings.models import Booking
from facilities.models import InductionGrant, OpeningWindow, TrainingSession
from hub.kit import clock
from hub.kit.periods import Period
from tests.cast import Cast, assemble
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.inductions import a_session, asked_at
from tests.looking import enter, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def day() -> date:
    return clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)


@pytest.fixture
def cast(own_database, day) -> Cast:
    cast = assemble()
    OpeningWindow.objects.filter(facility=cast.studio).delete()
    open_on(cast.studio, [day, day + timedelta(days=1)])
    return cast


@pytest.fixture
def session(cast, day) -> TrainingSession:
    now = clock.now()
    start = datetime.combine(day, time(10), AMSTERDAM)
    laser = asked_at(cast.studio, now=now)
    return a_session(cast.effenaar, laser, period=Period(start, start + timedelta(hours=2)), now=now)


@pytest.fixture
def served(site, session) -> Site:
    return site()


def book_a_seat(page: Page, served: Site, session: TrainingSession) -> Booking:
    """From the thing that asks for it to the session that gives it."""
    page.goto(f"{served.url}/en/hubs/effenaar/studio-2/")
    expect(page.get_by_text("You do not hold it.")).to_be_visible()
    looked_at(page, page.url)
    page.get_by_role("link", name="Laser (induction)").click()
    expect(page.get_by_role("heading", name="How to get it")).to_be_visible()
    looked_at(page, page.url)
    page.get_by_role("link", name=session.facility.name).click()
    page.get_by_role("link", name="Book a seat").click()
    page.get_by_role("button", name="Put it in the basket").click()
    expect(page.get_by_label("Who will be there?")).to_be_visible()
    looked_at(page, page.url)
    page.get_by_role("button", name="Show the price").click()
    page.get_by_role("button", name="Hold it for").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="on account").click()
    expect(page.get_by_text("Booking confirmed").or_(page.get_by_text("confirmed")).first).to_be_visible()
    return Booking.objects.get()


def test_from_what_one_may_not_use_to_using_it(browser_page, served, cast, session, day):
    page = browser_page
    enter(page, served, cast.bo)
    booking = book_a_seat(page, served, session)
    page.goto(f"{served.url}/en/account/inductions/")
    expect(page.get_by_text("You hold none yet.")).to_be_visible()
    enter(page, served, cast.teun)
    for address in ("", "new/", f"{session.pk}/"):
        page.goto(f"{served.url}/en/desk/effenaar/sessions/{address}")
        looked_at(page, page.url)
    expect(page.get_by_role("rowheader", name="Bo")).to_be_visible()
    fits_a_finger(page, page.url)
    # What the desk says during the session, and the clock after it.
    mark_attendance(number=booking.number, came=True, actor=cast.teun, now=session.period.start)
    settle_sessions(now=session.period.end)
    InductionGrant.objects.update(valid_from=clock.now() - timedelta(minutes=1))
    for address in ("", f"{session.induction_id}/"):
        page.goto(f"{served.url}/en/manage/effenaar/inductions/{address}")
        looked_at(page, page.url)
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/en/account/inductions/")
    expect(page.get_by_role("rowheader", name="Laser (induction)")).to_be_visible()
    looked_at(page, page.url)
    after = day + timedelta(days=1)
    page.goto(f"{served.url}/en/book/at/effenaar/studio-2/?date={after}&from=13:00&to=15:00")
    page.get_by_role("button", name="Put it in the basket").click()
    page.get_by_role("button", name="Show the price").click()
    expect(page.get_by_text("This cannot be booked like this")).to_have_count(0)
    expect(page.get_by_role("button", name="Hold it for")).to_be_visible()
