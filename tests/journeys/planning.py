"""How somebody works the planning: on a day soon, whenever this is run, by the hub's clock, with a mouse; and how they
hear of it, by mail and in a calendar."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email.message import Message
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Locator, Page, expect

from bookings.models import Booking
from hub.kit import clock, outbox
from hub.kit.periods import Period
from members.models import User
from tests import ical_js
from tests.cast import Cast
from tests.factories.facilities import AMSTERDAM
from tests.factories.imports import HEAD, csv_file
from tests.looking import enter, into_view
from tests.serving import Site

DESK = {"width": 1440, "height": 1000}


def coming(days: int) -> date:
    return clock.now().astimezone(AMSTERDAM).date() + timedelta(days=days)


def hours(on: date, start: int, end: int) -> Period:
    """What the clock says, on a day of 23 or 25 hours too."""
    first, last = (datetime.combine(on, time(hour), AMSTERDAM) for hour in (start, end))
    return Period(first, last)


def open_planning(page: Page, served: Site, on: date) -> None:
    """Drawn, with something on it."""
    page.set_viewport_size(DESK)
    page.goto(f"{served.url}/en/desk/effenaar/planning/?day={on}")
    expect(page.locator("#timeline .plan-entry").first).to_be_visible()


def bar(page: Page, words: str) -> Locator:
    return page.locator("#timeline .ec-event:not(.ec-preview, .ec-ghost)", has_text=words).first


def drag(page: Page, what: Locator, by_hours: float, *, edge: bool = False) -> None:
    into_view(page, what)
    box = what.bounding_box()
    slot = page.locator("#timeline .ec-slot").first.bounding_box()
    assert box and slot
    x, y = box["x"] + (box["width"] - 3 if edge else box["width"] / 2), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y, steps=3)
    page.mouse.move(x + by_hours * slot["width"], y, steps=8)
    page.mouse.up()


def stretch(page: Page, what: Locator, by_hours: float) -> None:
    """By its end."""
    drag(page, what, by_hours, edge=True)


def pull(page: Page, row: str, start: int, until: int) -> None:
    """Over the free time of a row."""
    first = page.locator("#timeline .ec-slot").first
    head = page.locator("#timeline .ec-row-head", has_text=row)
    into_view(page, head)
    at, name = first.bounding_box(), head.bounding_box()
    assert at and name
    opens = int(first.inner_text()[:2])
    y = name["y"] + name["height"] / 2
    page.mouse.move(at["x"] + (start - opens) * at["width"] + 4, y)
    page.mouse.down()
    page.mouse.move(at["x"] + (start - opens) * at["width"] + 30, y, steps=3)
    page.mouse.move(at["x"] + (until - opens) * at["width"] - 4, y, steps=8)
    page.mouse.up()


def told(page: Page, words: str) -> None:
    """What the site answers on top of the next page. It is read aloud too, from a second place, which is hidden."""
    expect(page.locator("#messages")).to_contain_text(words)


def mails_to(served: Site, address: str) -> list[Message]:
    """All that is due has been sent; the last one last."""
    while outbox.work_off():
        pass
    return [mail for mail in served.mails if address in mail["To"]]


def words(mail: Message) -> str:
    return re.sub(r"\s+", " ", mail.get_body(("plain",)).get_content())  # type: ignore[attr-defined]


def the_event(link: str) -> dict[str, object]:
    """As another program's parser reads it."""
    with urlopen(link) as answer:
        (event,) = ical_js.read(answer.read())["events"]
    return dict(event)


def iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def worked_off(page: Page) -> None:
    """A worker comes by, and somebody looks again."""
    while outbox.work_off():
        pass
    page.reload()


def book_again(page: Page, served: Site, cast: Cast, first: Booking, day: date) -> Booking:
    """The same a day later: one click, another day, and it is booked with how it is set up."""
    enter(page, served, cast.bo)
    page.goto(f"{served.url}/en/bookings/{first.number}/")
    page.get_by_role("button", name="Book the same again").click()
    page.get_by_label("Day", exact=True).first.fill(day.isoformat())
    page.get_by_role("button", name="Show the price").click()
    page.get_by_role("button", name="Hold it for").click()
    page.get_by_role("button", name="Confirm, on account for").click()
    expect(page.get_by_role("main")).to_contain_text("It is yours. What happens next:")
    expect(page.get_by_role("heading", name="As last time")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Drums on the left, four microphones.")
    return Booking.objects.filter(organisation=cast.zout).latest("pk")


def rider_sent(page: Page, served: Site, first: Booking, rider: Path) -> None:
    """With a message, and how it was set up is kept for the next time."""
    page.goto(f"{served.url}/en/bookings/{first.number}/messages/")
    page.get_by_label("Your message").fill("Here is our patch list.")
    page.get_by_label("Files").set_input_files(rider)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="patch list.txt")).to_be_visible()
    page.goto(f"{served.url}/en/bookings/{first.number}/set-up/")
    page.get_by_label("How it is set up").fill("Drums on the left, four microphones.")
    page.get_by_role("button", name="Keep it").click()


def spreadsheet_sent(page: Page, served: Site, *rows: tuple[str, ...]) -> None:
    """Facilities and units, to be looked at first."""
    page.goto(f"{served.url}/en/desk/effenaar/moving-in/")
    form = page.locator("form", has=page.locator("[name=of][value=facilities]"))
    form.locator("input[type=file]").set_input_files(
        {"name": "rooms.csv", "mimeType": "text/csv", "buffer": csv_file(HEAD, *rows)}
    )
    form.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing is written yet")


def spreadsheet_taken_over(page: Page) -> None:
    """All of what was looked at."""
    page.get_by_role("button", name="Take all of it over").click()
    expect(page.get_by_role("main")).to_contain_text("The file is being written")
    worked_off(page)
    expect(page.get_by_role("main")).to_contain_text("Everything in this file is taken over.")


def calendar_link(page: Page, served: Site, person: User) -> str:
    """For their phone."""
    enter(page, served, person)
    page.goto(f"{served.url}/en/account/calendars/")
    page.get_by_label("Where you will use it").fill("my phone")
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_label(re.compile("Address of the calendar")).input_value()


def lifted_by_mistake(page: Page, title: str) -> None:
    """From the timeline; and kept after all."""
    bar(page, title).click()
    page.get_by_role("button", name="Lift the block").click()
    expect(page.get_by_role("main")).to_contain_text("Everything it held is free again.")
    page.get_by_role("button", name="Undo").click()
    told(page, "It is blocked again, as it was.")
