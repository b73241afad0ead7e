"""What is mailed about needs and offers, in the language of its reader."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from hub.kit.models import OutboxMessage
from members.models import User
from region.actions.close_need import close_need
from region.actions.decline_offer import decline_offer
from region.actions.lapse_needs import lapse_needs
from region.actions.report_need import report_need
from region.actions.take_off_need import take_off_need
from region.actions.withdraw_offer import withdraw_offer
from region.models import Need, Offer
from region.outbound.needs import send
from tests.cast import NOW, Cast, assemble
from tests.factories.needs import a_need, accepted, an_offer, words_for


@pytest.fixture
def cast(db) -> Cast:
    with override("en"):
        return assemble()


def offered(cast: Cast) -> tuple[Need, Offer]:
    need = a_need(cast)
    return need, an_offer(cast, need)


def nothing(cast: Cast, need: Need, offer: Offer) -> None:
    """What making the offer told is all."""


def accepts(cast: Cast, need: Need, offer: Offer) -> None:
    accepted(offer, cast.zoe)


def declines(cast: Cast, need: Need, offer: Offer) -> None:
    decline_offer(uuid=offer.uuid, reason="Too far", actor=cast.zoe, now=NOW)


def withdraws(cast: Cast, need: Need, offer: Offer) -> None:
    withdraw_offer(uuid=offer.uuid, reason="Flooded", actor=cast.teun, now=NOW)


def closes(cast: Cast, need: Need, offer: Offer) -> None:
    close_need(uuid=need.uuid, met=True, actor=cast.zoe, now=NOW)


def soon(cast: Cast, need: Need, offer: Offer) -> None:
    lapse_needs(now=NOW + timedelta(hours=120))


def late(cast: Cast, need: Need, offer: Offer) -> None:
    lapse_needs(now=NOW + timedelta(days=9))


def takes_off(cast: Cast, need: Need, offer: Offer) -> None:
    take_off_need(uuid=need.uuid, reason="Advertising", actor=cast.karim, now=NOW)


def reports(cast: Cast, need: Need, offer: Offer) -> None:
    report_need(uuid=need.uuid, words="Advertising?", actor=cast.ilse, now=NOW)


@pytest.mark.parametrize(
    ("happens", "kind", "to", "english"),
    [
        (nothing, "need.offered", ["zoe"], "Effenaar offers something"),
        (accepts, "need.accepted", ["hub"], "It is booked as you offered it"),
        (declines, "need.declined", ["hub"], "“Too far”"),
        (withdraws, "need.offer_withdrawn", ["zoe"], "“Flooded”"),
        (closes, "need.offer_ended", ["hub"], "They found it in another way."),
        (soon, "need.lapses_soon", ["zoe"], "Hubs can answer"),
        (soon, "need.offer_lapsed", ["zoe", "hub"], "is over"),
        (late, "need.lapsed", ["zoe"], "so it has closed"),
        (takes_off, "need.taken_off", ["zoe"], "“Advertising”"),
        (reports, "need.reported", ["karim"], "“Advertising?”"),
    ],
)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_is_told_in_their_language(cast, settings, language, happens, kind, to, english):
    settings.LANGUAGE_CODE = language
    User.objects.update(language=language)
    happens(cast, *offered(cast))
    with override(language):
        for message in OutboxMessage.objects.filter(kind=kind).order_by("-key"):
            send(message)
    addresses = {"hub": cast.effenaar.email}
    wanted = [addresses.get(name) or getattr(cast, name).email for name in to]
    assert sorted(each.to[0] for each in mail.outbox) == sorted(wanted)
    for each in mail.outbox:
        assert (english in each.body) == (language == "en" or english.startswith("“"))
        assert each.alternatives and "/needs/" in each.body or "/bookings/" in each.body


def test_an_answer_in_words_says_that_there_is_nothing_to_book(cast):
    User.objects.update(language="en")
    words_for(cast, a_need(cast, sort="placement", kind_id=None))
    send(OutboxMessage.objects.get(kind="need.offered"))
    assert "There is nothing to book" in mail.outbox[0].body


def test_when_who_posted_it_is_gone_the_owners_are_told(cast):
    need = a_need(cast, actor=cast.mira)
    cast.zout.memberships.filter(person=cast.mira).delete()
    an_offer(cast, need)
    keys = OutboxMessage.objects.filter(kind="need.offered").values_list("key", flat=True)
    assert [key.rpartition(":")[2] for key in keys] == [str(cast.zoe.pk)]


def test_what_is_not_so_any_more_is_not_mailed(cast):
    _need, offer = offered(cast)
    withdraw_offer(uuid=offer.uuid, actor=cast.teun, now=NOW)
    send(OutboxMessage.objects.get(kind="need.offered"))
    assert mail.outbox == []
