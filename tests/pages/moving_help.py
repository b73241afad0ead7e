"""Drags on the timeline as the browser sends them."""

import re
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from bookings.models import Block, Booking, Occupancy
from facilities.models import Unit
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit import clock
from hub.kit.models import OutboxMessage
from hub.kit.periods import Period
from hub.wiring import INVARIANTS
from tests.pages.picking import words

ASK = "/en/desk/effenaar/planning/move/"
DO = "/en/desk/effenaar/planning/move/do/"
NEW = "/en/desk/effenaar/planning/new/"
HX = {"HX-Request": "true"}


def broken() -> dict[str, list[str]]:
    """The invariants that do not hold, with what they say."""
    return {code: told for code, check in INVARIANTS.items() if (told := check())}


def changed_mails() -> int:
    """How many mails about a change wait or went."""
    return OutboxMessage.objects.filter(kind="booking.changed").count()


def bar(of: Booking | Block, unit: Unit | None = None) -> Occupancy:
    """What it holds, of a unit where there are several."""
    rows = Occupancy.objects.live()
    rows = rows.filter(line__booking=of) if isinstance(of, Booking) else rows.filter(block=of)
    return (rows.filter(unit=unit) if unit else rows).order_by("pk")[0]


def minutes(period: Period) -> dict[str, int]:
    return {"start": int(period.start.timestamp()) // 60, "end": int(period.end.timestamp()) // 60}


def a_call(unit: Unit, period: Period, **said: object) -> dict[str, object]:
    """What the desk fills in for somebody who calls, at the price that it was shown."""
    wish = LineWish(unit.facility_id, 1, period)
    price = quote(quote_facts(wishes=(wish,), hub=unit.facility.hub, organisation=None, now=clock.now()))
    return {
        "do": "caller",
        "unit": unit.pk,
        **minutes(period),
        "own_cents": price.own_cents,
        "key": uuid4(),
        "organisation": "De Regenboog",
        "name": "Wil van Dam",
        "email": "wil@voorbeeld.example",
        "phone": "",
        "street": "",
        "postcode": "",
        "language": "nl",
        "purpose": "A rehearsal",
        **said,
    }


def dragged(
    client: Client, held: Occupancy, *, to: Period, unit: Unit | None = None, was: Period | None = None
) -> HttpResponse:
    """The answer to the question what that would change, of a bar that was drawn there."""
    asked = {"held": held.pk, "unit": unit.pk if unit else held.unit_id, **minutes(to)}
    if was:
        asked |= {f"was_{edge}": at for edge, at in minutes(was).items()}
    return client.post(ASK, asked, headers=HX)


def said(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words(answer))).strip()


def sealed(answer: HttpResponse, name: str = "token") -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', words(answer))
    assert found, words(answer)[-1500:]
    return found[1]


def done(client: Client, asked: HttpResponse, reason: str = "The piano tuner comes") -> HttpResponse:
    """Somebody says yes to what was shown."""
    assert asked.status_code == 200, said(asked)
    return client.post(DO, {"token": sealed(asked), "reason": reason}, headers=HX)


def undone(client: Client, was_done: HttpResponse) -> HttpResponse:
    """The question that the way back asks."""
    return client.post(ASK, {"back": sealed(was_done, "back")}, headers=HX)
