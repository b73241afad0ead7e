"""Money from its promise to its statement, in a real browser: a collective declares and is looked at, a funder gives, a
studio is booked and carried, and the funder accounts for it without ever reading a turnover."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bookings.actions.complete_ended import complete_ended
from bookings.models import Booking, BookingState
from facilities.models import OpeningWindow
from funding.models import Allocation, BandDeclaration, Fund
from hub.kit import clock, outbox
from members.models import User
from tests.axe import violations
from tests.cast import Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.facilities import HouseRulesFactory, open_on
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.papers import pdf
from tests.journeys.hands import Hands
from tests.journeys.test_a_collective_books_a_studio import find_the_studio, next_thursday
from tests.serving import Site
from tests.signing_in import signed_in

pytestmark = pytest.mark.browser

# What nobody who pays may ever read, however it is written.
TURNOVER = ("31234", "31.234", "31,234")


@pytest.fixture
def thursday() -> date:
    return next_thursday()


@pytest.fixture
def cast(own_database, thursday) -> Cast:
    """Nobody has declared, and there is no fund."""
    cast = assemble()
    OpeningWindow.objects.filter(facility=cast.studio).delete()
    open_on(cast.studio, [thursday])
    four_bands()
    BandPolicyFactory()
    HouseRulesFactory(hub=cast.effenaar)
    return cast


@pytest.fixture
def served(site, cast, settings) -> Site:
    running = site()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(running.folder / "mail")
    return running


@pytest.fixture
def as_(browser: Browser, served) -> Callable[[User], Page]:
    """Somebody's own browser, signed in (with the second factor that reviewers and funders need)."""
    contexts: list[BrowserContext] = []

    def opened(person: User) -> Page:
        context = browser.new_context(locale="en-GB", timezone_id="Europe/Amsterdam", accept_downloads=True)
        contexts.append(context)
        cookie = signed_in(person).cookies["sessionid"]
        context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": served.url}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def told(page: Page, words: str) -> None:
    """What the site answers on top of the next page. It is read aloud too, from a second place, which is hidden."""
    expect(page.locator("#messages")).to_contain_text(words)


def declare(page: Page, served: Site, cast: Cast) -> None:
    page.goto(f"{served.url}/en/organisations/{cast.zout.uuid}/rate/")
    expect(page.locator("main")).to_contain_text("You pay the full price")
    page.get_by_role("link", name="Declare your turnover").click()
    page.get_by_label("All income of that year").fill("31.234")
    page.get_by_label("Annual accounts").set_input_files(
        [{"name": "jaarrekening.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    page.get_by_role("button", name="Declare").click()
    told(page, "From now on you book in rate band A.")
    expect(page.get_by_text("Not yet: the band is provisional.").first).to_be_visible()
    assert violations(page) == []


def look_at_it(page: Page, served: Site) -> None:
    """The reviewer finds it in the queue, takes it, reads it and says that it is as declared."""
    page.goto(f"{served.url}/en/reviews/")
    page.get_by_role("link", name="Open Collectief Zout").click()
    page.get_by_role("button", name="Take it").click()
    expect(page.locator("dl.facts")).to_contain_text("€ 31,234.00")
    with page.expect_download() as download:
        page.get_by_role("link", name="jaarrekening.pdf").click()
    assert Path(download.value.path()).read_bytes() == pdf()
    page.get_by_label("accepted as declared").check()
    page.get_by_role("button", name="Decide").click()
    told(page, "It was accepted as you declared it: rate band A.")


def promise(page: Page, served: Site, cast: Cast) -> None:
    page.goto(f"{served.url}/en/funders/{cast.makersfonds.uuid}/agreements/new/")
    page.get_by_label("Name").fill("Four years of making")
    page.get_by_label("First day").fill(f"{clock.now().year}-01-01")
    page.get_by_label("Last day").fill(f"{clock.now().year + 3}-12-31")
    page.get_by_label("Granted altogether").fill("20.000")
    page.get_by_role("button", name="Save").click()
    told(page, "The agreement is written down.")


def open_a_fund(page: Page, served: Site, cast: Cast, name: str, region: str = "", **terms: str) -> None:
    agreement = cast.makersfonds.agreements.get()
    page.goto(f"{served.url}/en/funders/{cast.makersfonds.uuid}/agreements/{agreement.pk}/fund/")
    page.get_by_label("Name, in Dutch").fill(name)
    page.get_by_label("Address on this site").fill(name.lower().replace(" ", "-"))
    rule = page.locator("[name^=rule0-]")
    rule.locator("xpath=self::*[@name='rule0-family']").select_option("studio")
    if region:
        page.locator("[name=rule0-region]").select_option(label=region)
    for field, value in terms.items():
        page.locator(f"[name={field}]").fill(value)
    page.get_by_role("button", name="Open the fund").click()
    told(page, "The fund is open.")


def pay_in(page: Page, served: Site, cast: Cast, slug: str) -> None:
    """Two payments to come, of which the first is in."""
    for euros, day in (("5.000", clock.now().date()), ("2.500", clock.now().date() + timedelta(days=90))):
        page.goto(f"{served.url}/en/funders/{cast.makersfonds.uuid}/funds/{slug}/payment/")
        page.get_by_label("Amount").fill(euros)
        page.get_by_label("Due on").fill(day.isoformat())
        page.get_by_role("button", name="Save").click()
        told(page, "Note it when it is in.")
    page.goto(f"{served.url}/en/funders/{cast.makersfonds.uuid}/funds/{slug}/")
    page.get_by_role("button", name="It is in").first.click()
    told(page, "Noted")


def book(hands: Hands, served: Site, thursday: date) -> Booking:
    """€ 160 for the afternoon: band A carries 35 %, the fund gives half of the gap of € 104, and nobody the rest."""
    page = hands.page
    find_the_studio(hands, served, thursday)
    page.get_by_role("button", name="Show the price").click()
    panel = page.locator("aside.panel")
    for words in ("Makers First", "€ 52.00", "€ 108.00", "€ 160.00"):
        expect(panel).to_contain_text(words)
    expect(panel).not_to_contain_text("Far North")
    page.get_by_text("The whole calculation, step by step").click()
    steps = page.locator(".calculation")
    expect(steps).to_contain_text("rate band A")
    expect(steps).to_contain_text("Makers First carries")
    expect(steps).to_contain_text("Far North carries nothing: it is for another region.")
    page.get_by_role("button", name="Hold it for € 108.00").click()
    page.get_by_label("We have read the house rules").check()
    page.get_by_role("button", name="Confirm, on account for € 108.00").click()
    expect(page.locator("main")).to_contain_text("It is yours. What happens next:")
    return Booking.objects.get()


def take_place(booking: Booking) -> None:
    """What the scheduler does when the afternoon is over."""
    assert complete_ended(now=booking.period.end) == 1
    booking.refresh_from_db()
    assert booking.state == BookingState.COMPLETED
    assert Allocation.objects.get(about=booking.ref).state == "settled"


def account_for_it(page: Page, served: Site, cast: Cast, booking: Booking) -> list[str]:
    """Everything that the funder reads of it: the desk, the fund's page, the statement, its two files, the journal."""
    books, read = f"{served.url}/en/funders/{cast.makersfonds.uuid}/", []
    page.goto(books)
    expect(page.locator("main")).to_contain_text("Makers First")
    read.append(page.content())
    page.goto(f"{books}funds/makers-first/")
    row = page.locator("#for-whom tr", has_text="Collectief Zout")
    for words in (booking.number, "settled", "€ 52.00"):
        expect(row).to_contain_text(words)
    read.append(page.content())
    page.get_by_role("link", name="Statement", exact=True).click()
    page.get_by_label("Until").fill((booking.period.end.date() + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("1 booking, with the organisation and the amount")
    assert violations(page) == []
    read.append(page.content())
    with page.expect_download() as paper:
        page.get_by_role("link", name="As a PDF").click()
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF-")
    with page.expect_download() as sheet:
        page.get_by_role("link", name="For a spreadsheet (CSV)").click()
    rows = Path(sheet.value.path()).read_text("utf-8-sig")
    for words in ("Collectief Zout", booking.number, "52.00"):
        assert words in rows
    last = (booking.period.end.date() + timedelta(days=1)).isoformat()
    journal = page.request.get(f"{books}journal.csv?first={clock.now().year}-01-01&last={last}").text()
    assert "52.00" in journal and "EUR" in journal
    return [*read, rows, journal]


def test_declare_and_be_funded(as_, served, cast, thursday):
    zoe, rosa, fien, bo = (as_(person) for person in (cast.zoe, cast.rosa, cast.fien, cast.bo))
    declare(zoe, served, cast)
    look_at_it(rosa, served)
    promise(fien, served, cast)
    open_a_fund(fien, served, cast, "Makers First", match_share="50", priority="10")
    open_a_fund(fien, served, cast, "Far North", region="Groningen", priority="20")
    for slug in ("makers-first", "far-north"):
        pay_in(fien, served, cast, slug)
    assert set(Fund.objects.values_list("slug", flat=True)) == {"makers-first", "far-north"}
    booking = book(Hands(bo), served, thursday)
    take_place(booking)
    outbox.work_off()
    for text in account_for_it(fien, served, cast, booking):
        assert not any(figure in text for figure in TURNOVER)
    for path in (f"declarations/{BandDeclaration.objects.get().pk}/", "reviews/"):
        assert fien.goto(f"{served.url}/en/{path}").status in (403, 404)
    for mail in served.mails:
        assert not any(figure in mail.as_string() for figure in TURNOVER)
    # The site of the tests keeps files in its own memory, where nobody here sees them.
    assert set(broken_invariants()) <= {"I12d"}
