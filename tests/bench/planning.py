"""A venue's whole timeline, as the page of those who work there asks for it: 300 units, a week, 1,500 bookings."""

import json
from datetime import timedelta

from facilities.models import Hub
from hub.kit import clock
from members.models import Grant, Role
from tests.bench.operations import Operation
from tests.bench.server import Visitor
from tests.factories.facilities import AMSTERDAM
from tests.factories.members import GrantFactory
from tests.signing_in import signed_in

UNITS, BOOKINGS = 300, 1_500


def planner() -> str:
    """The cookie of somebody who works at the hub."""
    grant: Grant = GrantFactory(role=Role.HUB_STAFF, scope=Hub.objects.get(slug="hub-1").ref)
    return signed_in(grant.person).cookies["sessionid"].OutputString().split(";")[0]


def timeline(visitor: Visitor) -> list[Operation]:
    """The same, and once more by somebody who has it already."""
    first = clock.now().astimezone(AMSTERDAM).date() + timedelta(days=1)
    path = f"/en/desk/hub-1/planning/data/?from={first}&to={first + timedelta(days=6)}"
    answer = visitor.ask(path)
    drawn = json.loads(answer.body)
    units = sum(len(each[5]) for each in drawn["units"])
    if units < UNITS or len(drawn["taken"]) < BOOKINGS:
        raise RuntimeError(f"only {units} units and {len(drawn['taken'])} bookings to draw")
    tag = {"If-None-Match": answer.headers["ETag"]}
    return [
        Operation(f"timeline: {UNITS} units, a week, {BOOKINGS:,} bookings", lambda: visitor.ask(path), 20),
        Operation("the same, as they have it already", lambda: visitor.ask(path, **tag), None, 304),
    ]
