"""Which pages there are to show of the demonstration region, and the booking that they are about."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
from playwright.sync_api import Browser, StorageState

NOOR, JORIS, HANNA, FIEN = "noor@demo.test", "joris@demo.test", "hanna@demo.test", "fien@demo.test"
THINGS = (("studio-2", 1), ("condenser-microphone", 2), ("sound-engineer", 1))


@dataclass(frozen=True)
class Shot:
    """A page under its language; `who` is the log-in, empty for anybody."""

    name: str
    path: str
    who: str = ""
    status: int = 200


@dataclass(frozen=True)
class Found:
    """What addresses need that is different in every database."""

    thursday: str
    organisation: str
    funder: str
    held: str
    done: str
    cancelled: str


def book_on_thursday(
    browser: Browser, url: str, environment: dict[str, str], known: dict[str, StorageState]
) -> Found:
    """Noor holds a studio with two microphones and the engineer; and has the same in her basket a week later."""
    with psycopg.connect(environment["DATABASE_URL"].replace("postgres:", "postgresql:")) as connection:
        things: dict[str, int] = dict(
            connection.execute(
                "SELECT f.slug, f.id FROM facilities_facility f JOIN facilities_hub h ON h.id = f.hub_id"
                " WHERE h.slug = 'effenaar'"
            ).fetchall()
        )
        context = browser.new_context(storage_state=known[NOOR], locale="en-GB")
        today = datetime.now(UTC).date()  # noqa: TID251 - the outermost door
        monday = today - timedelta(days=today.weekday())
        coming = [monday + timedelta(days=3 + 7 * week) for week in range(2)]
        thursday = next(day for day in coming if day > today + timedelta(days=1))
        page = context.new_page()

        def fill_basket(hours: tuple[str, str]) -> None:
            page.goto(f"{url}/en/book/basket/")
            token = next(each["value"] for each in context.cookies() if each["name"] == "csrftoken")
            for slug, quantity in THINGS:
                form: dict[str, str | float | bool] = {
                    "facility": str(things[slug]),
                    "quantity": str(quantity),
                    "date": thursday.isoformat(),
                }
                form |= {"from": hours[0], "to": hours[1], "csrfmiddlewaretoken": token}
                answer = context.request.post(f"{url}/en/book/basket/add/", form=form)
                assert answer.ok, f"{slug}: {answer.status} {answer.text()[:300]}"

        fill_basket(("18:00", "20:00"))
        page.goto(f"{url}/en/book/quote/")
        page.locator("form[action*='/book/place/'] button").first.click()
        page.wait_for_load_state()
        held = page.url.rstrip("/").split("/")[-1]
        fill_basket(("13:00", "17:00"))
        known[NOOR] = context.storage_state()
        context.close()
        return _found(connection, thursday.isoformat(), held)


def _found(connection: psycopg.Connection, thursday: str, held: str) -> Found:
    def one(statement: str) -> str:
        row = connection.execute(statement).fetchone()
        assert row is not None, statement
        return str(row[0])

    mine = "JOIN members_organisation o ON o.id = b.organisation_id AND o.name = 'Collectief Zout'"
    return Found(
        thursday=thursday,
        organisation=one("SELECT uuid FROM members_organisation WHERE name = 'Collectief Zout'"),
        funder=one("SELECT uuid FROM members_organisation WHERE name = 'Fonds Lichtbaken'"),
        held=held,
        done=one(f"SELECT number FROM bookings_booking b {mine} WHERE state = 'completed' ORDER BY during DESC"),
        cancelled=one("SELECT number FROM bookings_booking WHERE state = 'confirmed' AND number IN"
                      f" (SELECT number FROM bookings_booking b {mine}) ORDER BY during DESC"),
    )  # fmt: skip


def shots(found: Found) -> list[Shot]:
    return [*_for_anybody(found), *_for_makers(found), *_for_hubs_and_funders(found)]


def _for_anybody(found: Found) -> list[Shot]:
    asked = f"book/?kind=recording-studio&date={found.thursday}&from=13:00&to=17:00"
    return [
        Shot("home", ""),
        Shot("about", "about/"),
        Shot("for-hubs", "for-hubs/"),
        Shot("accessibility", "accessibility/"),
        Shot("privacy", "privacy/"),
        Shot("places", "hubs/"),
        Shot("region", "regions/noord-brabant/"),
        Shot("hub", "hubs/effenaar/"),
        Shot("facility", "hubs/effenaar/studio-2/"),
        Shot("search-visitor", asked),
        Shot("search-nothing", f"{asked}&region=zeeland"),
        Shot("login", "accounts/login/"),
        Shot("signup", "accounts/signup/"),
        Shot("not-found", "hubs/nowhere/", status=404),
    ]


def _for_makers(found: Found) -> list[Shot]:
    asked = f"book/?kind=recording-studio&date={found.thursday}&from=13:00&to=17:00"
    return [
        Shot("search", asked, NOOR),
        Shot("start", f"book/at/effenaar/studio-1/?date={found.thursday}", NOOR),
        Shot("basket", "book/basket/", NOOR),
        Shot("quote", "book/quote/", NOOR),
        Shot("bookings", "bookings/", NOOR),
        Shot("held", f"bookings/{found.held}/", NOOR),
        Shot("booking-done", f"bookings/{found.done}/", NOOR),
        Shot("booking", f"bookings/{found.cancelled}/", NOOR),
        Shot("cancel", f"bookings/{found.cancelled}/cancel/", NOOR),
        Shot("account", "account/", NOOR),
        Shot("organisations", "organisations/", NOOR),
        Shot("organisation", f"organisations/{found.organisation}/", NOOR),
        Shot("register", "organisations/new/", NOOR),
        Shot("invite", f"organisations/{found.organisation}/invite/", NOOR),
        Shot("rate", f"organisations/{found.organisation}/rate/", NOOR),
        Shot("declare", f"organisations/{found.organisation}/rate/declare/", NOOR),
    ]


def _for_hubs_and_funders(found: Found) -> list[Shot]:
    return [
        Shot("desk", "desk/effenaar/", JORIS),
        Shot("desk-thursday", f"desk/effenaar/?day={found.thursday}", JORIS),
        Shot("manage", "manage/effenaar/", HANNA),
        Shot("manage-facility", "manage/effenaar/facilities/studio-2/", HANNA),
        Shot("manage-units", "manage/effenaar/facilities/condenser-microphone/units/", HANNA),
        Shot("hours", "manage/effenaar/hours/", HANNA),
        Shot("closures", "manage/effenaar/closures/", HANNA),
        Shot("house-rules", "manage/effenaar/house-rules/", HANNA),
        Shot("rates", "desk/effenaar/rates/", HANNA),
        Shot("rate-card", "desk/effenaar/rates/studio-2/", HANNA),
        Shot("funds", "funds/", FIEN),
        Shot("fund", "funds/open-deuren/", FIEN),
        Shot("funder", f"funders/{found.funder}/", FIEN),
    ]
