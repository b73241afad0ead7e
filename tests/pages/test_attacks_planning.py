"""What was sealed for the planning in other hands, too late, or changed on its way; and doors without a ticket."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.actions.stop_mail import stop_token
from bookings.models import Booking, Series
from hub.wiring import INVARIANTS
from members.actions.revoke_role import revoke_role
from members.models import Grant
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.series import open_thursdays
from tests.pages.moving_help import ASK, DO, bar, done, dragged, sealed, undone
from tests.pages.repeating import book, look, pick
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

MORNING, AFTERNOON = thursday(9, 13), thursday(13, 17)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False) as traveller:
        yield traveller
    assert {code: said for code, check in INVARIANTS.items() if (said := check())} == {}


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def teun(cast) -> Client:
    return signed_in(cast.teun)


@pytest.fixture
def booking(cast) -> Booking:
    return booked(cast.bo, cast.zout, cast.studio)


def yes(client: Client, token: str) -> int:
    return client.post(DO, {"token": token, "reason": "The piano tuner"}).status_code


def stands(booking: Booking) -> bool:
    booking.refresh_from_db()
    return booking.period == AFTERNOON


def test_who_works_there_no_more_does_nothing_with_what_they_sealed(cast, teun, booking):
    token = sealed(dragged(teun, bar(booking), to=MORNING))
    revoke_role(grant=Grant.objects.get(person=cast.teun), actor=cast.hanna, now=NOW)
    assert yes(teun, token) == 404 and stands(booking)
    assert (
        yes(signed_in(cast.bo), token) == 404 and yes(signed_in(cast.wim), token) == 404 and stands(booking)
    )


def test_what_was_changed_on_its_way_is_not_what_we_sealed(teun, booking):
    token = sealed(dragged(teun, bar(booking), to=MORNING))
    for other in (token[:-1], token[1:], f"{token}a", token.swapcase(), "", "a:b:c"):
        assert yes(teun, other) == 409
    assert stands(booking)


def test_a_way_back_is_no_yes_and_a_yes_is_no_way_back(teun, booking):
    asked = dragged(teun, bar(booking), to=MORNING)
    token = sealed(asked)
    assert teun.post(ASK, {"back": token}).status_code == 409
    back = sealed(done(teun, asked), "back")
    assert yes(teun, back) == 409
    assert not stands(booking)


def test_a_yes_is_good_once_also_after_it_was_put_back(teun, booking):
    asked = dragged(teun, bar(booking), to=MORNING)
    there = done(teun, asked)
    assert done(teun, undone(teun, there)).status_code == 200 and stands(booking)
    assert yes(teun, sealed(asked)) == 409 and stands(booking)


def test_a_question_is_answered_within_half_an_hour(teun, booking, monday_morning):
    token = sealed(dragged(teun, bar(booking), to=MORNING))
    monday_morning.shift(timedelta(minutes=31))
    assert yes(teun, token) == 409 and stands(booking)


def test_a_series_that_was_priced_for_one_is_not_booked_by_another(cast):
    open_thursdays(cast.studio)
    bo, ilse = signed_in(cast.bo), signed_in(cast.ilse)
    pick(bo, cast)
    shown = look(bo)
    assert book(ilse, shown).status_code == 404
    assert book(signed_in(cast.mira), shown).status_code == 403
    assert not Series.objects.exists()


def test_no_page_of_another_site_moves_anything(cast, booking):
    """A form elsewhere brings the session along and not our token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.teun)
    number, uuid = booking.number, "00000000-0000-0000-0000-000000000000"
    for address in (
        ASK,
        DO,
        "/en/desk/effenaar/planning/new/",
        "/en/desk/effenaar/blocks/new/",
        "/en/desk/effenaar/repair/",
        "/en/desk/effenaar/moving-in/",
        "/en/desk/effenaar/moving-in/take-along/",
        "/en/desk/effenaar/calendars/",
        f"/en/account/calendars/{uuid}/replace/",
        f"/en/bookings/{number}/messages/",
        f"/en/bookings/{number}/set-up/as-last-time/",
        "/en/account/mail/",
    ):
        assert client.post(address, {"token": "x"}).status_code == 403, address
    # A mail program has neither: its link is the ticket, and good for that alone.
    assert client.post(f"/en/mail/stop/{stop_token(cast.bo.pk, 'reminder')}/").status_code == 200
    assert client.post(f"/en/mail/stop/{stop_token(cast.bo.pk, 'confirmation')}/").status_code == 404
