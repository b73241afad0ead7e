"""Booking's addresses, pages and API: public to look and price, one's own organisation's and hub's otherwise."""

from typing import Any
from uuid import uuid4

from django.test import Client

from bookings.actions.place import place
from bookings.models import Booking
from bookings.rules.request import BookingRequest
from bookings.sealed import seal
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import Quote, quote
from tests.cast import NOW, thursday
from tests.pages.matrix import LOGIN, Entry, Stage, each, everybody

AFTERNOON = {"date": "2026-11-26", "from": "13:00", "to": "17:00"}
WINDOW = {"start": "2026-11-26T13:00:00+01:00", "end": "2026-11-26T17:00:00+01:00"}
# Who has nothing to do with the booking does not learn that it exists; the site's administrator may look.
SEES = {"member": 200, "booker": 200, "owner": 200, "hub_staff": 200, "hub_manager": 200, "site_admin": 200}


def wanted(stage: Stage) -> tuple[tuple[LineWish, ...], Quote]:
    cast = stage.cast
    wishes = (LineWish(cast.studio.pk, 1, thursday(13, 17)),)
    return wishes, quote(quote_facts(wishes=wishes, hub=cast.effenaar, organisation=cast.zout, now=NOW))


def held(stage: Stage) -> Booking:
    """A booking that Bo holds for Collectief Zout at Effenaar."""
    wishes, price = wanted(stage)
    request = BookingRequest(
        organisation_id=stage.cast.zout.pk,
        hub_id=stage.cast.effenaar.pk,
        lines=wishes,
        purpose="",
        reference="",
        price_digest=price.digest(),
        request_key=uuid4(),
    )
    return place(request=request, actor=stage.cast.bo, now=NOW).booking


def number(stage: Stage) -> dict[str, Any]:
    return {"number": held(stage).number}


def studio(stage: Stage) -> dict[str, Any]:
    return {"facility": stage.cast.studio.pk, **AFTERNOON}


def together(stage: Stage) -> dict[str, Any]:
    cast, start = stage.cast, thursday(13, 17).start.isoformat()
    return {
        "facility": [cast.studio.pk, cast.microphones.pk],
        "quantity": [1, 2],
        "start": start,
        "minutes": 240,
    }


def pick(stage: Stage, client: Client) -> None:
    client.post("/en/book/basket/add/", studio(stage))


def sealed(stage: Stage) -> dict[str, Any]:
    """What the page of Zout's price posts: it is good for nothing in other people's hands."""
    wishes, price = wanted(stage)
    token = seal(organisation_id=stage.cast.zout.pk, hub_id=stage.cast.effenaar.pk, lines=wishes, quote=price)
    return {"token": token, "key": str(uuid4())}


def with_key(stage: Stage, client: Client) -> None:
    client.defaults["HTTP_IDEMPOTENCY_KEY"] = str(uuid4())


def at_effenaar(stage: Stage) -> dict[str, Any]:
    return {"hub": "effenaar"}


def slug(stage: Stage) -> dict[str, Any]:
    return {"slug": "effenaar"}


def quoted(stage: Stage) -> dict[str, Any]:
    line = {"facility": stage.cast.studio.pk, **WINDOW}
    return {"hub": "effenaar", "organisation": str(stage.cast.zout.uuid), "lines": [line]}


def organisation(stage: Stage) -> dict[str, Any]:
    return {"organisation": str(stage.cast.zout.uuid)}


PAGES = [
    Entry("bookings:search", everybody(200)),
    Entry("bookings:start", everybody(200), kwargs=lambda stage: {"hub": "effenaar", "facility": "studio-2"}),
    Entry("bookings:basket", everybody(200)),
    Entry("bookings:basket_add", everybody(302), "POST", data=studio),
    Entry("bookings:basket_together", everybody(302), "POST", data=together),
    Entry(
        "bookings:basket_change", everybody(302), "POST", data=lambda stage: {"do": "remove-0"}, prepare=pick
    ),
    Entry("bookings:basket_empty", everybody(302), "POST", prepare=pick),
    Entry("bookings:quote", everybody(200), prepare=pick),
    Entry("bookings:place", each(302, anonymous=LOGIN)),
    Entry(
        "bookings:place",
        each(404, anonymous=LOGIN, member=403, booker=302, owner=302),
        "POST",
        data=sealed,
    ),
    Entry("bookings:list", each(200, anonymous=LOGIN)),
    Entry("bookings:booking", each(404, anonymous=LOGIN, **SEES), kwargs=number),
    Entry("bookings:confirm", each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 302)), kwargs=number),
    Entry(
        "bookings:confirm",
        each(404, anonymous=LOGIN, **{**dict.fromkeys(SEES, 403), "booker": 302, "owner": 302}),
        "POST",
        kwargs=number,
    ),
    Entry("bookings:cancel", each(404, anonymous=LOGIN, **SEES), kwargs=number),
    Entry(
        "bookings:cancel",
        each(
            404,
            anonymous=LOGIN,
            **{**dict.fromkeys(SEES, 302), "member": 403, "site_admin": 403},
        ),
        "POST",
        kwargs=number,
        data=lambda stage: {"reason": "A burst pipe"},
    ),
    *[
        Entry("bookings:again", each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 302)), method, kwargs=number)
        for method in ("GET", "POST")
    ],
    Entry("bookings:calendar", each(404, anonymous=LOGIN, **SEES), kwargs=number),
    Entry(
        "bookings:desk",
        each(404, anonymous=LOGIN, hub_staff=200, hub_manager=200, site_admin=200),
        kwargs=at_effenaar,
    ),
    Entry(
        "bookings:planning",
        each(404, anonymous=LOGIN, hub_staff=200, hub_manager=200, site_admin=200),
        kwargs=at_effenaar,
    ),
]

API = [
    Entry("api:openapi-json", everybody(200)),
    Entry("api:free", everybody(200), data=lambda stage: WINDOW),
    Entry("api:somewhere", everybody(200), data=lambda stage: {**WINDOW, "minutes": 120}),
    Entry(
        "api:facility_month",
        everybody(200),
        kwargs=lambda stage: {"facility_id": stage.cast.studio.pk},
        data=lambda stage: {"month": "2026-11"},
    ),
    Entry("api:hub_on_a_day", everybody(200), kwargs=slug, data=lambda stage: {"date": "2026-11-26"}),
    Entry("api:hub_in_a_week", everybody(200), kwargs=slug, data=lambda stage: {"date": "2026-11-26"}),
    Entry(
        "api:quote",
        each(404, anonymous=401, member=200, booker=200, owner=200),
        "POST",
        data=quoted,
        json=True,
    ),
    Entry("api:bookings", each(404, anonymous=401, member=200, booker=200, owner=200), data=organisation),
    Entry(
        "api:bookings",
        each(404, anonymous=401, member=403, booker=201, owner=201),
        "POST",
        data=lambda stage: {**quoted(stage), "price_digest": wanted(stage)[1].digest()},
        prepare=with_key,
        json=True,
    ),
    Entry("api:booking", each(404, anonymous=401, **SEES), kwargs=number),
    Entry(
        "api:confirm_booking",
        each(404, anonymous=401, **{**dict.fromkeys(SEES, 403), "booker": 200, "owner": 200}),
        "POST",
        kwargs=number,
        data=lambda stage: {"house_rules_version": None},
        json=True,
    ),
    Entry(
        "api:cancel_booking",
        each(404, anonymous=401, **{**SEES, "member": 403, "site_admin": 403}),
        "POST",
        kwargs=number,
        data=lambda stage: {"reason": "A burst pipe"},
        json=True,
    ),
]

ENTRIES = [*PAGES, *API]
