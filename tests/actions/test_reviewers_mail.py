"""Reviewers hear that a declaration waits: without a figure, and nobody who may not look at it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail

from funding.actions.ask_review_again import ask_review_again
from funding.models import BandDeclaration
from hub.kit import outbox
from hub.kit.models import OutboxMessage
from members.models import Grant, User
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import BandPolicyFactory, FundingAgreementFactory, four_bands
from tests.factories.members import MembershipFactory
from tests.factories.papers import declared, in_hand
from tests.factories.reviews import ACCEPTED, REFUSED, decided, reviewer_of

LATER = NOW + timedelta(minutes=16)


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    for person in (stage.rosa, stage.zoe):
        person.language = "en"
        person.save()
    return stage


@pytest.fixture
def ruben(cast) -> User:
    person = reviewer_of(cast.brabant)
    person.language = "nl"
    person.save()
    return person


@pytest.fixture
def declaration(cast, ruben) -> BandDeclaration:
    return declared(cast.zout, by=cast.zoe, now=NOW)


def letters(at: datetime = LATER) -> dict[str, object]:
    """To whom mail of a declaration that waits goes by then."""
    mail.outbox.clear()
    with time_machine.travel(at, tick=False):
        outbox.work_off()
    return {letter.to[0]: letter for letter in mail.outbox if "/reviews/" in letter.body}


def test_the_reviewers_of_the_region_are_told_each_in_their_language(cast, declaration, ruben) -> None:
    reviewer_of(cast.groningen, "Greet")
    found = letters()
    assert set(found) == {cast.rosa.email, ruben.email}
    english, dutch = found[cast.rosa.email], found[ruben.email]
    assert english.subject == "A declaration waits to be checked (Collectief Zout)"
    assert "Collectief Zout declared its income of 2025" in english.body
    assert f"/reviews/{declaration.reviews.get().pk}/" in english.alternatives[0].content
    assert dutch.subject == "Een opgave wacht op controle (Collectief Zout)"
    assert letters(LATER + timedelta(hours=1)) == {}


def test_no_figure_and_no_band_is_in_it(cast, declaration) -> None:
    for letter in letters().values():
        for part in (letter.body, letter.alternatives[0].content, letter.subject):
            assert "30.000" not in part and "30,000" not in part and "€" not in part
            assert "groep A" not in part and "band A" not in part


def test_a_payer_a_member_and_who_has_no_second_factor_are_not_told(cast, declaration, ruben) -> None:
    MembershipFactory(person=ruben, organisation=FundingAgreementFactory().funder)
    MembershipFactory(person=reviewer_of(cast.brabant, "Sanne"), organisation=cast.zout)
    declared(cast.zout, by=cast.zoe, now=NOW)
    assert set(letters()) == {cast.rosa.email}


def test_who_is_no_reviewer_any_more_is_not_told(cast, declaration, ruben) -> None:
    Grant.objects.filter(person=ruben).update(revoked_at=NOW)
    assert set(letters()) == {cast.rosa.email}


def test_declared_again_within_the_quarter_of_an_hour_it_is_one_mail(cast, declaration) -> None:
    declared(cast.zout, by=cast.zoe, now=NOW + timedelta(minutes=5))
    assert letters() == {}
    assert len(letters(LATER + timedelta(minutes=5))) == 2


def test_what_somebody_took_or_decided_meanwhile_is_no_news(cast, declaration) -> None:
    in_hand(declaration, of=cast.rosa, now=NOW)
    assert letters() == {}
    decided(declared(cast.noord, by=cast.ilse, now=NOW), ACCEPTED, by=reviewer_of(cast.groningen))
    assert letters() == {}


def test_a_second_look_is_not_offered_to_who_decided_first(cast, declaration, ruben) -> None:
    decided(declaration, REFUSED, by=cast.rosa)
    letters()
    ask_review_again(declaration=declaration, grounds="We earned € 12,000.", actor=cast.zoe, now=LATER)
    told = OutboxMessage.objects.filter(kind="declaration.waits", payload__reader=cast.rosa.pk)
    assert told.count() == 1  # of the first look
    found = letters(LATER + timedelta(minutes=16))
    assert set(found) == {ruben.email}
    assert found[ruben.email].subject == "Om heroverweging van een opgave is gevraagd (Collectief Zout)"
    assert "12,000" not in found[ruben.email].body


def test_a_role_that_does_not_count_yet_is_not_written_to(cast, declaration, ruben) -> None:
    ruben.authenticator_set.all().delete()
    assert set(letters()) == {cast.rosa.email}
