"""Talking about a booking, how it is set up and what a hub says, in a browser: from 320 pixels on, in both themes."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking
from hub.kit import clock
from hub.kit.periods import Period, day
from tests.cast import Cast, assemble
from tests.factories.bookings import booked
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.papers import scan
from tests.looking import enter, fits_a_finger, looked_at

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


@pytest.fixture
def two(cast) -> tuple[Booking, Booking]:
    """The same studio twice."""
    now = clock.now()
    on = now.astimezone(AMSTERDAM).date() + timedelta(days=6)
    cast.studio.openings.all().delete()
    open_on(cast.studio, [on])
    nine = day(on, AMSTERDAM).start + timedelta(hours=9)
    periods = (
        Period(nine, nine + timedelta(hours=3)),
        Period(nine + timedelta(hours=5), nine + timedelta(hours=8)),
    )
    first, second = (booked(cast.bo, cast.zout, cast.studio, period=each, now=now) for each in periods)
    return first, second


def test_a_rider_is_sent_read_and_answered(browser_page: Page, site, cast, two, tmp_path):
    served, page = site(), browser_page
    first, _second = two
    here = f"{served.url}/nl/bookings/{first.number}/"
    rider = tmp_path / "patchlijst.txt"
    rider.write_text("Kick, snare, hat\n")
    enter(page, served, cast.bo)
    page.goto(here)
    with page.expect_navigation():
        page.get_by_role("link", name="Lees en schrijf").click()
    looked_at(page, "a thread with nothing in it")
    page.get_by_label("Je bericht").fill("Hier is onze patchlijst.")
    page.get_by_label("Bestanden").set_input_files(rider)
    page.get_by_role("button", name="Verstuur").click()
    page.get_by_role("link", name="patchlijst.txt").wait_for()
    enter(page, served, cast.teun)
    page.goto(f"{served.url}/nl/desk/effenaar/")
    looked_at(page, "the desk with a message")
    page.get_by_role("link", name="Collectief Zout").first.click()
    page.get_by_label("Je bericht").fill("Dank, het ligt klaar.")
    looked_at(page, "a thread with a file")
    fits_a_finger(page, "a thread with a file")
    with page.expect_download() as saved:
        page.get_by_role("link", name="patchlijst.txt").click()
    assert saved.value.suggested_filename == "patchlijst.txt"
    page.get_by_role("button", name="Verstuur").click()
    page.locator("main").get_by_text("Dank, het ligt klaar.").wait_for()
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/nl/bookings/")
    page.get_by_role("link", name="Nieuw bericht").wait_for()
    looked_at(page, "bookings with something new")


def test_the_same_is_set_up_again_with_one_click(browser_page: Page, site, cast, two, tmp_path):
    served, page = site(), browser_page
    first, second = two
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/nl/bookings/{first.number}/set-up/")
    looked_at(page, "a set-up to write down")
    page.get_by_label("Hoe het klaarstaat").fill("Drumstel links.")
    from_phone = tmp_path / "podium.png"
    from_phone.write_bytes(scan("PNG"))
    page.get_by_label("Foto’s").set_input_files(from_phone)
    page.get_by_role("button", name="Bewaar het").click()
    shown = page.get_by_role("img", name="Hoe het klaarstond, foto 1")
    shown.wait_for()
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", value=True)
    expect(shown).not_to_have_js_property("naturalWidth", value=0)
    looked_at(page, "a booking with its set-up")
    page.goto(f"{served.url}/nl/bookings/{second.number}/")
    page.get_by_role("heading", name="Net als de vorige keer").wait_for()
    looked_at(page, "a booking as last time")
    page.get_by_role("button", name="Laat het als de vorige keer").click()
    page.get_by_role("link", name="Verander hoe het klaarstaat").click()
    page.get_by_role("button", name="Verwijderen").wait_for()
    looked_at(page, "a set-up to change")
    fits_a_finger(page, "a set-up to change")


def test_what_a_hub_says_and_what_somebody_gets_are_for_everybody(browser_page: Page, site, cast, two):
    served, page = site(), browser_page
    enter(page, served, cast.hanna)
    page.goto(f"{served.url}/nl/desk/effenaar/messages/")
    looked_at(page, "mails to guests")
    page.get_by_role("link", name="Bevestiging").click()
    page.get_by_label("In het Nederlands").fill("Dag {name}, bel bij {hub}: https://weg.example/in")
    page.get_by_role("button", name="Bekijk het eerst").click()
    mail = page.frame_locator('iframe[title="De mail, voor wie Nederlands leest"]')
    expect(mail.get_by_text("Dag Bo, bel bij Effenaar")).to_be_visible()
    expect(mail.get_by_role("link", name="https://weg.example/in")).to_be_visible()
    # Its styles are used: the policy of the page around it lets them.
    expect(mail.get_by_text("Vliegwiel", exact=True)).to_have_css("border-bottom-style", "solid")
    looked_at(page, "words to look at")
    fits_a_finger(page, "words to look at")
    page.get_by_label("In het Engels").fill("{naam}")
    with page.expect_navigation():
        page.get_by_role("button", name="Bewaren").click()
    looked_at(page, "words that cannot be")
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/nl/account/mail/")
    looked_at(page, "what somebody is mailed")
    fits_a_finger(page, "what somebody is mailed")
