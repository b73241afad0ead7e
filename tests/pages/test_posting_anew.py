"""What was booked for a need is cancelled later, or nobody answered: its organisation is told, and posts it anew."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from bookings.actions.cancel import cancel
from region.actions.close_need import close_need
from region.models import Need
from tests.cast import NOW, Cast, assemble
from tests.factories.needs import a_need, accepted, an_offer, need_facts
from tests.pages.test_needs_pages import main
from tests.signing_in import signed_in

CANCELLED = "what was booked was cancelled later"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def test_a_need_whose_booking_is_cancelled_stays_met_and_its_people_are_told(cast, client):
    need, zoe = a_need(cast, only_hubs=False), signed_in(cast.zoe)
    booking = accepted(an_offer(cast, need), cast.zoe).booking
    page = f"needs/{need.uuid}/"
    assert booking is not None and CANCELLED not in main(zoe, page)
    cancel(number=booking.number, actor=cast.zoe, now=NOW, reason="Ill.")
    need.refresh_from_db()
    assert need.state == "met" and CANCELLED in main(zoe, page)
    assert CANCELLED not in main(client, page), "nobody else hears of somebody's booking"
    assert f"/en/needs/new/?again={need.uuid}" in main(zoe, page)
    assert "again=" not in main(client, page)


def test_posting_anew_fills_in_the_same_with_days_to_come(cast):
    need = a_need(cast, words="For our film.", budget_cents=12_050)
    close_need(uuid=need.uuid, met=False, actor=cast.zoe, now=NOW)
    form = main(signed_in(cast.zoe), "needs/new/", again=str(need.uuid))
    for told in (
        "A studio for our film",
        "For our film.",
        "120.50",
        "Eindhoven",
        str(need_facts(cast).until_date),
    ):
        assert told in form, told
    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        later = main(signed_in(cast.zoe), "needs/new/", again=str(need.uuid))
    assert "A studio for our film" in later and str(need_facts(cast).until_date) not in later


@pytest.mark.parametrize("which", ["foreign", "none", "no number"])
def test_only_ones_own_is_posted_anew(cast, which):
    need: Need = a_need(cast)
    asked = {"foreign": str(need.uuid), "none": str(uuid4()), "no number": "1 or 1"}[which]
    ilse: Client = signed_in(cast.ilse)
    assert ilse.get("/en/needs/new/", {"again": asked}).status_code == 404
