"""Pages of the planning on which somebody has begun something, in a browser: for everybody, from 320 pixels on, in both
themes, and under a finger."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking
from hub.kit import clock
from members.models import UnreachableAddress
from tests.axe import violations
from tests.cast import Cast, assemble, declare_band_a
from tests.factories.blocks import blocked
from tests.factories.bookings import booked
from tests.factories.facilities import open_on
from tests.factories.imports import HEAD, csv_file, read, taken_in
from tests.factories.repairs import other_studio
from tests.journeys.planning import bar, coming, drag, hours, open_planning
from tests.looking import enter, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser
FILE = csv_file(HEAD, ("Zolder", "recording studio", "Zolder", "", "40"))


@pytest.fixture
def on() -> date:
    return coming(3)


@pytest.fixture
def cast(own_database, on) -> Cast:
    """Zout has the studio at thirteen, Noord at nine; there is a second studio."""
    cast = assemble()
    declare_band_a(cast.zout)
    other = other_studio(cast)
    for thing in (cast.studio, other, cast.microphones, cast.engineer):
        thing.openings.all().delete()
        open_on(thing, [on + timedelta(weeks=number) for number in range(4)])
    now = clock.now()
    booked(cast.bo, cast.zout, cast.studio, period=hours(on, 13, 16), now=now)
    booked(cast.ilse, cast.noord, cast.studio, period=hours(on, 9, 11), now=now)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


@pytest.fixture
def desk(served) -> str:
    return f"{served.url}/nl/desk/effenaar/"


def for_everybody(page: Page, name: str) -> None:
    looked_at(page, name)
    fits_a_finger(page, name)


def of_zout(cast: Cast) -> Booking:
    return Booking.objects.get(organisation=cast.zout)


def test_moving_and_making_without_a_mouse(browser_page, served, desk, cast, on):
    page = browser_page
    enter(page, served, cast.teun)
    page.goto(f"{desk}planning/new/")
    for_everybody(page, "where something new is to be")
    period, unit = hours(on, 18, 20), cast.studio.units.get().pk
    start, end = (int(at.timestamp()) // 60 for at in (period.start, period.end))
    page.goto(f"{desk}planning/new/?unit={unit}&start={start}&end={end}")
    for_everybody(page, "for whom something new is")
    page.get_by_text("Voor het huis zelf").click()
    for_everybody(page, "something new for the house")
    page.goto(f"{desk}planning/move/?booking={of_zout(cast).number}")
    for_everybody(page, "where a booking goes")
    page.get_by_role("button", name="Toon wat er verandert").click()
    expect(page.get_by_role("main")).to_contain_text("Het staat daar al.")
    for_everybody(page, "a booking that stays where it is")
    page.get_by_label("Waarheen").select_option(label="studio-5-001")
    page.get_by_role("button", name="Toon wat er verandert").click()
    expect(page.get_by_role("heading", name="Zo verplaatsen?")).to_be_visible()
    for_everybody(page, "what moving it would change")


def test_what_a_drag_asks_and_what_it_refuses_can_be_answered(browser_page, served, cast, on):
    page = browser_page
    enter(page, served, cast.teun)
    open_planning(page, served, on)
    dialog = page.get_by_role("dialog")
    close = dialog.get_by_role("button", name="Close")
    drag(page, bar(page, "Collectief Zout"), 2)
    expect(dialog).to_contain_text("15:00")
    expect(close).to_be_hidden()
    assert violations(page) == []
    dialog.get_by_text("Leave it").click()
    expect(dialog).to_be_hidden()
    drag(page, bar(page, "Collectief Zout"), -4)
    expect(dialog).to_contain_text("Studio 2 is no longer free then")
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []
    close.click()
    expect(dialog).to_be_hidden()
    expect(bar(page, "Collectief Zout")).to_contain_text("13:00–16:00")


def test_what_waits_is_counted_above_the_planning_and_stands_beneath_it(browser_page, served, desk, cast, on):
    page = browser_page
    blocked(
        cast.studio.units.get(), period=hours(on, 12, 17), knowing={of_zout(cast).number}, now=clock.now()
    )
    enter(page, served, cast.teun)
    page.goto(f"{desk}planning/?day={on}&as=table")
    counts = page.get_by_role("navigation", name="Wat op je wacht")
    expect(counts.get_by_role("link")).to_have_text(
        ["Kan niet doorgaan 1", "Nieuw en geannuleerd sinds gisteren 2"]
    )
    table, waiting = page.get_by_role("table"), page.get_by_role("region", name="Wat op je wacht")
    tops = [each.bounding_box()["y"] for each in (counts, table, waiting)]  # type: ignore[index]
    assert tops == sorted(tops)
    counts.get_by_role("link", name="Kan niet doorgaan").click()
    expect(page.get_by_role("heading", name="Kan niet doorgaan")).to_be_in_viewport()
    for_everybody(page, "the planning with what waits")


def test_finding_something_else_for_who_was_hit(browser_page, served, desk, cast, on):
    page = browser_page
    number = of_zout(cast).number
    made = blocked(cast.studio.units.get(), period=hours(on, 12, 17), knowing={number}, now=clock.now())
    enter(page, served, cast.teun)
    for where in ("blocks/", f"blocks/{made.uuid}/", "repair/"):
        page.goto(f"{desk}{where}")
        for_everybody(page, where)
    page.get_by_role("button", name="Bekijk wat ik koos").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zo doen?")
    for_everybody(page, "before it is done")
    page.get_by_role("button", name="Ja, doe het voor deze boeking").click()
    for_everybody(page, "a reason that lacks")


def test_whom_no_mail_reaches_is_said_wherever_somebody_looks(browser_page, served, desk, cast, on):
    page, now = browser_page, clock.now()
    UnreachableAddress.objects.create(
        address=cast.bo.email, code=550, said="No such user", since=now, last_at=now
    )
    booking = f"{served.url}/nl/bookings/{of_zout(cast).number}/"
    pages = ((cast.bo, f"{served.url}/nl/account/mail/"), (cast.bo, booking), (cast.teun, booking))
    for person, where in (*pages, (cast.teun, f"{desk}planning/?as=table")):
        enter(page, served, person)
        page.goto(where)
        expect(page.get_by_role("main")).to_contain_text("mail")
        for_everybody(page, where)


def test_a_file_that_waits_for_a_worker_or_for_a_yes(browser_page, served, desk, cast):
    page, now = browser_page, clock.now()
    waits = read(cast.effenaar, FILE, cast.hanna, now=now)
    enter(page, served, cast.hanna)
    page.goto(f"{desk}moving-in/{waits.uuid}/")
    expect(page.get_by_role("button", name="Neem alles over")).to_be_visible()
    for_everybody(page, "a preview")
    again = taken_in(cast.effenaar, FILE, cast.hanna, now=now)
    page.goto(f"{desk}moving-in/{again.uuid}/")
    expect(page.get_by_role("progressbar")).to_be_visible()
    for_everybody(page, "a file that is read")


def test_series_fit_a_finger_too(browser_page, served, cast, on):
    page = browser_page
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/nl/book/at/effenaar/studio-2/?date={on}&from=19:00&to=22:00")
    page.locator("#choose .btn").click()
    page.get_by_role("button", name="Elke week of maand boeken").click()
    fits_a_finger(page, "a series to begin")
    page.get_by_label("Hoeveel keer").fill("4")
    page.get_by_role("button", name="Laat de data zien").last.click()
    expect(page.locator("table.series-dates tbody tr")).to_have_count(4)
    fits_a_finger(page, "its dates")
    page.get_by_role("button", name="4 data boeken").click()
    expect(page.locator("main table tbody tr")).to_have_count(4)
    fits_a_finger(page, "a series")
    page.get_by_role("link", name="Vanaf hier wijzigen").nth(1).click()
    for_everybody(page, "a series to change")
    page.get_by_label("Waarvoor").fill("Optreden")
    page.get_by_role("button", name="Laat zien wat het kost").click()
    expect(page.get_by_role("button", name="Ja, 3 data wijzigen")).to_be_visible()
    for_everybody(page, "a series before it is changed")
