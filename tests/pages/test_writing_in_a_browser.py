"""Writing in a browser: saved as one types, kept through a lost connection and a dead server, sent in and published."""

import pytest
from playwright.sync_api import Page, expect

from knowledgebase.models import Author, Contribution, HowTo, Stand
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.writing import image
from tests.looking import awaited, enter, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser
AWAY, SAVED = "Geen verbinding", "Bewaard om"


@pytest.fixture
def cast(own_database) -> Cast:
    return assemble()


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text(SAVED)


def titles() -> list[str]:
    return [step.title for step in Contribution.objects.get().content.steps]


def begin(page: Page, served: Site, cast: Cast) -> None:
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/nl/knowledge/write/")
    looked_at(page, "my articles, none yet")
    page.get_by_label("Welke plek ernaar kijkt").select_option(label="Effenaar")
    page.get_by_label("In welke taal").select_option(label="Nederlands")
    page.get_by_role("button", name="Begin met schrijven").click()
    page.get_by_label("Titel").fill("Vier lampen voor een zaal")
    page.get_by_label("In twee zinnen").fill("Zo ziet iedereen wie er speelt, ook op film.")
    page.get_by_label("Wat je doet").fill("Hang ze op")
    saved(page)


def test_an_article_is_written_through_a_lost_connection_and_published(
    browser_page: Page, site, cast, tmp_path
) -> None:
    served, page = site(), browser_page
    begin(page, served, cast)
    awaited(page, lambda: titles() == ["Hang ze op"])

    # The connection goes, and what is typed is kept; the page is closed and opened again before it was ever saved.
    page.context.set_offline(True)
    page.get_by_role("button", name="Voeg een stap toe").click()
    page.get_by_label("Wat je doet").nth(1).fill("Richt ze op de vloer")
    expect(page.locator("#saved")).to_contain_text(AWAY)
    here = page.url
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(here)
    expect(page.get_by_label("Wat je doet").nth(1)).to_have_value("Richt ze op de vloer")
    saved(page)
    awaited(page, lambda: titles() == ["Hang ze op", "Richt ze op de vloer"])

    # The server dies and comes back; nobody presses anything.
    served.kill_9()
    page.get_by_label("Hoe", exact=False).nth(1).fill("Schuin.")
    expect(page.locator("#saved")).to_contain_text(AWAY)
    served.start()
    saved(page)
    awaited(page, lambda: Contribution.objects.get().content.steps[1].text == "Schuin.")

    # The server makes way for a new version while the draft is open; it goes on where it was.
    served.restart()
    page.get_by_label("Hoe", exact=False).nth(1).fill("Schuin van voren.")
    awaited(page, lambda: Contribution.objects.get().content.steps[1].text == "Schuin van voren.")

    # Rows move in the page, and a picture is taken in at once.
    page.get_by_role("button", name="Omhoog deze stap").nth(1).click()
    page.get_by_text("Foto", exact=True).first.click()
    photo = tmp_path / "lampen.png"
    photo.write_bytes(image())
    page.get_by_label("Kies een foto").first.set_input_files(photo)
    expect(page.locator("[data-shown] img").first).to_be_visible()
    page.get_by_label("Wat er op de foto staat").first.fill("Lampen aan een balk")
    saved(page)
    awaited(page, lambda: Contribution.objects.get().content.steps[0].seen == "Lampen aan een balk")
    assert titles() == ["Richt ze op de vloer", "Hang ze op"]
    looked_at(page, "the editor")
    fits_a_finger(page, "the editor")
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.get_by_role("img", name="Lampen aan een balk")).to_be_visible()
    looked_at(page, "a preview")
    with page.expect_navigation():
        page.get_by_role("link", name="Insturen").click()
    looked_at(page, "sending in")
    page.get_by_role("button", name="Stuur het in").click()
    expect(page.get_by_text("Het wacht tot iemand van Effenaar")).to_be_visible()
    looked_at(page, "what waits")
    _sent_back_and_published(page, served, cast)


def test_a_button_that_was_pressed_without_a_connection_works_once_it_is_back(browser_page, site, cast):
    page = browser_page
    begin(page, site(), cast)
    page.context.set_offline(True)
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.locator("#saved")).to_contain_text(AWAY)
    page.context.set_offline(False)
    saved(page)
    page.get_by_role("button", name="Voorbeeld").click()
    expect(page.get_by_role("link", name="Insturen")).to_be_visible()


def _sent_back_and_published(page: Page, served: Site, cast: Cast) -> None:
    found = Contribution.objects.get()
    enter(page, served, cast.teun)
    page.goto(f"{served.url}/nl/knowledge/review/")
    looked_at(page, "the queue")
    page.get_by_role("link", name="Vier lampen voor een zaal").click()
    page.get_by_text("Zeg iets over stap 1").click()
    page.get_by_label("Wat hier anders moet").first.fill("Hoe schuin?")
    looked_at(page, "a text to look at")
    fits_a_finger(page, "a text to look at")
    page.get_by_role("button", name="Stuur terug").click()
    expect(page.get_by_text("Teruggestuurd.").first).to_be_visible()
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/nl/knowledge/write/{found.uuid}/")
    expect(page.get_by_text("Hoe schuin?")).to_be_visible()
    looked_at(page, "the editor with a reviewer's words")
    page.get_by_label("Hoe", exact=False).first.fill("Schuin van voren, 45 graden.")
    page.get_by_role("button", name="Insturen").click()
    page.get_by_role("button", name="Stuur het in").click()
    page.get_by_role("link", name="Ingestuurde versies").click()
    expect(page.locator("ins").first).to_contain_text("45 graden")
    looked_at(page, "versions")
    enter(page, served, cast.teun)
    page.goto(f"{served.url}/nl/knowledge/review/{found.uuid}/")
    page.get_by_role("button", name="Publiceren").click()
    expect(page.get_by_text("Gepubliceerd.").first).to_be_visible()
    assert Contribution.objects.get().state == Stand.PUBLISHED
    page.goto(f"{served.url}{HowTo.objects.get().address}")
    expect(page.get_by_role("img", name="Lampen aan een balk")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="Meld dit artikel").click()
    looked_at(page, "a report")


def test_two_tabs_and_the_second_sees_both_texts(browser_page: Page, site, cast) -> None:
    served, page = site(), browser_page
    begin(page, served, cast)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Titel").fill("Vijf lampen voor een zaal")
    expect(other.locator("#saved")).to_contain_text(SAVED)
    other.close()
    page.get_by_label("Titel").fill("Zes lampen voor een zaal")
    expect(page.locator("#saved")).to_contain_text("Iemand heeft deze tekst intussen bewaard")
    assert Contribution.objects.get().title == "Vijf lampen voor een zaal"
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("del")).to_contain_text("Vijf")
    expect(page.get_by_label("Titel")).to_have_value("Zes lampen voor een zaal")
    looked_at(page, "both texts")
    page.get_by_role("button", name="Bewaren").click()
    awaited(page, lambda: Contribution.objects.get().title == "Zes lampen voor een zaal")


def test_the_form_that_starts_asks_what_hangs_on_what_is_written(browser_page: Page, site, cast) -> None:
    """Without a script: the style sheet takes away what the other kind asks."""
    made = knowledge.experiment(hub=cast.effenaar)
    Author.objects.filter(page=made).update(organisation=cast.zout)
    served, page = site(), browser_page
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/nl/knowledge/write/")
    experiment, hub = page.get_by_label("Van welk experiment"), page.get_by_label("Welke plek ernaar kijkt")
    expect(hub).to_be_visible()
    expect(experiment).to_be_hidden()
    page.get_by_label("Wat wil je schrijven?").select_option(value="result")
    expect(experiment).to_be_visible()
    expect(hub).to_be_hidden()
    looked_at(page, "starting a result")
