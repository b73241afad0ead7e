"""A quartermaster looks at what undoing a file would do, and undoes it."""

import pytest
from playwright.sync_api import Page, expect

from region.actions.change_entry import change_entry
from region.models import AtlasEntry
from tests.cast import NOW, Cast, assemble
from tests.factories.atlas import entry_facts
from tests.factories.desk import ready
from tests.factories.entry_files import HEAD, taken_over
from tests.factories.imports import csv_file
from tests.looking import fits_a_finger, looked_at
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def brought(cast: Cast) -> str:
    """A file that changed two entries and made one; somebody changed one of them since. The address of its page."""
    ready("Oudlab", website="https://oud.example"), ready("Druklab")
    rows = [
        (name, "venue", "Eindhoven", f"https://{name}.example") for name in ("Oudlab", "Druklab", "Nieuwlab")
    ]
    file = taken_over(cast.brabant, csv_file(HEAD, *rows), cast.karim)
    busy = AtlasEntry.objects.get(name="Druklab")
    facts = entry_facts("Druklab")
    change_entry(entry_id=busy.pk, at_version=busy.version, facts=facts, actor=cast.anna, now=NOW)
    return f"en/region/noord-brabant/import/{file.uuid}/"


def test_a_file_is_looked_at_and_undone(browser_page: Page, site, cast):
    page, served, address = browser_page, site(), brought(cast)
    assert isinstance(served, Site)
    cookie = signed_in(cast.karim).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])
    page.goto(f"{served.url}/{address}")
    page.get_by_role("link", name="Undo this file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Undo this file")
    looked_at(page, "what would be undone")
    fits_a_finger(page, "what would be undone")
    expect(page.get_by_role("region", name="Stay as they are")).to_contain_text("Druklab")
    expect(page.get_by_role("region", name="Put back as they were")).to_contain_text("https://oud.example")
    expect(page.get_by_role("region", name="Taken off the atlas")).to_contain_text("Nieuwlab")
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("The file is undone.").first).to_be_visible()
    looked_at(page, "a file that was undone")
    assert AtlasEntry.objects.get(name="Nieuwlab").stage == "taken_off"
    assert AtlasEntry.objects.get(name="Oudlab").website == "https://oud.example"
