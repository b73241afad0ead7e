"""What is measured: addresses of the pages' own data, as a signed-in member asks them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from facilities.models import Facility, Hub, Unit
from funding.models import Fund
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit import clock
from hub.kit.periods import Period
from members.models import Membership, User
from tests.bench.people import SPEAKER
from tests.bench.server import Answer, Visitor
from tests.factories.facilities import AMSTERDAM
from tests.signing_in import signed_in

# So many rounds at most: each books another room.
MOST = 100
Ask = Callable[[], Answer]


@dataclass(frozen=True)
class Operation:
    """`target`: how many times the constant floor it may take; None when it is only looked at."""

    name: str
    ask: Ask
    target: float | None = None
    answers: int = 200


def member() -> str:
    """The cookie of somebody's session."""
    person = User.objects.get(email="rival0@example.org")
    return signed_in(person).cookies["sessionid"].OutputString().split(";")[0]


def floors(visitor: Visitor) -> list[Operation]:
    unit = Unit.objects.filter(facility__hub__slug="hub-1").order_by("pk")[7].pk
    return [
        Operation("floor: constant", lambda: visitor.ask("/floor/constant")),
        Operation("floor: through our middleware", lambda: visitor.ask("/floor/signed-in")),
        Operation("floor: one bare overlap", lambda: visitor.ask(f"/floor/overlap?unit={unit}")),
    ]


def reads(visitor: Visitor) -> list[Operation]:
    day = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=2)
    room = facility("hub-1", "room-7").pk
    start, end = (datetime.combine(day, time(hour), AMSTERDAM).isoformat() for hour in (10, 18))
    window = f"start={start}&end={end}".replace("+", "%2B")
    month, mine = f"{day:%Y-%m}", Membership.objects.get(person__email="rival0@example.org").organisation.uuid
    addresses: list[tuple[str, str, float | None]] = [
        ("one facility, a month", f"/api/facilities/{room}/month?month={month}", 6),
        ("a hub's day", f"/api/hubs/hub-1/day?date={day}", 8),
        ("a hub's week", f"/api/hubs/hub-1/week?date={day}", 15),
        ("which are free that day, 10-18", f"/api/free?{window}", 12),
        ("the same, with our share", f"/api/free?{window}&organisation={mine}", None),
    ]
    return [Operation(name, _get(visitor, path), target) for name, path, target in addresses]


def speaker() -> str:
    """The cookie of who speaks for the funder of the one fund that carried a part of every booking."""
    person = User.objects.get(email=SPEAKER)
    return signed_in(person).cookies["sessionid"].OutputString().split(";")[0]


def desk(visitor: Visitor) -> list[Operation]:
    """A funder's live view, as it refreshes itself, and whole pages, frame and all, over all allocations."""
    fund = Fund.objects.select_related("agreement__funder").earliest("pk")
    where = f"/en/funders/{fund.agreement.funder.uuid}/"
    addresses: list[tuple[str, str, float]] = [
        ("a fund's live view, all allocations", f"{where}funds/{fund.slug}/now/", 10),
        ("a funder's desk, all allocations", where, 10),
        ("one fund's page, all allocations", f"{where}funds/{fund.slug}/", 10),
    ]
    return [Operation(name, _get(visitor, path), target) for name, path, target in addresses]


def pairs(visitor: Visitor) -> list[tuple[str, Ask, Ask]]:
    """The same question over 20 units and over 200: it may not take more statements."""
    day = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=2)
    small, large = (facility("small", f"pool-{size}").pk for size in (20, 200))
    month = f"{day:%Y-%m}"
    start, end = (datetime.combine(day, time(hour), AMSTERDAM).isoformat() for hour in (10, 18))
    window = f"start={start}&end={end}".replace("+", "%2B")
    few_and_many = {
        "month of a pool": [f"/api/facilities/{pool}/month?month={month}" for pool in (small, large)],
        "day of a hub": [f"/api/hubs/{hub}/day?date={day}" for hub in ("small", "hub-1")],
        "week of a hub": [f"/api/hubs/{hub}/week?date={day}" for hub in ("small", "hub-1")],
        "free in a hub": [f"/api/free?hub={hub}&{window}" for hub in ("small", "hub-1")],
    }
    return [(name, _get(visitor, few), _get(visitor, many)) for name, (few, many) in few_and_many.items()]


def _get(visitor: Visitor, path: str) -> Ask:
    return lambda: visitor.ask(path)


def facility(hub: str, slug: str) -> Facility:
    return Facility.objects.get(hub__slug=hub, slug=slug)


def evenings(first: date) -> Iterator[Period]:
    """Hours that nothing was loaded into: eight to nine at night."""
    while True:
        yield Period(*(datetime.combine(first, time(hour), AMSTERDAM) for hour in (20, 21)))
        first += timedelta(days=1)


def placing(visitor: Visitor) -> Operation:
    """A room for an hour, confirmed in one go: another room each time. The price is looked up before."""
    hub = Hub.objects.get(slug="hub-1")
    evening = next(evenings(clock.now().astimezone(AMSTERDAM).date() + timedelta(days=3)))
    bodies = iter(
        [order(hub, room, evening, "rival0@example.org") for room in hub.facilities.order_by("pk")[:MOST]]
    )

    def ask() -> Answer:
        body = next(bodies)
        return visitor.ask("/api/bookings", body=body, **{"Idempotency-Key": str(uuid4())})

    return Operation("place a booking", ask, 15, 201)


def order(hub: Hub, room: Facility, period: Period, email: str) -> str:
    """The body of a booking at the price of this moment."""
    organisation = Membership.objects.select_related("organisation").get(person__email=email).organisation
    wishes = [LineWish(room.pk, 1, period)]
    price = quote(quote_facts(wishes=wishes, hub=hub, organisation=organisation, now=clock.now()))
    line = {"facility": room.pk, "start": period.start.isoformat(), "end": period.end.isoformat()}
    said = {"hub": hub.slug, "organisation": str(organisation.uuid), "lines": [line], "confirm": True}
    return json.dumps({**said, "price_digest": price.digest()})
