"""`python -m hub.dev.screenshots [NAME...]`: every page as phones and desks show it, light and dark, Dutch and English.

Every mail too, its plain part in var/mails-to-look-at. Pictures go to var/screenshots; docs/picture.png, which the
README shows, is made anew. With names only pages whose name contains one of them, and mails where one says so.
`make screenshots ONLY="pay refund mail-refund"` says the same.
"""

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FloatRect,
    Page,
    StorageState,
    ViewportSize,
    sync_playwright,
)

from hub.dev import catalogues, chromium, parts, totp
from hub.dev.demo_database import demo_database
from hub.dev.demo_found import book_on_thursday
from hub.dev.demo_money_pages import of_money
from hub.dev.demo_pages import Shot, shots
from hub.dev.demo_planning import of_planning
from hub.dev.demo_region_pages import of_region
from hub.dev.demo_states import STATES
from hub.dev.logins import LOGINS, PASSWORD, Login
from hub.dev.picture_site import URL, beside, served
from hub.dev.progress import give_up, step

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "var" / "screenshots"
MAILS = ROOT / "var" / "mails-to-look-at"
PICTURE = ROOT / "docs" / "picture.png"
# The wide ones are for what is drawn there only.
WIDTHS, THEMES, LANGUAGES = (390, 1024, 1280, 1440), ("light", "dark"), ("nl", "en")
MAILS_WIDE = (390, 1280)
COLOURS = 128
# The width of a sheet between its margins, at 96 dots an inch.
A4: ViewportSize = {"width": 718, "height": 1047}
YET_TO_BOOK = ("quote", "paper-quote")
UP_TO_THE_BUTTON: FloatRect = {"x": 0, "y": 0, "width": 1280, "height": 960}
# The browser's own Dutch: its fields for dates and times follow it, not the page.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=nl-NL"]
Width = int


def main() -> None:
    only = sys.argv[1:]
    path = chromium.find()
    if path is None:
        give_up("No Chromium was found: `python -m hub.dev.chromium --install` gets one.")
    parts.fetch()
    catalogues.compile_all()
    TARGET.mkdir(parents=True, exist_ok=True)
    processor = beside()
    told = processor.environment() if processor else {}
    with (
        demo_database(told) as environment,
        served(environment, processor),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=path, args=FLAGS, env={**os.environ, "LANG": "nl_NL.UTF-8", "LANGUAGE": "nl"}
        )
        take_pages(browser, environment, with_cards=bool(processor), only=only)
        if not only or any("mail" in word for word in only):
            with step("Pictures of the mails"):
                take_mails(browser, environment, only)
        browser.close()


def take_pages(browser: Browser, environment: dict[str, str], *, with_cards: bool, only: list[str]) -> None:
    known = {login.email: signed_in(browser, login) for login in LOGINS}
    with step("Filling a basket, holding a booking"):
        found = book_on_thursday(browser, URL, environment, known)
    # Nobody holds more than three: what is yet to be booked is shown before the payments are made, which hold too.
    pages = shots(found)
    take_all(browser, wanted_of(only, [shot for shot in pages if shot.name in YET_TO_BOOK]), known)
    # With some pages alone the picture stays as it was.
    if wanted_of(only, [shot for shot in pages if shot.name == YET_TO_BOOK[0]]):
        compress()
    with step("Paying by card, and getting it back" if with_cards else "No card processor, no payments"):
        made = made_by_money(environment) if with_cards else {}
    others = [*of_planning(found, environment), *of_region(environment), *(of_money(made) if made else ())]
    rest = [*(shot for shot in pages if shot.name not in YET_TO_BOOK), *others]
    take_all(browser, wanted_of(only, rest), known)


def wanted_of(only: list[str], every: list[Shot]) -> list[Shot]:
    return [shot for shot in every if not only or any(word in shot.name for word in only)]


def take_all(browser: Browser, wanted: list[Shot], known: dict[str, StorageState]) -> None:
    for theme in THEMES:
        for width in WIDTHS:
            if those := [shot for shot in wanted if width in shot.widths]:
                with step(f"{len(those) * len(LANGUAGES)} pictures, {width} wide, {theme}"):
                    take(browser, those, known, width, theme)


def signed_in(browser: Browser, login: Login) -> StorageState:
    """What the browser keeps after signing in, code and all."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Amsterdam")
    page = context.new_page()
    page.goto(f"{URL}/en/accounts/login/")
    page.fill("[name=login]", login.email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    if login.needs_code:
        page.fill("[name=code]", totp.code_to_type(login.totp_secret))
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
    if "/accounts/" in page.url:
        give_up(f"{login.email} could not sign in: {page.locator('main').inner_text()[:400]}")
    state = context.storage_state()
    context.close()
    return state


def take(
    browser: Browser, wanted: list[Shot], known: dict[str, StorageState], width: Width, theme: str
) -> None:
    contexts: dict[str, BrowserContext] = {}
    for shot in wanted:
        if shot.who not in contexts:
            contexts[shot.who] = browser.new_context(
                storage_state=known.get(shot.who),
                viewport={"width": width, "height": 900 if width > 600 else 844},
                color_scheme="dark" if theme == "dark" else "light",
                locale="nl-NL",
                timezone_id="Europe/Amsterdam",
            )
        if shot.paper and (width, theme) != (WIDTHS[0], THEMES[0]):
            continue
        page = contexts[shot.who].new_page()
        if shot.paper:
            page.set_viewport_size(A4)
            page.emulate_media(media="print")
        for language in LANGUAGES:
            answer = page.goto(f"{URL}/{language}/{shot.path}")
            if answer is None or answer.status != shot.status:
                print(f"\n  {language}/{shot.path}: {answer.status if answer else 'no answer'}")
            if shot.card:
                type_card(page, shot.card)
            name = f"{shot.name}-{language}" if shot.paper else f"{shot.name}-{language}-{width}-{theme}"
            with STATES[shot.state](page) if shot.state else nullcontext():
                page.evaluate("document.fonts.ready")
                page.screenshot(path=TARGET / f"{name}.png", full_page=True)
            if (shot.name, language, width, theme) == ("quote", "en", 1280, "light"):
                page.screenshot(path=PICTURE, full_page=True, clip=UP_TO_THE_BUTTON)
        page.close()
    for context in contexts.values():
        context.close()


def type_card(page: Page, number: str) -> None:
    """Into the fields of the card, and sent; until the bank has said something."""
    fields = page.locator("[data-pay-element] input")
    for field, value in zip(fields.all(), (number, "12", "40", "123"), strict=True):
        field.fill(value)
    page.keyboard.press("Enter")
    page.locator("[role=alert]:visible, dialog[open]").wait_for()


def made_by_money(environment: dict[str, str]) -> dict[str, str]:
    """Numbers of bookings by what they show of money."""
    said = _shell("from hub.dev import demo_money; demo_money.write()", environment)
    return dict(json.loads(said.splitlines()[-1]))


def _shell(command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", command],
        cwd=ROOT,
        env=environment | {"SITE_URL": URL},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def take_mails(browser: Browser, environment: dict[str, str], only: list[str]) -> None:
    """Each mail as a phone and a desk show it; its plain part lies beside the pictures."""
    write = f"from hub.dev import demo_mails; demo_mails.write({str(MAILS)!r})"
    _shell(write, environment)
    files = sorted(
        file for file in MAILS.glob("*.html") if not only or any(word in file.name for word in only)
    )
    for theme in THEMES:
        for width in MAILS_WIDE:
            context = browser.new_context(
                viewport={"width": width, "height": 844},
                color_scheme="dark" if theme == "dark" else "light",
            )
            page = context.new_page()
            for file in files:
                page.goto(file.as_uri())
                page.screenshot(path=TARGET / f"{file.stem}-{width}-{theme}.png", full_page=True)
            context.close()


def compress() -> None:
    """Few colours are enough for a page; the README's picture stays small."""
    if PICTURE.exists():
        Image.open(PICTURE).convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)
        print(f"  docs/picture.png has {PICTURE.stat().st_size // 1000} kB; the rest is in var/screenshots.")


if __name__ == "__main__":
    main()
