"""Standing in line for a colleague who was shown how: named when one joins, and kept for the offer."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from bookings.actions.cancel import cancel
from bookings.actions.offer_places import offer_places
from bookings.models import Booking, WaitlistEntry, WaitState
from bookings.rules.refusals import InductionMissing, NotAColleague
from facilities.actions.withdraw_induction import withdraw_induction
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import AFTERNOON, booked
from tests.factories.inductions import asked_at, given
from tests.factories.waitlist import in_line
from tests.pages.test_api_booking import post

WANTED = {
    "date": "2026-11-26",
    "from": "13:00",
    "to": "17:00",
    "within": "exact",
    "quantity": "1",
    "purpose": "",
}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


@pytest.fixture
def taken(cast) -> Booking:
    """Kwartet Noord has the studio, which asks for an induction since; Mira of Zout holds it, Bo does not."""
    first = booked(cast.ilse, cast.noord, cast.studio, period=AFTERNOON)
    given(asked_at(cast.studio), cast.mira)
    return first


def offered(first: Booking, cast: Cast) -> WaitlistEntry:
    cancel(number=first.number, actor=cast.ilse, now=NOW)
    offer_places(now=NOW)
    return WaitlistEntry.objects.get()


def where(cast: Cast) -> str:
    return f"/en/book/wait/effenaar/{cast.studio.slug}/"


def waits(bo: Client, cast: Cast, **more: object):
    return bo.post(where(cast), {**WANTED, "key": str(uuid4()), **more})


def test_a_colleague_is_named_on_the_page_and_comes_with_the_offer(cast, bo, taken):
    assert "Who will be there?" in bo.get(where(cast)).content.decode()
    refused = waits(bo, cast)
    assert refused.status_code == 409 and "a colleague whom you name" in refused.content.decode()
    there = bo.get(waits(bo, cast, used_by=str(cast.mira.pk))["Location"])
    assert "Who will be there: Mira" in there.content.decode()
    entry = offered(taken, cast)
    assert (entry.state, entry.offer.used_by) == (WaitState.OFFERED, cast.mira)


def test_who_is_no_colleague_is_not_named(cast, bo, taken):
    for who in (str(cast.ilse.pk), "0", "-1", "Mira", "٣"):
        answer = waits(bo, cast, used_by=who)
        assert "not in the list" in answer.content.decode(), who
    with pytest.raises(NotAColleague):
        in_line(cast.bo, cast.zout, cast.studio, used_by_id=cast.ilse.pk)
    assert not WaitlistEntry.objects.exists()


def test_who_is_named_and_holds_it_not_is_refused(cast, taken):
    with pytest.raises(InductionMissing):
        in_line(cast.bo, cast.zout, cast.studio, used_by_id=cast.zoe.pk)


def test_who_lost_it_meanwhile_is_not_offered_it(cast, taken):
    in_line(cast.bo, cast.zout, cast.studio, used_by_id=cast.mira.pk)
    (grant,) = cast.mira.induction_grants.all()
    withdraw_induction(hub=cast.effenaar, uuid=grant.uuid, reason="Broke it.", actor=cast.teun, now=NOW)
    entry = offered(taken, cast)
    assert entry.state == WaitState.FAILED and "Laser" in entry.why


def test_where_nothing_is_asked_nobody_is_asked_who_comes(cast, bo):
    assert "Who will be there?" not in bo.get(where(cast)).content.decode()


def test_programs_name_a_colleague_by_address(cast, bo, taken):
    period = thursday(13, 17)
    body = {
        "hub": "effenaar",
        "organisation": str(cast.zout.uuid),
        "facility": cast.studio.pk,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
    }

    def join(**more):
        return post(bo, "waitlist", {**body, **more}, **{"Idempotency-Key": str(uuid4())})

    assert join().status_code == 409
    assert join(used_by="nobody@example.org").json()["code"] == "not_a_colleague"
    answer = join(used_by="Mira@example.org")
    assert (answer.status_code, answer.json()["used_by"]) == (201, "Mira")
