"""The pages of declarations and reviews in a browser: for everybody, on a phone, without scripts, files and all."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from funding.models import BandDeclaration, Review
from hub.kit import clock
from members.models import User
from tests.cast import Cast, assemble
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.papers import declared, in_hand, pdf
from tests.factories.reviews import REFUSED, decided, reviewer_of
from tests.looking import enter, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    return stage


@pytest.fixture
def served(site, cast) -> Site:
    return site()


def scenes(cast: Cast) -> list[tuple[User, str]]:
    """A declaration in each of its states, and the pages on which it is looked at."""
    now = clock.now()
    waits = declared(cast.zout, by=cast.zoe, now=now, files=2)
    review = in_hand(waits, of=cast.rosa, now=now)
    refused = decided(
        declared(cast.noord, by=cast.ilse, now=now), REFUSED, by=reviewer_of(cast.groningen), now=now
    )
    asked = f"declarations/{refused.pk}/again/"
    other = reviewer_of(cast.groningen, "Sanne")
    return [
        (cast.zoe, f"declarations/{waits.pk}/"),
        (cast.zoe, f"organisations/{cast.zout.uuid}/rate/"),
        (cast.zoe, f"organisations/{cast.zout.uuid}/rate/declare/"),
        (cast.rosa, "reviews/"),
        (cast.rosa, f"reviews/{review.pk}/"),
        (cast.ilse, f"declarations/{refused.pk}/"),
        (cast.ilse, f"organisations/{cast.noord.uuid}/rate/"),
        (cast.ilse, asked),
        (other, "reviews/"),
        (cast.anna, f"declarations/{waits.pk}/"),
        (cast.anna, f"declarations/{waits.pk}/glass/"),
        (cast.anna, "setup/bands/"),
    ]


def test_nothing_is_in_anybodys_way(browser_page, served, cast):
    for number, (person, path) in enumerate(scenes(cast)):
        enter(browser_page, served, person)
        browser_page.goto(f"{served.url}/{'en' if number % 2 else 'nl'}/{path}")
        looked_at(browser_page, path)


def test_without_scripts_an_owner_declares_a_reviewer_decides_and_somebody_looks_again(
    browser: Browser, served, cast
):
    context = browser.new_context(java_script_enabled=False, locale="en-GB", accept_downloads=True)
    page = context.new_page()
    enter(page, served, cast.zoe)
    page.goto(f"{served.url}/en/organisations/{cast.zout.uuid}/rate/declare/")
    page.get_by_label("All income of that year").fill("30.000")
    page.get_by_label("Annual accounts").set_input_files(
        [{"name": "jaarrekening.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    page.get_by_role("button", name="Declare").click()
    expect(page.get_by_text("From now on you book in rate band A.").first).to_be_visible()

    enter(page, served, cast.rosa)
    page.goto(f"{served.url}/en/reviews/")
    page.get_by_role("link", name="Open Collectief Zout").click()
    page.get_by_role("button", name="Take it").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="jaarrekening.pdf").click()
    assert download.value.suggested_filename == "jaarrekening.pdf"
    assert Path(download.value.path()).read_bytes() == pdf()
    page.get_by_label("accepted with another figure").check()
    page.get_by_label("The income that counts").fill("60.000")
    page.get_by_label("Reason").select_option("income_left_out")
    page.get_by_label("In your own words").fill("Page 3 has another € 30,000.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("which makes it rate band B").first).to_be_visible()

    enter(page, served, cast.zoe)
    page.goto(f"{served.url}/en/declarations/{BandDeclaration.objects.get().pk}/")
    page.get_by_role("link", name="Ask for a second look").click()
    page.get_by_label("What is wrong with the decision?").fill("Page 3 is of another year.")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("It is looked at again").first).to_be_visible()
    assert Review.objects.get(round=2).not_by == cast.rosa
    context.close()
