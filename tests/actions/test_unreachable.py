"""An address that a mail server refuses for good is written down, shown, and trusted again when its owner says so."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.messages.middleware import MessageMiddleware
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import RequestFactory

from bookings.actions.book_for_caller import Called, book_for_caller
from bookings.models import Booking
from bookings.models.unreached import unreached_at
from bookings.waiting import waiting
from hub.kit import outbox
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.transactions import verb
from members.actions.note_unreachable import note_unreachable
from members.actions.trust_address import trust_address
from members.adapters import AccountAdapter
from members.models import UnreachableAddress, User
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over
from tests.cast import NOW, Cast, assemble
from tests.factories.bookings import AFTERNOON, booked
from tests.mail_door import mail_door
from tests.pages.picking import words
from tests.signing_in import signed_in


@pytest.fixture
def door(settings):
    with mail_door() as door:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", door.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield door


@pytest.fixture
def stage(db) -> Cast:
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def mail(address="bo@example.org") -> EmailMessage:
    return EmailMessage("Subject", "Words", to=[address])


def deliver_all(now=NOW + timedelta(minutes=2)) -> None:
    for message in outbox.claim(now=now):
        outbox.deliver(message, now=now)


def test_a_refusal_for_good_marks_the_address_and_is_not_tried_again(stage, door):
    door.answers["bo@example.org"] = "550 5.1.1 No such user"
    booking = booked(stage.bo, stage.zout, stage.studio)
    deliver_all()
    mark = unreachable("Bo@Example.org")
    assert mark is not None and (mark.code, mark.said, mark.since) == (550, "5.1.1 No such user", NOW)
    assert door.taken == [stage.effenaar.email]
    assert not OutboxMessage.objects.filter(kind="booking.confirmed", done_at=None).exists()
    assert [each.booking for each in unreached_at(stage.effenaar, NOW)] == [booking]
    assert unreached_at(stage.tetem, NOW) == []
    (matter,) = [each for each in waiting(hub=stage.effenaar, now=NOW) if each.name == "unreached"]
    assert (matter.items[0].who, matter.items[0].more) == ("Collectief Zout", "Bo")


@pytest.mark.parametrize("answer", ["450 4.2.1 Come back later", "550 5.7.1 We do not take mail from you"])
def test_what_may_pass_or_is_our_own_fault_marks_nobody_and_is_tried_again(stage, door, answer):
    door.answers["bo@example.org"] = answer
    booked(stage.bo, stage.zout, stage.studio)
    deliver_all()
    assert unreachable("bo@example.org") is None
    (left,) = OutboxMessage.objects.filter(kind="booking.confirmed", done_at=None)
    assert "SMTPRecipientsRefused" in left.last_error


def test_a_server_that_is_away_is_raised(stage, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError):
        hand_over(mail())
    assert not UnreachableAddress.objects.exists()


def test_again_is_counted_and_what_is_taken_marks_nobody(stage, door):
    door.answers["bo@example.org"] = "551 5.1.6 Moved"
    assert hand_over(mail()) is False
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert hand_over(mail("BO@example.org")) is True, "another spelling was taken"
        assert hand_over(mail()) is False
    mark = UnreachableAddress.objects.get()
    assert (mark.times, mark.since, mark.last_at) == (2, NOW, NOW + timedelta(days=1))


def test_a_mail_never_leaves_within_a_transaction(stage, door):
    @verb
    def careless() -> None:
        hand_over(mail())

    with pytest.raises(RuntimeError):
        careless()
    assert door.taken == []


def test_its_owner_says_that_it_works_and_nobody_else(stage):
    note_unreachable(address="bo@example.org", code=550, said="", now=NOW)
    for person, actor in ((stage.bo, stage.zoe), (stage.zoe, stage.zoe)):
        with pytest.raises(Forbidden):
            trust_address(person=person, address="bo@example.org", actor=actor, now=NOW)
    assert trust_address(person=stage.bo, address="Bo@example.org", actor=stage.bo, now=NOW) is True
    assert trust_address(person=stage.bo, address="bo@example.org", actor=stage.bo, now=NOW) is False
    assert unreachable("bo@example.org") is None
    assert AuditRow.objects.filter(action="members.trust_address").count() == 1


def test_whoever_changes_their_address_is_reached_again(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    note_unreachable(address="bo@example.org", code=550, said="", now=NOW)
    assert [each.booking for each in unreached_at(stage.effenaar, NOW)] == [booking]
    stage.bo.email = "bo@elsewhere.example"
    stage.bo.save()
    assert unreached_at(stage.effenaar, NOW) == []


def test_who_called_is_rung_and_not_the_desk_that_wrote_it_down(stage):
    unit = stage.microphones.units.select_related("facility").order_by("pk")[0]
    called = book_for_caller(
        hub=stage.effenaar,
        called=Called("De Buren", "Joke", email="joke@example.org", phone="040 123 45 67"),
        unit=unit,
        period=AFTERNOON,
        purpose="",
        own_cents=1_000,
        house_rules_version=None,
        request_key=uuid4(),
        actor=stage.teun,
        now=NOW,
    ).booking
    note_unreachable(address=stage.teun.email, code=550, said="", now=NOW)
    assert unreached_at(stage.effenaar, NOW) == []
    assert "Our mail does not reach" not in page_of(called, stage.teun)
    note_unreachable(address="joke@example.org", code=550, said="", now=NOW)
    (matter,) = [each for each in waiting(hub=stage.effenaar, now=NOW) if each.name == "unreached"]
    assert [(each.number, each.more) for each in matter.items] == [(called.number, "Joke (040 123 45 67)")]
    assert "Our mail does not reach Joke" in page_of(called, stage.teun)


def test_once_who_booked_has_left_it_is_the_owner_who_is_rung(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    note_unreachable(address=stage.zoe.email, code=550, said="", now=NOW)
    assert unreached_at(stage.effenaar, NOW) == []
    stage.zout.memberships.filter(person=stage.bo).delete()
    assert [(each.booking, each.guest.person) for each in unreached_at(stage.effenaar, NOW)] == [
        (booking, stage.zoe)
    ]


def page_of(booking: Booking, person: User) -> str:
    return words(signed_in(person).get(f"/en/bookings/{booking.number}/"))


def test_whoever_confirms_an_address_by_its_code_is_reached_there_again(stage):
    note_unreachable(address="new@example.org", code=550, said="", now=NOW)
    address = EmailAddress.objects.create(user=stage.bo, email="new@example.org", verified=False)
    request = RequestFactory().get("/")
    request.user, request.session = stage.bo, {}
    MessageMiddleware(lambda _request: HttpResponse()).process_request(request)
    assert AccountAdapter(request).confirm_email(request, address)
    assert unreachable("new@example.org") is None
