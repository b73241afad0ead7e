"""What an offer met stays met and booked when its words do not belong here; nobody else reads them any more."""

import pytest
from django.core import mail
from django.db import IntegrityError
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from bookings.models import BookingState
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.transactions import savepoint
from members.models import Role, User
from region.access_to_needs import need_for
from region.actions._needs import SayWhy
from region.actions.report_need import report_need
from region.actions.take_off_need import take_off_need
from region.invariants_of_needs import needs_are_audited, needs_are_met_once
from region.models import Need, NeedReport, NeedState, Offer, OfferState
from region.models.needs_reading import told
from region.outbound.needs import send
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.facilities import FacilityFactory
from tests.factories.funding import VatSettingFactory, card
from tests.factories.members import GrantFactory
from tests.factories.needs import a_need, accepted, an_offer
from tests.pages.matrix import ROLES
from tests.signing_in import signed_in

TITLE, WHY = "A studio against Piet Jansen", "It names somebody."


@pytest.fixture
def cast(db) -> Cast:
    with override("en"):
        return assemble()


def met(cast: Cast) -> Offer:
    """By Effenaar's offer, which is booked."""
    offer = an_offer(cast, a_need(cast, title=TITLE))
    accepted(offer, cast.zoe)
    offer.refresh_from_db()
    return offer


def from_tetem(cast: Cast, need: Need) -> Offer:
    """Another hub's, of a studio of its own."""
    studio = FacilityFactory(hub=cast.tetem, kind=cast.studio.kind, open_days=[thursday(13, 17).start.date()])
    card(studio, hour=1_000)
    VatSettingFactory(hub=cast.tetem)
    return an_offer(cast, need, studio, hub=cast.tetem, actor=cast.wim)


def hidden(cast: Cast, need: Need) -> Need:
    return take_off_need(uuid=need.uuid, reason=WHY, actor=cast.karim, now=NOW)


def reads(person: User, need: Need) -> bool:
    try:
        need_for(person, need.uuid)
    except Http404:
        return False
    return True


def test_it_stays_met_and_booked_and_says_why(cast):
    offer = met(cast)
    report_need(uuid=offer.need.uuid, words="It names my neighbour", actor=cast.ilse, now=NOW)
    for _again in range(2):
        need = hidden(cast, offer.need)
    offer.refresh_from_db()
    assert (need.state, need.hidden_at, need.end_reason) == (NeedState.MET, NOW, WHY)
    assert (offer.state, offer.booking.state) == (OfferState.ACCEPTED, BookingState.CONFIRMED)
    assert not NeedReport.objects.filter(looked_at=None).exists()
    (row,) = AuditRow.objects.filter(action="region.take_off_need")
    assert (row.reason, row.facts["hidden"], row.organisation_id) == (WHY, True, cast.zout.pk)
    assert [*needs_are_met_once(), *needs_are_audited()] == []


def test_nobody_else_takes_it_off_and_not_without_a_reason(cast):
    need = met(cast).need
    for who in (cast.ilse, cast.teun, cast.anna, cast.zoe):
        with pytest.raises(Forbidden):
            take_off_need(uuid=need.uuid, reason=WHY, actor=who, now=NOW)
    with pytest.raises(SayWhy):
        take_off_need(uuid=need.uuid, reason=" ", actor=cast.karim, now=NOW)
    assert reads(cast.ilse, need)


def test_its_organisation_and_the_hub_that_is_booked_read_on_and_no_other_hub(cast):
    need = a_need(cast, title=TITLE)
    from_tetem(cast, need)
    offer = an_offer(cast, need)
    accepted(offer, cast.zoe)
    assert reads(cast.wim, need) and reads(cast.ilse, need)
    need = hidden(cast, need)
    for who in (cast.zoe, cast.mira, cast.teun, cast.karim, cast.anna):
        assert reads(who, need)
    for who in (cast.ilse, cast.wim, cast.fien):
        assert not reads(who, need)


def test_a_managers_role_that_does_not_count_yet_reads_nothing(cast):
    need = hidden(cast, met(cast).need)
    GrantFactory(
        person=cast.wim, role=Role.HUB_MANAGER, scope=cast.effenaar.ref, granted_at=NOW, second_factor=False
    )
    assert not reads(User.objects.get(pk=cast.wim.pk), need)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_its_page_or_as_if_there_were_none(cast, role):
    need = hidden(cast, met(cast).need)
    name = ROLES[role]
    client = signed_in(getattr(cast, name)) if name else Client()
    answer = client.get(reverse("region:need", args=[need.uuid]))
    shown = role in ("member", "booker", "owner", "hub_staff", "hub_manager", "quartermaster", "site_admin")
    assert answer.status_code == (200 if shown else 404)
    assert (TITLE in answer.content.decode()) == shown
    assert client.get(f"/api/needs/{need.uuid}").status_code == 404


def test_the_desk_of_a_hub_that_offered_too_says_its_words_no_more(cast):
    need = a_need(cast, title=TITLE)
    from_tetem(cast, need)
    accepted(an_offer(cast, need), cast.zoe)
    address = reverse("region:hub_needs", args=[cast.tetem.slug])
    assert TITLE in signed_in(cast.wim).get(address).content.decode()
    hidden(cast, need)
    html = signed_in(cast.wim).get(address).content.decode()
    assert TITLE not in html and str(need.uuid) not in html
    ours = signed_in(cast.teun).get(reverse("region:hub_needs", args=["effenaar"])).content.decode()
    assert TITLE in ours


def test_neither_mails_nor_what_others_take_along_say_its_words(cast):
    need = a_need(cast, title=TITLE)
    from_tetem(cast, need)
    accepted(an_offer(cast, need), cast.zoe)
    report_need(uuid=need.uuid, words="It names my neighbour", actor=cast.ilse, now=NOW)
    hidden(cast, need)
    send(OutboxMessage.objects.get(kind="need.offer_ended"))
    assert TITLE not in f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert TITLE not in f"{told(cast.ilse)} {told(cast.wim)}"
    assert told(cast.zoe)["needs"][0]["title"] == TITLE


def test_its_organisation_is_told_that_the_booking_stays(cast):
    need = hidden(cast, met(cast).need)
    (message,) = OutboxMessage.objects.filter(kind="need.taken_off")
    User.objects.update(language="en")
    send(message)
    (sent,) = mail.outbox
    assert sent.to == [cast.zoe.email] and need.title in sent.subject
    assert WHY in sent.body and "What is booked stays booked." in sent.body


def test_the_database_hides_only_what_is_met_and_says_why(cast):
    need = a_need(cast)
    for state in ({}, {"state": "met", "ended_at": NOW}):
        with pytest.raises(IntegrityError), savepoint():
            Need.objects.filter(pk=need.pk).update(hidden_at=NOW, **state)


def test_what_is_hidden_without_a_word_in_the_trail_is_found(cast):
    need = met(cast).need
    Need.objects.filter(pk=need.pk).update(hidden_at=NOW, end_reason=WHY)
    assert needs_are_audited() == [f"nothing is noted of need {need.uuid} being hidden"]
