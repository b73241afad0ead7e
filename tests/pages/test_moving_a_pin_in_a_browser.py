"""The pin of an entry on a map of its form: clicked, dragged, moved by keys; the two numbers follow, and are saved."""

import pytest
from playwright.sync_api import Page, expect

from region.models import AtlasEntry
from tests.cast import Cast, assemble
from tests.factories.atlas import an_entry
from tests.looking import awaited, looked_at
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


@pytest.fixture
def page(browser_page, site, cast) -> Page:
    served: Site = site()
    cookie = signed_in(cast.karim).cookies["sessionid"]
    browser_page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])
    browser_page.emulate_media(reduced_motion="reduce")
    browser_page.set_viewport_size({"width": 1280, "height": 900})
    an_entry("Klankwerf", about_nl="Maakt geluid.", source="its own page")
    browser_page.goto(f"{served.url}/en/region/entries/klankwerf/edit/")
    return browser_page


def test_the_pin_is_clicked_dragged_and_moved_by_keys_and_the_numbers_follow(page):
    latitude, longitude = page.get_by_label("Latitude"), page.get_by_label("Longitude")
    pin, map_ = page.locator(".pin-mark"), page.locator("[data-pin]")
    expect(pin).to_be_visible()
    expect(latitude).to_have_value("")
    map_.scroll_into_view_if_needed()
    map_.click(position={"x": 60, "y": 220})
    expect(latitude).not_to_have_value("")
    clicked = float(longitude.input_value())
    town = AtlasEntry.objects.get().municipality
    assert town is not None and clicked < float(town.longitude), "to the west of the centre"

    box = pin.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y, steps=8)
    page.mouse.up()
    awaited(page, lambda: float(longitude.input_value()) > clicked)
    dragged = float(latitude.input_value())

    pin.focus()
    page.keyboard.press("ArrowUp")
    awaited(page, lambda: float(latitude.input_value()) > dragged)
    expect(page.locator("#said")).to_have_text(
        f"Latitude {latitude.input_value()}, Longitude {longitude.input_value()}"
    )
    looked_at(page, "pin")
    wanted = latitude.input_value()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klankwerf")
    entry = AtlasEntry.objects.get()
    assert entry.pin_moved and f"{entry.latitude:.5f}" == wanted

    page.go_back()
    page.get_by_role("button", name="Back to the centre of the town").click()
    expect(page.get_by_label("Latitude")).to_have_value("")
    expect(page.locator(".pin-mark.at-centre")).to_be_visible()
