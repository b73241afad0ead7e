"""Who called takes over into an account what the desk wrote down for them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.http import Http404
from django.test import Client

from bookings.actions._handing_over import NoAddress, NobodyCalled, NoSuchLink, TakenOver, TooManyLinks
from bookings.actions.cancel import cancel
from bookings.actions.note_advance import note_advance
from bookings.actions.send_link import send_link
from bookings.actions.take_over import take_over
from bookings.actions.withdraw_link import withdraw_link
from bookings.models import Booking, BookingState, HandOver
from bookings.models.hand_overs import MOST_A_DAY
from bookings.views.handing_over import MOST_GUESSES
from hub.kit import clock, outbox
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from members.actions._addresses import AddressNotVerified, ForSomebodyElse
from members.models import Membership, Organisation, Post
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday
from tests.factories.bookings import booked
from tests.factories.members import UserFactory
from tests.pages.moving_help import HX, NEW, a_call, broken, said
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

AFTERNOON = thursday(13, 17)
WIL = "wil@voorbeeld.example"
LINK = re.compile(r"https?://[^/]+(/\w\w/take-over/([\w-]{43})/)")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    return cast


@pytest.fixture
def teun(cast) -> Client:
    return signed_in(cast.teun)


def called(cast: Cast, teun: Client, **more: object) -> Booking:
    """The desk books for Wil, who calls for De Regenboog."""
    answer = teun.post(NEW, a_call(cast.studio.units.get(), AFTERNOON, **more), headers=HX)
    assert answer["X-Done"] == "1", said(answer)
    return Booking.objects.get(organisation__name="De Regenboog")


def mailed(to: str) -> str:
    """The last mail there, after everything that waits has left."""
    outbox.work_off()
    return str(next(each for each in reversed(mail.outbox) if each.to == [to]).body)


def key_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[2]


def test_the_confirmation_leads_to_an_account_in_which_the_booking_is_theirs(cast, teun):
    booking = called(cast, teun, language="en")
    text = mailed(WIL)
    found = LINK.search(text)
    assert found and f"/bookings/{booking.number}/" not in text
    visitor = Client()
    page = said(visitor.get(found[1]))
    assert "De Regenboog" in page and "Studio 2" in page and "Make an account" in page
    assert "/accounts/login/?next=" in visitor.post(found[1])["Location"]
    wil = UserFactory(email=WIL, name="Wil van Dam")
    browser = signed_in(wil)
    answer = browser.post(found[1], follow=True)
    organisation = Organisation.objects.get(name="De Regenboog")
    assert answer.redirect_chain[-1][0].endswith(f"/organisations/{organisation.uuid}/change/")
    assert "It is yours now" in said(answer)
    assert Membership.objects.get(organisation=organisation).post == Post.OWNER
    assert not organisation.made_by_desk and Organisation.objects.known().contains(organisation)
    before = (booking.own_cents, booking.state, booking.quote, booking.confirmed_at)
    booking.refresh_from_db()
    assert (booking.own_cents, booking.state, booking.quote, booking.confirmed_at) == before
    assert browser.get(f"/en/bookings/{booking.number}/").status_code == 200
    assert AuditRow.objects.filter(action="bookings.take_over", actor_id=wil.pk).count() == 1
    to_hub = mailed(cast.effenaar.email)
    assert "De Regenboog" in to_hub and "Wil van Dam" in to_hub
    assert "taken over into an account" in said(teun.get(f"/en/bookings/{booking.number}/"))
    assert broken() == {}


def test_what_is_told_afterwards_goes_to_the_account_and_leads_to_the_booking(cast, teun):
    booking = called(cast, teun)
    wil = UserFactory(email=WIL)
    take_over(key=key_in(mailed(WIL)), actor=wil, now=clock.now())
    browser = signed_in(wil)
    answer = browser.post(f"/en/bookings/{booking.number}/cancel/", {"reason": "", "fee": "0"})
    assert answer.status_code == 302, said(answer)
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED
    text = mailed(WIL)
    assert f"/bookings/{booking.number}/" in text and not LINK.search(text)


def test_a_link_is_good_once_and_every_bad_one_is_the_same(cast, teun, monday_morning):
    called(cast, teun)
    key = key_in(mailed(WIL))
    wil = UserFactory(email=WIL)
    visitor = signed_in(wil)

    def answers(of: str) -> set[tuple[int, str]]:
        address = f"/en/take-over/{of}/"
        found = (visitor.get(address), visitor.post(address))
        told = {(each.status_code, each.content.decode().partition("<main")[2]) for each in found}
        return {(status, page.partition("</main>")[0].replace(of, "")) for status, page in told}

    wrong = answers("x" * 43)
    assert {status for status, _words in wrong} == {404}
    for nonsense in ("x", "%00", "é" * 43, "x" * 2000):
        assert {status for status, _words in answers(nonsense)} == {404}, nonsense
    withdrawn = HandOver.objects.all()
    withdrawn.update(revoked_at=clock.now())
    assert answers(key) == wrong
    withdrawn.update(revoked_at=None, expires_at=clock.now())
    assert answers(key) == wrong
    withdrawn.update(expires_at=clock.now() + timedelta(days=1))
    take_over(key=key, actor=wil, now=clock.now())
    assert answers(key) == wrong
    assert Membership.objects.filter(organisation__name="De Regenboog").count() == 1


def test_behind_the_link_stands_what_is_still_to_pay(cast, teun):
    booking = called(cast, teun)
    found = LINK.search(mailed(WIL))
    assert found
    page = found[1].replace("/nl/", "/en/")
    assert "€ 160.00, on account" in said(Client().get(page))
    paid = {"received_on": NOW.date(), "key": uuid4(), "actor": cast.hanna, "now": clock.now()}
    note_advance(number=booking.number, cents=6_000, **paid)
    assert "Still to pay: € 100.00, on account" in said(Client().get(page))
    cancel(number=booking.number, reason="The floor", actor=cast.teun, now=clock.now())
    assert "Nothing is to be paid" in said(Client().get(page))


def test_a_link_runs_out_a_month_after_the_booking(cast, teun, monday_morning):
    called(cast, teun)
    key = key_in(mailed(WIL))
    wil = UserFactory(email=WIL)
    with pytest.raises(NoSuchLink):
        take_over(key=key, actor=wil, now=AFTERNOON.end + timedelta(days=30))
    take_over(key=key, actor=wil, now=AFTERNOON.end + timedelta(days=29))


def test_a_forwarded_mail_lets_nobody_else_in(cast, teun):
    called(cast, teun)
    key = key_in(mailed(WIL))
    with pytest.raises(ForSomebodyElse):
        take_over(key=key, actor=cast.ilse, now=clock.now())
    unsure = UserFactory(email="else@example.org")
    unsure.emailaddress_set.create(email=WIL, verified=False, primary=False)
    with pytest.raises(AddressNotVerified):
        take_over(key=key, actor=unsure, now=clock.now())
    assert signed_in(cast.ilse).post(f"/en/take-over/{key}/").status_code == 403
    assert not Membership.objects.filter(organisation__name="De Regenboog").exists()
    assert HandOver.objects.get().used_at is None


def test_another_address_kills_the_link_that_went_to_the_first(cast, teun):
    booking = called(cast, teun)
    first = key_in(mailed(WIL))
    answer = teun.post(
        f"/en/bookings/{booking.number}/caller/", {"do": "send", "email": "Wim@Voorbeeld.Example"}
    )
    assert answer.status_code == 302, said(answer)
    second = key_in(mailed("wim@voorbeeld.example"))
    with pytest.raises(NoSuchLink):
        take_over(key=first, actor=UserFactory(email=WIL), now=clock.now())
    organisation = take_over(key=second, actor=UserFactory(email="wim@voorbeeld.example"), now=clock.now())
    assert organisation.billing_email == "wim@voorbeeld.example"
    assert AuditRow.objects.filter(action="bookings.send_link", facts__new_address=True).count() == 1
    with pytest.raises(TakenOver):
        send_link(number=booking.number, email=WIL, actor=cast.teun, now=clock.now())
    with pytest.raises(TakenOver):
        withdraw_link(number=booking.number, actor=cast.teun, now=clock.now())


def test_the_desk_withdraws_a_link_and_the_mails_have_none(cast, teun):
    booking = called(cast, teun)
    page = said(teun.get(f"/en/bookings/{booking.number}/"))
    assert "Send the link again" in page and "Withdraw the link" in page
    teun.post(f"/en/bookings/{booking.number}/caller/", {"do": "withdraw"})
    text = mailed(WIL)
    assert "take-over" not in text and "/bookings/" not in text
    assert "does not work any more" in said(teun.get(f"/en/bookings/{booking.number}/"))
    assert AuditRow.objects.filter(action="bookings.withdraw_link").count() == 1
    withdraw_link(number=booking.number, actor=cast.teun, now=clock.now())
    assert AuditRow.objects.filter(action="bookings.withdraw_link").count() == 1


def test_who_gave_a_telephone_alone_gets_a_link_once_there_is_an_address(cast, teun):
    booking = called(cast, teun, email="", phone="040 1234567")
    assert not HandOver.objects.exists()
    assert "There is no link yet" in said(teun.get(f"/en/bookings/{booking.number}/"))
    with pytest.raises(NoAddress):
        send_link(number=booking.number, email="", actor=cast.teun, now=clock.now())
    answer = teun.post(f"/en/bookings/{booking.number}/caller/", {"do": "send", "email": "nonsense"})
    assert answer.status_code == 400 and "valid email" in said(answer)
    teun.post(f"/en/bookings/{booking.number}/caller/", {"do": "send", "email": WIL})
    assert key_in(mailed(WIL))


def test_a_link_is_sent_a_few_times_a_day_and_no_more(cast, teun):
    booking = called(cast, teun)

    def send(later: timedelta) -> None:
        send_link(number=booking.number, email=WIL, actor=cast.teun, now=clock.now() + later)

    for minute in range(1, MOST_A_DAY):
        send(timedelta(minutes=minute))
    with pytest.raises(TooManyLinks):
        send(timedelta(minutes=MOST_A_DAY))
    send(timedelta(days=2))


def test_two_links_of_one_instant_are_two(cast, teun):
    booking = called(cast, teun)
    first = HandOver.objects.get().key
    second = send_link(number=booking.number, email=WIL, actor=cast.teun, now=clock.now()).key
    assert first != second
    with pytest.raises(NoSuchLink):
        take_over(key=first, actor=UserFactory(email=WIL), now=clock.now())


def test_only_the_hubs_own_people_send_and_withdraw(cast, teun):
    booking = called(cast, teun)
    for act in (
        lambda actor: send_link(number=booking.number, email=WIL, actor=actor, now=clock.now()),
        lambda actor: withdraw_link(number=booking.number, actor=actor, now=clock.now()),
    ):
        for stranger in (cast.wim, cast.zoe):
            with pytest.raises(Http404):
                act(stranger)
    theirs = booked(cast.bo, cast.zout, cast.microphones)
    with pytest.raises(NobodyCalled):
        send_link(number=theirs.number, email=WIL, actor=cast.teun, now=clock.now())
    with pytest.raises(Forbidden):
        send_link(number=theirs.number, email=WIL, actor=cast.bo, now=clock.now())


def test_whoever_guesses_links_is_stopped_for_a_minute_and_who_has_one_is_not(cast, teun, monday_morning):
    called(cast, teun)
    key = key_in(mailed(WIL))
    visitor = Client()
    told = [visitor.get(f"/en/take-over/{'x' * 43}/").status_code for _time in range(MOST_GUESSES + 1)]
    assert told == [404] * MOST_GUESSES + [429]
    assert visitor.get(f"/en/take-over/{key}/").status_code == 200
    monday_morning.shift(timedelta(seconds=61))
    assert visitor.get(f"/en/take-over/{'x' * 43}/").status_code == 404
