"""How somebody works a page: by pointing, or with the keys alone."""

from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Locator, Page, expect

from tests.factories.members import PASSWORD
from tests.serving import Site


@dataclass
class Hands:
    """How somebody works a page: by pointing, or with the keys alone."""

    page: Page
    keys_only: bool = False

    def press(self, target: Locator) -> None:
        if self.keys_only:
            self.tab_to(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def tick(self, target: Locator) -> None:
        if self.keys_only:
            self.tab_to(target)
            self.page.keyboard.press("Space")
        else:
            target.check()

    def write(self, target: Locator, text: str) -> None:
        if self.keys_only:
            self.tab_to(target)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        else:
            target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        if self.keys_only:
            self.tab_to(target)
            self.page.keyboard.type(label)
            expect(target.locator("option:checked")).to_have_text(label)
        else:
            target.select_option(label=label)

    def choose_day(self, target: Locator, day: date) -> None:
        """By its figures, in whichever order this browser's language writes them."""
        if not self.keys_only:
            target.fill(day.isoformat())
            return
        self.tab_to(target)
        for order in ("%m%d%Y", "%d%m%Y"):
            self.page.keyboard.type(day.strftime(order))
            if target.input_value() == day.isoformat():
                return
            for _back_from_the_year in range(2):
                self.page.keyboard.press("Shift+Tab")
        raise AssertionError(f"{day} was not taken by {target}")

    def tab_to(self, target: Locator) -> None:
        for _ in range(120):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way with the keyboard to {target}")


def sign_in(hands: Hands, served: Site, email: str) -> None:
    page = hands.page
    page.goto(f"{served.url}/en/accounts/login/")
    hands.write(page.locator("[name=login]"), email)
    hands.write(page.locator("[name=password]"), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("header")).not_to_contain_text("Sign in")
