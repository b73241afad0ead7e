"""Whoever is not content asks that somebody else looks, once and in time; and everybody is told."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from funding.actions._reviews import (
    DecidedFirst,
)
from funding.actions.ask_review_again import (
    AskedAlready,
    DeclaredSince,
    GroundsNeeded,
    NothingToAskAgain,
    TooLateToAsk,
    ask_review_again,
)
from funding.actions.declare_band import LookedAtAgain, declare_band
from funding.actions.take_review import take_review
from funding.models import (
    BandDeclaration,
    DeclarationStatus,
)
from funding.models.payers import band_of
from hub.kit import outbox
from hub.kit.errors import Forbidden
from members.models import User
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.members import MembershipFactory
from tests.factories.papers import LAST_YEAR, declared
from tests.factories.reviews import ACCEPTED, REFUSED, UP, decided, holds, reviewer_of

OTHERS = ["zoe", "bo", "mira", "ilse", "teun", "hanna", "wim", "fien", "karim", "anna"]


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    return stage


@pytest.fixture
def declaration(cast) -> BandDeclaration:
    return declared(cast.zout, by=cast.zoe, now=NOW)


@pytest.fixture
def ruben(cast) -> User:
    return reviewer_of(cast.brabant)


def test_somebody_else_decides_again_and_it_counts_then(cast, declaration, ruben) -> None:
    decided(declaration, REFUSED, by=cast.rosa)
    again = ask_review_again(
        declaration=declaration, grounds="It says 2025 on page 2.", actor=cast.zoe, now=NOW
    )
    assert band_of(cast.zout, on=MONDAY) is None
    with pytest.raises(DecidedFirst):
        take_review(review=again, actor=cast.rosa, now=NOW)
    with pytest.raises(LookedAtAgain):
        declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=NOW)
    decided(declaration, ACCEPTED, by=ruben)
    assert declaration.status == DeclarationStatus.ACCEPTED
    with pytest.raises(AskedAlready):
        ask_review_again(declaration=declaration, grounds="Once more", actor=cast.zoe, now=NOW)
    assert holds()


def test_asking_again_has_its_time_its_grounds_and_something_to_ask(cast, declaration) -> None:
    with pytest.raises(NothingToAskAgain):
        ask_review_again(declaration=declaration, grounds="Why?", actor=cast.zoe, now=NOW)
    decided(declaration, UP, by=cast.rosa)
    for grounds in ("", "   ", "x" * 4_001):
        with pytest.raises(GroundsNeeded):
            ask_review_again(declaration=declaration, grounds=grounds, actor=cast.zoe, now=NOW)
    with pytest.raises(TooLateToAsk, match=r"January 4, 2027|4 January 2027"):
        ask_review_again(
            declaration=declaration, grounds="Late", actor=cast.zoe, now=NOW + timedelta(days=43)
        )
    ask_review_again(declaration=declaration, grounds="Last", actor=cast.zoe, now=NOW + timedelta(days=42))


def test_what_was_accepted_as_declared_is_not_looked_at_again(cast, declaration) -> None:
    decided(declaration, ACCEPTED, by=cast.rosa)
    with pytest.raises(NothingToAskAgain):
        ask_review_again(declaration=declaration, grounds="Lower!", actor=cast.zoe, now=NOW)


def test_who_declared_anew_after_a_refusal_does_not_ask_about_the_old_one(cast, declaration) -> None:
    decided(declaration, REFUSED, by=cast.rosa)
    declared(cast.zout, by=cast.zoe, now=NOW)
    with pytest.raises(DeclaredSince):
        ask_review_again(declaration=declaration, grounds="Why?", actor=cast.zoe, now=NOW)


@pytest.mark.parametrize("name", [*OTHERS[1:], "rosa"])
def test_nobody_else_asks_again(cast, declaration, name) -> None:
    decided(declaration, REFUSED, by=cast.rosa)
    with pytest.raises(Forbidden):
        ask_review_again(declaration=declaration, grounds="Why?", actor=getattr(cast, name), now=NOW)


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (ACCEPTED, ["accepted as you declared it: rate band A", "you book in rate band A"]),
        (UP, ["another figure, which makes it rate band B", "another € 30,000", "Until 4 January 2027"]),
        (REFUSED, ["It was refused: what was sent is about another year", "you pay the full price"]),
    ],
)
def test_the_owners_read_what_was_decided(cast, declaration, decision, said) -> None:
    decided(declaration, decision, by=cast.rosa)
    with time_machine.travel(NOW + timedelta(seconds=5), tick=False):
        outbox.work_off()
    [letter] = mail.outbox
    assert letter.to == [cast.zoe.email] and "Collectief Zout" in letter.subject
    html = letter.alternatives[0].content.replace("\u00a0", " ")
    for words in [*said, "keeps its price", "/declarations/"]:
        assert words in letter.body.replace("\u00a0", " ") and words in html
    assert "30,000.00" not in letter.body


def test_two_owners_are_told_once_each_and_who_left_is_not(cast, declaration) -> None:
    second = MembershipFactory(organisation=cast.zout, post="owner")
    decided(declaration, ACCEPTED, by=cast.rosa)
    second.delete()
    with time_machine.travel(NOW + timedelta(seconds=5), tick=False):
        outbox.work_off()
    assert [letter.to for letter in mail.outbox] == [[cast.zoe.email]]
