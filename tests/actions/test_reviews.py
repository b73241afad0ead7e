"""Who looks at a declaration, what they may decide, and what follows from it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from funding.actions._reviews import (
    NoLongerWaiting,
    NotInHand,
    OwnOrganisation,
    TakenByAnother,
)
from funding.actions.decide_review import (
    Decision,
    FigureNeeded,
    NoBandForFigure,
    ReasonDoesNotFit,
    WordsNeeded,
    decide_review,
)
from funding.actions.declare_band import AlreadyReviewed, Turnover, declare_band
from funding.actions.give_back_review import give_back_review
from funding.actions.take_review import take_review
from funding.models import (
    Assignment,
    BandDeclaration,
    DeclarationStatus,
    Outcome,
    ReasonCode,
    Review,
)
from funding.models.payers import band_of, refused_year
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from hub.kit.refs import Ref
from members.actions.grant_role import PayerNoReviewer, grant_role
from members.models import Role, User
from tests.cast import MONDAY, NOW, Cast, assemble
from tests.factories.funding import BandDeclarationFactory, BandPolicyFactory, four_bands
from tests.factories.members import GrantFactory, MembershipFactory
from tests.factories.papers import LAST_YEAR, declared, in_hand
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


def waiting(*regions: int) -> list[int]:
    rows = Review.objects.waiting(today=MONDAY).in_regions(regions).with_files()
    return [row.declaration_id for row in rows]


def test_the_oldest_waits_first_and_each_region_has_its_own(cast, declaration) -> None:
    other = MembershipFactory(post="owner", organisation__municipality=cast.zout.municipality)
    older = declared(other.organisation, by=other.person, now=NOW - timedelta(days=3))
    declared(cast.noord, by=cast.ilse, now=NOW)
    assert waiting(cast.brabant.pk) == [older.pk, declaration.pk]
    assert len(waiting(cast.groningen.pk)) == 1
    assert waiting() == []


def test_what_is_over_replaced_or_decided_does_not_wait(cast, declaration) -> None:
    newer = declared(cast.zout, by=cast.zoe, now=NOW)
    assert waiting(cast.brabant.pk) == [newer.pk]
    assert not Review.objects.waiting(today=newer.valid_until + timedelta(days=1)).exists()
    decided(newer, ACCEPTED, by=cast.rosa)
    assert waiting(cast.brabant.pk) == []


def test_one_takes_it_and_another_is_told_who_has_it(cast, declaration, ruben) -> None:
    review = in_hand(declaration, of=cast.rosa, now=NOW)
    take_review(review=review, actor=cast.rosa, now=NOW)
    with pytest.raises(TakenByAnother, match="Rosa"):
        take_review(review=review, actor=ruben, now=NOW)
    assert AuditRow.objects.filter(action="funding.take_review").count() == 1
    give_back_review(review=review, actor=cast.rosa, now=NOW)
    take_review(review=review, actor=ruben, now=NOW)
    with pytest.raises(NotInHand):
        decide_review(review=review, decision=ACCEPTED, actor=cast.rosa, now=NOW)
    assert holds()


def test_who_may_review_no_longer_keeps_nobody_from_it(cast, declaration, ruben) -> None:
    review = in_hand(declaration, of=cast.rosa, now=NOW)
    cast.rosa.grants.update(revoked_at=NOW)
    with pytest.raises(Forbidden):
        decide_review(review=review, decision=ACCEPTED, actor=cast.rosa, now=NOW)
    take_review(review=review, actor=ruben, now=NOW)
    assert review.assignments.get(until=None).person == ruben


def test_an_administrator_puts_back_what_somebody_left_lying(cast, declaration, ruben) -> None:
    review = in_hand(declaration, of=cast.rosa, now=NOW)
    with pytest.raises(Forbidden):
        give_back_review(review=review, actor=ruben, now=NOW)
    give_back_review(review=review, actor=cast.anna, now=NOW)
    with pytest.raises(NotInHand):
        give_back_review(review=review, actor=cast.rosa, now=NOW)


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_takes_or_decides(cast, declaration, name) -> None:
    review, actor = declaration.reviews.get(), getattr(cast, name)
    with pytest.raises(Forbidden):
        take_review(review=review, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        decide_review(review=review, decision=ACCEPTED, actor=actor, now=NOW)
    assert not Assignment.objects.exists()


def test_nobody_reviews_for_another_region_for_a_payer_or_for_themselves(cast, declaration) -> None:
    review = declaration.reviews.get()
    with pytest.raises(Forbidden):
        take_review(review=review, actor=reviewer_of(cast.groningen), now=NOW)
    GrantFactory(person=cast.mira, role=Role.REVIEWER, scope=Ref("region", str(cast.brabant.pk)))
    with pytest.raises(OwnOrganisation):
        take_review(review=review, actor=cast.mira, now=NOW)
    GrantFactory(person=cast.rosa, role=Role.FUNDER, scope=cast.makersfonds.ref)
    with pytest.raises(PayerNoReviewer):
        take_review(review=review, actor=cast.rosa, now=NOW)


def test_nobody_is_made_reviewer_who_speaks_for_a_funder(cast) -> None:
    scope = Ref("region", str(cast.brabant.pk))
    with pytest.raises(PayerNoReviewer):
        grant_role(person=cast.fien, role=Role.REVIEWER, scope=scope, actor=cast.anna, now=NOW)
    with pytest.raises(PayerNoReviewer):
        grant_role(person=cast.rosa, role=Role.FUNDER, scope=cast.makersfonds.ref, actor=cast.anna, now=NOW)


def test_accepted_as_declared_it_counts_without_a_cap(cast, declaration) -> None:
    decided(declaration, ACCEPTED, by=cast.rosa)
    band = band_of(cast.zout, on=MONDAY)
    assert band is not None and (band.code, band.provisional) == ("A", False)
    review = declaration.reviews.get()
    assert (review.counted_cents, review.objection_until) == (3_000_000, date(2027, 1, 4))
    with pytest.raises(AlreadyReviewed):
        declare_band(organisation=cast.zout, turnover=LAST_YEAR, actor=cast.zoe, now=NOW)
    with pytest.raises(NoLongerWaiting):
        decide_review(review=review, decision=REFUSED, actor=cast.rosa, now=NOW)
    assert holds()


@pytest.mark.parametrize(
    ("declared_cents", "counted_cents", "band"),
    [(3_000_000, 6_000_000, "B"), (6_000_000, 3_000_000, "A"), (3_000_000, 0, "A"), (1, 10**11, "D")],
)
def test_another_figure_moves_the_band_up_or_down(cast, declared_cents, counted_cents, band) -> None:
    made = declared(cast.zout, by=cast.zoe, now=NOW, turnover=Turnover(2025, declared_cents))
    decision = Decision(Outcome.CORRECTED, ReasonCode.OTHER_FIGURE, "As on page 3.", counted_cents)
    decided(made, decision, by=cast.rosa)
    assert (made.status, made.band.code, made.turnover_cents) == ("accepted", band, declared_cents)
    assert holds()


def test_refused_it_is_the_full_price_and_the_price_says_why(cast, declaration) -> None:
    decided(declaration, REFUSED, by=cast.rosa)
    assert (declaration.status, band_of(cast.zout, on=MONDAY)) == (DeclarationStatus.REFUSED, None)
    assert refused_year(cast.zout, on=MONDAY) == 2025
    assert holds()


def test_refused_a_checked_band_of_an_earlier_year_goes_on(cast) -> None:
    spring = datetime(2026, 3, 2, 12, tzinfo=UTC)
    BandDeclarationFactory(
        organisation=cast.zout, fiscal_year=2024, band=four_bands()["B"], valid_until=date(2026, 6, 30)
    )
    newer = declared(cast.zout, by=cast.zoe, now=spring)
    decided(newer, REFUSED, by=cast.rosa, now=spring)
    counts = band_of(cast.zout, on=spring.date())
    assert counts is not None and (counts.fiscal_year, counts.code) == (2024, "B")


def test_the_income_of_the_group_decides(cast) -> None:
    turnover = Turnover(2025, 3_000_000, group_turnover_cents=120_000_000)
    made = declared(cast.zout, by=cast.zoe, now=NOW, turnover=turnover)
    assert made.band.code == "D"
    with pytest.raises(FigureNeeded):
        decided(made, Decision(Outcome.CORRECTED, ReasonCode.OTHER_FIGURE, "x", 120_000_000), by=cast.rosa)


@pytest.mark.parametrize(
    ("decision", "refusal"),
    [
        (Decision(Outcome.ACCEPTED, ReasonCode.NO_EVIDENCE), ReasonDoesNotFit),
        (Decision(Outcome.REFUSED, ReasonCode.AS_DECLARED, "x"), ReasonDoesNotFit),
        (Decision(Outcome.CORRECTED, ReasonCode.UNREADABLE, "x", 1), ReasonDoesNotFit),
        (Decision("maybe", ReasonCode.AS_DECLARED), ReasonDoesNotFit),
        (Decision(Outcome.REFUSED, ReasonCode.UNREADABLE, "  "), WordsNeeded),
        (Decision(Outcome.REFUSED, ReasonCode.UNREADABLE, "x" * 2_001), WordsNeeded),
        (Decision(Outcome.CORRECTED, ReasonCode.OTHER_FIGURE, "x"), FigureNeeded),
        (Decision(Outcome.CORRECTED, ReasonCode.OTHER_FIGURE, "x", 3_000_000), FigureNeeded),
        (Decision(Outcome.CORRECTED, ReasonCode.OTHER_FIGURE, "x", -1), FigureNeeded),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(cast, declaration, decision, refusal) -> None:
    review = in_hand(declaration, of=cast.rosa, now=NOW)
    with pytest.raises(refusal):
        decide_review(review=review, decision=decision, actor=cast.rosa, now=NOW)
    assert Review.objects.get().decided_at is None


def test_a_figure_without_a_band_is_refused(cast, declaration) -> None:
    declaration.band.__class__.objects.exclude(code="A").delete()
    with pytest.raises(NoBandForFigure):
        decided(declaration, UP, by=cast.rosa)


def test_it_is_decided_by_the_table_under_which_it_was_declared(cast, declaration) -> None:
    for code, start, end in [("A", 0, 10_000_000), ("B", 10_000_000, None)]:
        type(declaration.band).objects.create(
            code=code, valid_from=date(2026, 11, 24), turnover_from_cents=start, turnover_to_cents=end,
            own_share_bp=1_000,
        )  # fmt: skip
    tomorrow = NOW + timedelta(days=2)
    decided(declaration, UP, by=cast.rosa, now=tomorrow)
    assert (declaration.band.code, declaration.band.own_share_bp) == ("B", 5_500)


def test_the_trail_tells_neither_figure_nor_words(cast, declaration) -> None:
    decided(declaration, UP, by=cast.rosa)
    row = AuditRow.objects.get(action="funding.decide_review")
    assert row.facts == {"round": 1, "outcome": "corrected", "reason": "income_left_out", "band": "B"}
    assert row.reason == ""
