"""A quartermaster in the field on a tablet: the line goes while they save, and nothing that they typed goes with it."""

import pytest
from playwright.sync_api import Page, expect

from region.models import AtlasEntry, Claim, ContactNote
from tests.cast import Cast, assemble
from tests.factories.coming_in import claimed
from tests.factories.desk import ready
from tests.looking import TABLET, awaited, enter, fits_a_finger, into_view
from tests.serving import Site

pytestmark = pytest.mark.browser
NEW, LAB = "/en/region/noord-brabant/desk/new/", "/en/region/entries/lab/"
AGAIN = "What you typed before stands here again."


@pytest.fixture
def cast(own_database) -> Cast:
    cast = assemble()
    ready("Lab")
    return cast


@pytest.fixture
def served(site) -> Site:
    made: Site = site()
    return made


@pytest.fixture
def page(browser_page, served, cast) -> Page:
    enter(browser_page, served, cast.karim)
    browser_page.set_viewport_size(TABLET)
    return browser_page


def test_without_a_connection_nothing_is_sent_and_once_it_is_back_the_same_button_does(page, served):
    page.goto(f"{served.url}{LAB}")
    page.get_by_label("What was said").fill("They open in spring.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no connection: nothing was sent.")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_label("by phone").or_(page.get_by_label("How", exact=True)).first.select_option("call")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("They open in spring.")).to_be_visible()
    expect(page.get_by_text(AGAIN)).not_to_be_visible()
    assert ContactNote.objects.count() == 1


def test_a_machine_without_any_network_still_reaches_a_site_on_itself(page, served):
    page.add_init_script("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    page.goto(f"{served.url}{LAB}")
    page.get_by_label("What was said").fill("They open in spring.")
    page.get_by_label("How", exact=True).select_option("call")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("They open in spring.")).to_be_visible()
    assert ContactNote.objects.count() == 1


def test_a_new_entry_whose_answer_never_came_stands_there_again_and_is_made_once(page, served):
    page.goto(f"{served.url}{NEW}")
    page.get_by_label("Name", exact=True).fill("Klankhuis")
    page.get_by_label("Town").fill("Eindhoven")
    page.get_by_label("Latitude").fill("51.44")
    page.get_by_label("Longitude").fill("5.47")
    page.get_by_role("button", name="Another partner").click()
    page.locator("[name='partner-1-who']").fill("Een hogeschool")
    # The server has it, and its answer gets lost on the way.
    page.route(f"**{NEW}", lambda route: (route.fetch(max_redirects=0), route.abort())[1])
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Save").click(no_wait_after=True)
    assert AtlasEntry.objects.filter(name="Klankhuis").count() == 1
    awaited(page, lambda: page.url.startswith("chrome-error:"))
    page.unroute(f"**{NEW}")
    page.goto(f"{served.url}{NEW}")
    expect(page.get_by_text(AGAIN).first).to_be_visible()
    assert page.locator("[name='partner-1-who']").input_value() == "Een hogeschool"
    expect(page.locator(".pin-mark")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klankhuis")
    assert AtlasEntry.objects.filter(name="Klankhuis").count() == 1
    page.goto(f"{served.url}{NEW}")
    expect(page.get_by_label("Name", exact=True)).to_have_value("")


def test_what_was_typed_below_outlives_another_button_of_the_page_and_goes_with_signing_out(page, served):
    page.goto(f"{served.url}{LAB}")
    page.get_by_label("What was said").fill("They open in spring.")
    page.get_by_label("called").check()
    page.get_by_role("button", name="It is right as it stands").click()
    expect(page.locator(".badge")).to_have_text("verified")
    expect(page.get_by_label("What was said")).to_have_value("They open in spring.")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_label("What was said")).to_have_value("")
    page.get_by_label("What was said").fill("A second try.")
    page.locator("form[data-leaves]").evaluate("form => form.requestSubmit()")
    page.wait_for_url(lambda url: "/entries/" not in url)
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('kept:'))") == []


def test_a_second_file_is_taken_along_from_the_same_page(page, served):
    page.goto(f"{served.url}/en/region/noord-brabant/export/")
    for name, file in (("CSV of the entries", "csv"), ("GeoJSON", "geojson")):
        with page.expect_download() as came:
            page.get_by_role("button", name=name).click()
        assert came.value.suggested_filename.endswith(file)


def test_the_desk_is_pressed_with_a_finger(page, served):
    for address in ("desk/", "desk/entries/", "desk/duplicates/", "claims/", "export/"):
        page.goto(f"{served.url}/en/region/noord-brabant/{address}")
        fits_a_finger(page, address)
    page.goto(f"{served.url}{LAB}edit/")
    pin = page.locator(".pin-mark")
    into_view(page, pin)
    width = "pin => getComputedStyle(pin, '::before').width"
    assert float(pin.evaluate(width).removesuffix("px")) >= 44


def test_words_to_a_claim_stand_there_again_after_a_lost_answer(page, served, cast):
    claimed(AtlasEntry.objects.get(), cast.zout, cast.zoe)
    claims = f"{served.url}/en/region/noord-brabant/claims/"
    page.goto(claims)
    page.get_by_label("Your words to them").fill("Call the harbour first.")
    page.route(f"{claims}*/", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Agree Collectief").click(no_wait_after=True)
    awaited(page, lambda: page.url.startswith("chrome-error:"))
    page.unroute(f"{claims}*/")
    page.goto(claims)
    expect(page.get_by_label("Your words to them")).to_have_value("Call the harbour first.")
    page.get_by_role("button", name="Agree Collectief").click()
    expect(page.get_by_text("Answered.").first).to_be_visible()
    assert Claim.objects.get().answer == "Call the harbour first."


# What the page lets go is counted, and goes no further: so it stands there as while an answer does not come.
COUNTED = """() => { window.sent = 0; addEventListener("submit", (event) => {
    window.sent += !event.defaultPrevented; event.preventDefault(); }) }"""


def test_who_presses_twice_hears_that_it_is_on_its_way_and_may_send_again_after_half_a_minute(page, served):
    page.clock.install()
    page.goto(f"{served.url}{LAB}")
    page.evaluate(COUNTED)
    page.get_by_label("What was said").fill("They open in spring.")
    note = page.get_by_role("button", name="Note it")
    note.click()
    note.click()
    page.clock.run_for(1_000)
    expect(page.locator("#said")).to_have_text("It is being sent. One moment.")
    assert page.evaluate("sent") == 1
    page.clock.run_for(30_000)
    note.click()
    assert page.evaluate("sent") == 2
