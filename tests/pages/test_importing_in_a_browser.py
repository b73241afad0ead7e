"""Bringing a spreadsheet along in a browser: for everybody, from 320 pixels on, in both themes; and it goes on by
itself."""

import pytest
from playwright.sync_api import Page, expect

from bookings.actions.read_import import read_import
from bookings.actions.write_import import write_import
from bookings.models import Import
from hub.kit import clock
from tests.cast import assemble
from tests.factories.imports import HEAD, csv_file, read, written
from tests.looking import enter, fits_a_finger, looked_at

pytestmark = pytest.mark.browser
FILE = csv_file(
    HEAD, ("Zolder", "recording studio", "Zolder", "", "40"), ("Studio 2", "", "tweede", "SN 2", "60")
)
WRONG = csv_file((*HEAD, "Kleur"), ("Zolder", "balzaal", "Zolder", "", "veel", "rood"))


def test_the_pages_are_for_everybody(browser_page: Page, site, own_database):
    cast, now = assemble(), clock.now()
    done = written(cast.effenaar, FILE, cast.hanna, now=now)
    wrong = read(cast.effenaar, WRONG, cast.hanna, now=now)
    served = site()
    enter(browser_page, served, cast.hanna)
    for where in ("", f"{done.uuid}/", f"{wrong.uuid}/", "take-along/"):
        browser_page.goto(f"{served.url}/nl/desk/effenaar/moving-in/{where}")
        looked_at(browser_page, where or "moving-in")
        fits_a_finger(browser_page, where or "moving-in")


def test_the_page_goes_on_by_itself(browser_page: Page, site, own_database):
    cast = assemble()
    served = site()
    enter(browser_page, served, cast.hanna)
    page = browser_page
    page.goto(f"{served.url}/en/desk/effenaar/moving-in/")
    files = page.locator("#file").locator("xpath=..")
    files.locator("input[type=file]").set_input_files(
        {"name": "zalen.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    files.get_by_role("button", name="Look at the file").click()
    shown = page.locator("#import")
    expect(shown.get_by_text("The file is being read")).to_be_visible()
    found = Import.objects.get()
    read_import(uuid=found.uuid, now=clock.now())
    expect(page.get_by_role("button", name="Take all of it over")).to_be_visible()
    page.get_by_role("button", name="Take all of it over").click()
    expect(shown.get_by_text("The file is being written")).to_be_visible()
    write_import(uuid=found.uuid, now=clock.now())
    expect(shown.get_by_text("Everything in this file is taken over.")).to_be_visible()
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.get_by_text("everything is as it was").first).to_be_visible()
