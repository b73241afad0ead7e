"""What the pictures are about: baskets, a held booking, an organisation without a band; made and found by hand and eye
of a browser, since addresses are different in every database."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from playwright.sync_api import Browser, BrowserContext, StorageState

ROOT = Path(__file__).resolve().parents[2]
ANYBODY, VISITOR = "", "visitor"
NOOR, JORIS, HANNA, FIEN = "noor@demo.test", "joris@demo.test", "hanna@demo.test", "fien@demo.test"
KARIM = "karim@demo.test"
THINGS = (("studio-2", 1), ("condenser-microphone", 2), ("sound-engineer", 1))
NEWCOMER = "Atelier Zonder Tarief"


@dataclass(frozen=True)
class Found:
    """What addresses need that is different in every database."""

    thursday: str
    organisation: str
    without_band: str
    invitation: str
    funder: str
    agreement: str
    unit: str
    held: str
    done: str
    coming: str
    option: str
    request: str
    second: str
    challenged: str
    declaration: str
    review: str
    review_again: str
    # Cancelled late, changed by Noor, missed and just over at Effenaar.
    late: str
    changed: str
    missed: str
    over: str
    # Noor's, and the last date of it.
    series: str
    series_date: str

    @property
    def asked(self) -> str:
        return f"book/?kind=recording-studio&date={self.thursday}&from=13:00&to=17:00"


def book_on_thursday(
    browser: Browser, url: str, environment: dict[str, str], known: dict[str, StorageState]
) -> Found:
    """Noor holds a studio with two microphones and the engineer, and has the same in her basket at another hour. A
    visitor has it in a basket too, and so has Karim, whose organisation has no band yet."""
    with psycopg.connect(environment["DATABASE_URL"].replace("postgres:", "postgresql:")) as connection:
        things = _things(connection)
        thursday = _thursday()
        context = browser.new_context(storage_state=known[NOOR], locale="en-GB")
        fill_basket(context, url, things, thursday, ("18:00", "20:00"))
        page = context.new_page()
        page.goto(f"{url}/en/book/quote/")
        page.locator("form[action*='/book/place/'] button").first.click()
        page.wait_for_load_state()
        held = page.url.rstrip("/").split("/")[-1]
        fill_basket(context, url, things, thursday, ("13:00", "17:00"))
        known[NOOR] = context.storage_state()
        ours = _one(connection, "SELECT uuid FROM members_organisation WHERE name = 'Collectief Zout'")
        invite(context, url, ours)
        context.close()
        for who in (VISITOR, KARIM):
            context = browser.new_context(storage_state=known.get(who), locale="en-GB")
            if who == KARIM:
                register(context, url)
            fill_basket(context, url, things, thursday, ("13:00", "17:00"))
            known[who] = context.storage_state()
            context.close()
        return _found(connection, thursday, held, ours, _key(environment))


def fill_basket(
    context: BrowserContext, url: str, things: dict[str, int], thursday: str, hours: tuple[str, str]
) -> None:
    page = context.new_page()
    page.goto(f"{url}/en{BOOK}")
    token = page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
    for slug, quantity in THINGS:
        form: dict[str, str | float | bool] = {
            "facility": str(things[slug]),
            "quantity": str(quantity),
            "date": thursday,
        }
        form |= {"from": hours[0], "to": hours[1], "csrfmiddlewaretoken": token}
        answer = context.request.post(f"{url}/en/book/basket/add/", form=form)
        assert answer.ok, f"{slug}: {answer.status} {answer.text()[:300]}"
    page.close()


# A page with a form, for the token that each form carries.
BOOK = "/book/at/effenaar/studio-1/"


def register(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    page.goto(f"{url}/en/organisations/new/")
    page.fill("[name=name]", NEWCOMER)
    page.locator("[name=kind]").select_option("makers")
    town = page.locator("[name=municipality] option", has_text="Tilburg").first
    page.locator("[name=municipality]").select_option(town.get_attribute("value"))
    page.locator("main .form button[type=submit]").click()
    page.wait_for_load_state()


def invite(context: BrowserContext, url: str, organisation: str) -> None:
    page = context.new_page()
    page.goto(f"{url}/en/organisations/{organisation}/invite/")
    page.fill("[name=email]", "sam@demo.test")
    page.locator("main .form button[type=submit]").click()
    page.wait_for_load_state()


def _thursday() -> str:
    today = datetime.now(UTC).date()  # noqa: TID251 - the outermost door
    monday = today - timedelta(days=today.weekday())
    coming = [monday + timedelta(days=3 + 7 * week) for week in range(2)]
    return next(day for day in coming if day > today + timedelta(days=1)).isoformat()


def _things(connection: psycopg.Connection) -> dict[str, int]:
    rows = connection.execute(
        "SELECT f.slug, f.id FROM facilities_facility f JOIN facilities_hub h ON h.id = f.hub_id"
        " WHERE h.slug = 'effenaar'"
    )
    return dict(rows.fetchall())


def _one(connection: psycopg.Connection, statement: str) -> str:
    row = connection.execute(statement).fetchone()
    assert row is not None, statement
    return str(row[0])


def _key(environment: dict[str, str]) -> str:
    """The link's key of the last invitation; the database has its hash alone."""
    command = "from members.models import Invitation; print(Invitation.objects.latest('pk').key)"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


FEE = "JOIN bookings_fee f ON f.booking_id = b.id"
HERE = "JOIN facilities_hub h ON h.id = b.hub_id AND h.slug = 'effenaar'"


def _found(connection: psycopg.Connection, thursday: str, held: str, ours: str, key: str) -> Found:
    def one(statement: str) -> str:
        return _one(connection, statement)

    mine = "JOIN members_organisation o ON o.id = b.organisation_id AND o.name = 'Collectief Zout'"
    return Found(
        thursday=thursday,
        organisation=ours,
        without_band=one(f"SELECT uuid FROM members_organisation WHERE name = '{NEWCOMER}'"),
        invitation=key,
        funder=one("SELECT uuid FROM members_organisation WHERE name = 'Fonds Lichtbaken'"),
        agreement=one("SELECT a.id FROM funding_fundingagreement a JOIN members_organisation o ON o.id = a.funder_id"
                      " AND o.name = 'Fonds Lichtbaken' ORDER BY a.id"),
        unit=one("SELECT u.id FROM facilities_unit u JOIN facilities_facility f ON f.id = u.facility_id"
                 " JOIN facilities_hub h ON h.id = f.hub_id WHERE h.slug = 'effenaar'"
                 " AND f.slug = 'condenser-microphone' ORDER BY u.label"),
        held=held,
        done=one(f"SELECT number FROM bookings_booking b {mine} WHERE state = 'completed' ORDER BY during DESC"),
        coming=one("SELECT number FROM bookings_booking WHERE state = 'confirmed' AND number IN"
                   f" (SELECT number FROM bookings_booking b {mine}) ORDER BY during DESC"),
        option=one("SELECT number FROM bookings_booking WHERE state = 'option' ORDER BY held_until"),
        second=one(f"SELECT number FROM bookings_secondoption b {mine} WHERE state = 'waiting'"),
        challenged=one("SELECT b.number FROM bookings_booking b JOIN bookings_secondoption s ON s.behind_id = b.id"
                       " WHERE s.challenged_at IS NOT NULL AND s.state = 'waiting'"),
        late=one(f"SELECT b.number FROM bookings_booking b {FEE} AND f.kind = 'cancelled' {HERE}"
                 " ORDER BY b.during DESC"),
        changed=one(f"SELECT number FROM bookings_booking b {mine} WHERE changes > 0"),
        missed=one(f"SELECT b.number FROM bookings_booking b {FEE} AND f.kind = 'no_show' {HERE}"),
        over=one(f"SELECT b.number FROM bookings_booking b {HERE} WHERE state = 'completed' ORDER BY b.during DESC"),
        request=one("SELECT number FROM bookings_booking WHERE state = 'requested' ORDER BY held_until"),
        declaration=one(f"SELECT b.id FROM funding_banddeclaration b {mine} ORDER BY b.fiscal_year DESC"),
        review=one("SELECT review_id FROM funding_assignment WHERE until IS NULL"),
        series=one(f"SELECT number FROM bookings_series b {mine}"),
        series_date=one(f"SELECT number FROM bookings_booking b {mine} WHERE series_id IS NOT NULL"
                        " ORDER BY during DESC"),
        review_again=one("SELECT id FROM funding_review WHERE round = 2"),
    )  # fmt: skip
