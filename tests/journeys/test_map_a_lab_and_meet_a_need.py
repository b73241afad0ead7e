"""The quartermaster puts a lab on the map; a maker looks for a place, a hub offers one, and it is booked with one click
and put under the pilot that is tried at the lab. What was said on the phone stays with the quartermaster."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Booking, BookingState
from facilities.models import OpeningWindow
from funding.models import Fund
from hub.kit import clock
from members.models import User
from region.models import AtlasEntry, Need, NeedState, Pilot
from tests.axe import violations
from tests.cast import Cast, assemble, two_funds
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.funding import BandDeclarationFactory, four_bands
from tests.factories.money import fill
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser

LAB = "Lab aan de Dommel"
# Of the conversation; on no page, in no file and no feed that anybody else reads.
PRIVATE = ("Harmke Verhulst", "de subsidie loopt af")
PUBLIC = (
    "/en/atlas/",
    "/en/atlas/?kind=lab",
    "/en/atlas/lab-aan-de-dommel/",
    "/en/atlas/data.json",
    "/en/atlas/entries.csv",
    "/en/atlas/entries.geojson",
    "/en/atlas/feed.atom",
    "/en/pilots/",
    "/en/pilots/horen-waar-je-danst/",
    "/en/pilots/horen-waar-je-danst/feed.atom",
    "/en/needs/",
    "/en/search/?q=Harmke",
    "/en/search/?q=Dommel",
    "/api/search?q=Harmke",
)


@pytest.fixture
def wednesday() -> date:
    """That of next week, so that it is never today."""
    today = clock.now().astimezone(AMSTERDAM).date()
    return today + timedelta(days=9 - today.weekday())


@pytest.fixture
def cast(own_database, wednesday) -> Cast:
    cast = assemble()
    OpeningWindow.objects.filter(facility=cast.studio).delete()
    open_on(cast.studio, [wednesday])
    BandDeclarationFactory(
        organisation=cast.zout, band=four_bands()["A"], valid_until=wednesday + timedelta(days=200)
    )
    two_funds(cast)
    for fund in Fund.objects.all():
        fill(fund, 1_000_000)
    return cast


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def be(page: Page, served: Site, person: User | None) -> None:
    """Go on as somebody else, or as nobody."""
    page.context.clear_cookies()
    if person:
        cookie = signed_in(person).cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])


def map_a_lab(page: Page, served: Site) -> None:
    page.goto(f"{served.url}/en/region/noord-brabant/desk/")
    page.get_by_role("link", name="New entry").first.click()
    page.locator("form.entry-form [name=name]").fill(LAB)
    page.locator("form.entry-form [name=kind]").select_option("lab")
    page.get_by_label("How far you are with it").select_option("visited")
    page.locator("form [name=town]").fill("Eindhoven")
    page.locator("[name=about_en]").first.fill("Sound that knows where you stand.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=LAB, level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Only quartermasters see it.")


def note_what_was_said(page: Page) -> None:
    note = page.locator("form[action$='/contact/']")
    if not note.is_visible():
        page.get_by_text("Note a conversation").click()
    note.locator("[name=note-with_name]").fill(PRIVATE[0])
    note.locator("[name=note-text]").fill(f"Wil graag meedoen, maar {PRIVATE[1]}.")
    note.get_by_role("button", name="Note it").click()
    expect(page.locator("article.contact")).to_contain_text(PRIVATE[1])


def check_it(page: Page) -> None:
    page.get_by_label("To which stage").select_option("mapped")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("main")).to_contain_text("Everybody sees it.")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="It is right as it stands").click()
    expect(page.locator("main")).to_contain_text("Checked on")


def find_it_on_the_map(page: Page, served: Site) -> None:
    page.goto(f"{served.url}/en/atlas/")
    page.get_by_role("link", name=LAB).first.click()
    expect(page.locator("main")).to_contain_text("Sound that knows where you stand.")


def begin_a_pilot(page: Page, served: Site, first: date) -> None:
    page.goto(f"{served.url}/en/pilots/new/")
    page.get_by_label("Title, in Dutch").fill("Horen waar je danst")
    page.get_by_label("It has begun").check()
    page.get_by_label("From", exact=False).first.fill(first.isoformat())
    page.get_by_label("Labs and places").fill(LAB)
    page.get_by_role("button", name="Put it on the site").click()
    expect(page.get_by_role("heading", name="Horen waar je danst")).to_be_visible()
    expect(page.get_by_role("link", name=LAB)).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="Add a milestone").click()
    assert violations(page) == []
    page.goto(f"{served.url}/en/pilots/")
    expect(page.get_by_role("link", name="Horen waar je danst")).to_be_visible()
    assert violations(page) == []


def look_for_a_place(page: Page, served: Site, wednesday: date) -> None:
    page.goto(f"{served.url}/en/needs/new/")
    page.get_by_label("a place", exact=True).check()
    page.get_by_label("In one line").fill("A studio to hear where one dances")
    page.get_by_label("Kind of facility").select_option(label="recording studio")
    for name in ("from_date", "until_date", "answer_by"):
        page.locator(f"[name={name}]").fill(wednesday.isoformat())
    page.get_by_label("How many hours in all").fill("4")
    page.get_by_label("Near which town").fill("Eindhoven")
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_role("heading", name="A studio to hear where one dances", level=1)).to_be_visible()


def offer_one(page: Page, served: Site, wednesday: date) -> None:
    page.goto(f"{served.url}/en/desk/effenaar/needs/")
    page.get_by_role("link", name="A studio to hear where one dances").first.click()
    page.get_by_role("link", name="Make an offer of Effenaar").click()
    row = page.locator("fieldset.offer-row").first
    row.get_by_label("What", exact=True).select_option(label="Studio 2")
    row.locator("input[type=date]").first.fill(wednesday.isoformat())
    row.locator("[name$=from]").select_option("13:00")
    row.locator("[name$=to]").select_option("17:00")
    page.get_by_label("Valid until and including").fill(wednesday.isoformat())
    page.get_by_role("button", name="Send the offer").click()
    expect(page.locator("main")).to_contain_text("What you offered")


def book_what_is_offered(page: Page, served: Site) -> None:
    """€ 160 for a daypart, of which band A carries 35 % and two funds the most of the rest."""
    page.goto(f"{served.url}/en/needs/mine/")
    page.get_by_role("link", name="A studio to hear where one dances").first.click()
    page.get_by_role("link", name="See and book it").click()
    price = page.get_by_role("complementary", name="Price")
    for words in ("Regional Makers Fund", "Open Doors"):
        expect(price).to_contain_text(words)
    page.get_by_role("button", name="Book it for").click()
    expect(page.locator("main")).to_contain_text("Booked. Your request is met")


def put_it_under_the_pilot(page: Page, served: Site) -> None:
    booking = Booking.objects.get()
    page.goto(f"{served.url}/en/bookings/{booking.number}/")
    page.get_by_text("Make it part of a pilot").click()
    page.get_by_label("Part of").last.select_option(label="Horen waar je danst")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("It is written down.")
    page.get_by_role("link", name="Horen waar je danst").click()
    expect(page.locator("main")).to_contain_text(booking.number)
    assert violations(page) == []
    page.get_by_text("Bookings a month, in figures").click()
    expect(page.get_by_role("table", name="Bookings a month").locator("td")).to_have_text(["1"])


def see_what_became_of_it(page: Page, served: Site) -> None:
    page.goto(f"{served.url}/en/region/noord-brabant/analysis/change/")
    now = page.get_by_role("table", name="Quarter by quarter").locator("tbody tr").first
    heads = page.get_by_role("table", name="Quarter by quarter").locator("thead th").all_inner_texts()
    cells = now.locator("th, td")
    for head, number in (("Needs posted", "1"), ("Met", "1"), ("Lapsed", "0")):
        expect(cells.nth(heads.index(head))).to_have_text(number)


def test_map_a_lab_and_meet_a_need(browser_page, served, cast, wednesday):
    page = browser_page
    be(page, served, cast.karim)
    map_a_lab(page, served)
    note_what_was_said(page)
    check_it(page)
    be(page, served, None)
    find_it_on_the_map(page, served)
    be(page, served, cast.bo)
    begin_a_pilot(page, served, wednesday - timedelta(days=30))
    look_for_a_place(page, served, wednesday)
    be(page, served, cast.teun)
    offer_one(page, served, wednesday)
    be(page, served, cast.bo)
    book_what_is_offered(page, served)
    put_it_under_the_pilot(page, served)
    be(page, served, cast.karim)
    see_what_became_of_it(page, served)
    booking = Booking.objects.get()
    assert (booking.state, booking.list_cents) == (BookingState.CONFIRMED, 16_000)
    assert booking.own_cents + booking.funds_cents + booking.hub_cents == 16_000 and booking.funds_cents
    assert booking.part_of == Pilot.objects.get().ref and Need.objects.get().state == NeedState.MET
    assert AtlasEntry.objects.get(name=LAB).verified_by == cast.karim
    be(page, served, None)
    for path in PUBLIC:
        answer = page.request.get(served.url + path)
        said = answer.text()
        assert answer.status == 200, (path, answer.status)
        assert not [words for words in PRIVATE if words in said.replace("q=Harmke", "")], path
