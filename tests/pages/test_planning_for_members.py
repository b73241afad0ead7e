"""The desk keeps something in option for an organisation that has members; one of them says yes."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.test import Client

from bookings.actions.cancel import cancel
from bookings.actions.expire_holds import expire_holds
from bookings.actions.keep_in_option import Kept, NobodyToAsk, TheyHaveTooManyOptions, keep_in_option
from bookings.models import Booking, BookingState, Occupancy
from bookings.rules.options import MOST_OPTIONS, NoOptions, TooLateForAnOption
from bookings.rules.refusals import NotOpenThen, SlotTaken
from bookings.rules.waitlist import LineGoesFirst
from funding.models import Fund
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import quote
from hub.kit import clock, outbox
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.periods import Period
from members.models import Membership, Organisation, Post, User
from tests.cast import NOW, Cast, assemble, declare_band_a, thursday, two_funds
from tests.factories.bookings import booked
from tests.factories.members import MembershipFactory, OrganisationFactory
from tests.factories.money import fill
from tests.factories.options import gives_options
from tests.factories.waitlist import in_line
from tests.pages.moving_help import HX, NEW, broken, minutes, said
from tests.pages.picking import words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

AFTERNOON = thursday(13, 17)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    declare_band_a(cast.zout)
    two_funds(cast)
    gives_options(cast.studio, cast.microphones)
    return cast


@pytest.fixture
def teun(cast) -> Client:
    return signed_in(cast.teun)


def kept(
    cast: Cast, organisation: Organisation, period: Period = AFTERNOON, actor: User | None = None
) -> Booking:
    unit = cast.studio.units.get()
    wish = LineWish(cast.studio.pk, 1, period)
    price = quote(quote_facts(wishes=(wish,), hub=cast.effenaar, organisation=None, now=clock.now()))
    return keep_in_option(
        hub=cast.effenaar,
        kept=Kept(organisation, unit, period, "A rehearsal", price.list_cents),
        request_key=uuid4(),
        actor=actor or cast.teun,
        now=clock.now(),
    ).booking


def spot(cast: Cast, **more: object) -> dict[str, object]:
    return {"unit": cast.studio.units.get().pk, **minutes(AFTERNOON), **more}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page[-2000:]
    return found[1]


def test_the_desk_finds_them_keeps_it_and_a_member_says_yes_from_the_mail(cast, teun):
    answer = teun.post(NEW, spot(cast, do="find", name="zout"), headers=HX)
    assert answer.status_code == 200 and "Collectief Zout, Eindhoven" in said(answer)
    assert not Booking.objects.exists()
    page = words(answer)
    chosen = {name: hidden(page, name) for name in ("list_cents", "key")}
    asked = spot(cast, do="option", name="zout", organisation=cast.zout.uuid, purpose="A rehearsal", **chosen)
    answer = teun.post(NEW, asked, headers=HX)
    assert answer["X-Done"] == "1" and "Held as an option" in said(answer), said(answer)
    booking = Booking.objects.get()
    assert (booking.state, booking.period, booking.organisation) == (
        BookingState.OPTION,
        AFTERNOON,
        cast.zout,
    )
    assert booking.placed_by == cast.zoe
    assert Occupancy.objects.live().get().unit == cast.studio.units.get()
    by_desk = AuditRow.objects.filter(about=booking.ref, actor_id=cast.teun.pk)
    assert set(by_desk.values_list("action", flat=True)) == {"bookings.place", "bookings.take_option"}
    outbox.work_off()
    to_zoe = next(each for each in mail.outbox if each.to == [cast.zoe.email])
    assert "asked for it at the desk" in " ".join(to_zoe.body.split())
    link = re.search(r"https?://[^/]+(/\w\w/bookings/[^/]+/)", to_zoe.body)
    assert link
    zoe = signed_in(cast.zoe)
    assert "Book it, on account" in said(zoe.get(link[1]))
    assert zoe.post(f"{link[1]}confirm/").status_code == 302
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    # Sent twice it is the same one.
    assert teun.post(NEW, asked, headers=HX)["X-Done"] == "1"
    assert Booking.objects.count() == 1
    assert broken() == {}


def test_the_mail_is_in_the_language_of_who_booked_here_last(cast):
    User.objects.filter(pk=cast.bo.pk).update(language="nl")
    booked(cast.bo, cast.zout, cast.microphones, period=thursday(9, 11))
    booking = kept(cast, cast.zout)
    assert booking.placed_by == cast.bo
    outbox.work_off()
    to_bo = next(
        each for each in reversed(mail.outbox) if each.to == [cast.bo.email] and "optie" in each.body
    )
    assert "Effenaar" in to_bo.subject


def test_nobody_confirms_it_for_them(cast):
    booking = kept(cast, cast.zout)
    assert signed_in(cast.teun).post(f"/en/bookings/{booking.number}/confirm/").status_code == 403
    assert signed_in(cast.ilse).post(f"/en/bookings/{booking.number}/confirm/").status_code == 404
    booking.refresh_from_db()
    assert booking.state == BookingState.OPTION


def test_it_lapses_when_the_hubs_time_for_options_is_over(cast):
    booking = kept(cast, cast.zout)
    assert clock.now() < booking.held_until <= AFTERNOON.start
    expire_holds(now=booking.held_until)
    booking.refresh_from_db()
    assert booking.state == BookingState.EXPIRED and not Occupancy.objects.live().exists()
    assert broken() == {}


def test_where_the_hub_gives_no_options_there_is_none(cast, teun):
    gives_options(cast.studio, days=0)
    with pytest.raises(NoOptions):
        kept(cast, cast.zout)
    assert "cannot be had in option" in said(teun.get(NEW, spot(cast), headers=HX))
    gives_options(cast.studio, notice_hours=24 * 30)
    with pytest.raises(TooLateForAnOption):
        kept(cast, cast.zout)


def test_what_holds_of_who_books_holds_of_them(cast):
    booked(cast.ilse, cast.noord, cast.studio)
    with pytest.raises(SlotTaken):
        kept(cast, cast.zout)
    with pytest.raises(NotOpenThen):
        kept(cast, cast.zout, thursday(6, 8))
    assert Booking.objects.count() == 1


def test_whoever_waits_in_line_goes_first(cast):
    theirs = booked(cast.ilse, cast.noord, cast.studio)
    in_line(cast.bo, cast.zout, cast.studio)
    now = clock.now()
    cancel(number=theirs.number, actor=cast.ilse, now=now, reason="", most_cents=10**6)
    other = MembershipFactory(post=Post.OWNER).organisation
    with pytest.raises(LineGoesFirst):
        kept(cast, other)


def test_they_have_a_few_options_here_and_no_more(cast):
    for number in range(MOST_OPTIONS):
        kept(cast, cast.zout, thursday(9 + number, 10 + number))
    with pytest.raises(TheyHaveTooManyOptions):
        kept(cast, cast.zout, thursday(20, 21))
    assert Booking.objects.count() == MOST_OPTIONS


def test_a_fund_keeps_its_money_for_them_as_in_any_option(cast):
    for fund in Fund.objects.all():
        fill(fund, 100_000)
    booking = kept(cast, cast.zout)
    assert booking.funds_cents > 0
    assert broken() == {}


def test_whom_nobody_speaks_for_is_not_found(cast, teun):
    lonely = OrganisationFactory(name="Eenzaam Zout")
    page = said(teun.post(NEW, spot(cast, do="find", name="eenzaam"), headers=HX))
    assert "No organisation with an account" in page
    with pytest.raises(NobodyToAsk):
        kept(cast, lonely)
    Membership.objects.filter(organisation=cast.zout).update(post=Post.MEMBER)
    with pytest.raises(NobodyToAsk):
        kept(cast, cast.zout)


@pytest.mark.parametrize(
    ("wrong", "fact"),
    [
        ({"organisation": "nonsense"}, ""),
        ({"organisation": ""}, "For which of them"),
        ({"list_cents": 1}, "price has changed"),
        ({"list_cents": "-1"}, ""),
        ({"key": "nonsense"}, ""),
        ({"name": "%_"}, ""),
        ({"name": "z" * 121}, "120"),
        ({"name": "\0\0"}, ""),
        ({"purpose": "x" * 201}, "200"),
    ],
)
def test_what_makes_no_sense_keeps_nothing(cast, teun, wrong, fact):
    page = words(teun.post(NEW, spot(cast, do="find", name="zout"), headers=HX))
    asked = spot(cast, do="option", name="zout", organisation=cast.zout.uuid, purpose="")
    asked |= {name: hidden(page, name) for name in ("list_cents", "key")}
    answer = teun.post(NEW, asked | wrong, headers=HX)
    assert answer.status_code == 422 and fact in said(answer), said(answer)
    assert not Booking.objects.exists()


def test_somebody_elses_organisation_is_not_chosen_by_its_number(cast, teun):
    page = words(teun.post(NEW, spot(cast, do="find", name="zout"), headers=HX))
    asked = spot(cast, do="option", name="zout", organisation=cast.noord.uuid, purpose="")
    asked |= {name: hidden(page, name) for name in ("list_cents", "key")}
    assert teun.post(NEW, asked, headers=HX).status_code == 422
    assert not Booking.objects.exists()


def test_a_name_of_one_letter_finds_nobody(cast, teun):
    answer = teun.post(NEW, spot(cast, do="find", name="z"), headers=HX)
    assert answer.status_code == 422 and "Collectief Zout" not in said(answer)


def test_only_the_hubs_own_people_do_this(cast):
    for stranger in (cast.wim, cast.zoe, cast.karim):
        with pytest.raises(Forbidden):
            kept(cast, cast.zout, actor=stranger)
    assert signed_in(cast.wim).post(NEW, spot(cast, do="find", name="zout")).status_code == 404
    assert not Booking.objects.exists()


def test_without_a_script_it_is_the_same_page(cast, teun):
    page = words(teun.post(NEW, spot(cast, do="find", name="zout")))
    assert "<h1>" in page and "Hold it as an option for them" in page
    asked = spot(cast, do="option", name="zout", organisation=cast.zout.uuid, purpose="")
    asked |= {name: hidden(page, name) for name in ("list_cents", "key")}
    answer = teun.post(NEW, asked)
    assert answer.status_code == 302 and Booking.objects.get().number in answer["Location"]
