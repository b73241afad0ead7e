"""Who reads what proves a declaration, as whom, and that nobody else does."""

import io
from datetime import timedelta

import pytest

from funding import invariants_of_bands as invariants
from funding.actions._evidence import EvidenceDamaged, EvidenceGone
from funding.actions.break_glass import GlassNeedsReason, break_glass
from funding.actions.read_evidence import read_evidence
from funding.models import BandDeclaration, BrokenGlass, Review
from funding.models.evidence import evidence_files
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from members.actions.grant_role import PayerNoReviewer
from members.models import Membership, Role
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import FundingAgreementFactory, four_bands
from tests.factories.members import GrantFactory, MembershipFactory, UserFactory
from tests.factories.papers import declared, file_of, in_hand, pdf
from tests.factories.reviews import reviewer_of

WHY = "The police asked for this file in case 12-34."
# Everybody of the cast but the owner of Zout. Rosa reviews in its region.
OTHERS = ["bo", "mira", "ilse", "teun", "hanna", "wim", "fien", "karim", "rosa", "anna"]

WHY = "The police asked for this file in case 12-34."
# Everybody of the cast but the owner of Zout. Rosa reviews in its region.
OTHERS = ["bo", "mira", "ilse", "teun", "hanna", "wim", "fien", "karim", "rosa", "anna"]


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    four_bands()
    return stage


@pytest.fixture
def declaration(cast) -> BandDeclaration:
    return declared(cast.zout, by=cast.zoe, now=NOW)


def reads() -> int:
    return AuditRow.objects.filter(action="funding.read_evidence").count()


def test_owners_and_who_has_it_in_hand_read_it_and_each_reading_is_written_down(cast, declaration) -> None:
    in_hand(declaration, of=cast.rosa, now=NOW)
    for actor in (cast.zoe, cast.rosa, cast.rosa):
        read = read_evidence(evidence=file_of(declaration), actor=actor, now=NOW)
        assert (read.content, read.name, read.media_type) == (pdf("Page 0"), "page-0.pdf", "application/pdf")
    rows = AuditRow.objects.filter(action="funding.read_evidence").order_by("pk")
    assert [(row.actor_id, row.facts["as"]) for row in rows] == [
        (cast.zoe.pk, "owner"), (cast.rosa.pk, "reviewer"), (cast.rosa.pk, "reviewer"),
    ]  # fmt: skip
    assert {row.organisation_id for row in rows} == {cast.zout.pk}
    assert invariants.evidence_is_read_by_those_named() == []


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_reads_it_while_it_waits(cast, declaration, name) -> None:
    with pytest.raises(Forbidden):
        read_evidence(evidence=file_of(declaration), actor=getattr(cast, name), now=NOW)
    assert reads() == 0


@pytest.mark.parametrize("name", [name for name in OTHERS if name != "rosa"])
def test_nobody_else_reads_it_while_a_reviewer_has_it(cast, declaration, name) -> None:
    in_hand(declaration, of=cast.rosa, now=NOW)
    with pytest.raises(Forbidden):
        read_evidence(evidence=file_of(declaration), actor=getattr(cast, name), now=NOW)
    assert reads() == 0


@pytest.mark.parametrize("region", ["brabant", "groningen"])
def test_another_reviewer_does_not_read_it(cast, declaration, region) -> None:
    in_hand(declaration, of=cast.rosa, now=NOW)
    with pytest.raises(Forbidden):
        read_evidence(evidence=file_of(declaration), actor=reviewer_of(getattr(cast, region)), now=NOW)


def becomes_a_funder(cast: Cast) -> None:
    GrantFactory(person=cast.rosa, role=Role.FUNDER, scope=cast.makersfonds.ref)


def joins_a_payer(cast: Cast) -> None:
    FundingAgreementFactory(funder=cast.makersfonds)
    MembershipFactory(person=cast.rosa, organisation=cast.makersfonds)


def joins_a_guarantor(cast: Cast) -> None:
    FundingAgreementFactory(guarantor=cast.makersfonds)
    MembershipFactory(person=cast.rosa, organisation=cast.makersfonds)


def joins_the_organisation(cast: Cast) -> None:
    MembershipFactory(person=cast.rosa, organisation=cast.zout)


def loses_the_role(cast: Cast) -> None:
    cast.rosa.grants.update(revoked_at=NOW - timedelta(minutes=1))


def loses_the_second_factor(cast: Cast) -> None:
    cast.rosa.authenticator_set.all().delete()


@pytest.mark.parametrize(
    "change",
    [
        becomes_a_funder,
        joins_a_payer,
        joins_a_guarantor,
        joins_the_organisation,
        loses_the_role,
        loses_the_second_factor,
    ],
)
def test_what_comes_between_ends_a_reviewers_reading(cast, declaration, change) -> None:
    in_hand(declaration, of=cast.rosa, now=NOW)
    change(cast)
    with pytest.raises(Forbidden):
        read_evidence(evidence=file_of(declaration), actor=cast.rosa, now=NOW)
    assert reads() == 0


def test_who_is_no_owner_any_more_reads_no_more(cast, declaration) -> None:
    Membership.objects.filter(person=cast.zoe).update(post="booker")
    with pytest.raises(Forbidden):
        read_evidence(evidence=file_of(declaration), actor=cast.zoe, now=NOW)


def test_a_file_that_is_not_what_was_sent_is_not_handed_over(cast, declaration) -> None:
    file = file_of(declaration)
    evidence_files().delete(file.stored)
    evidence_files().save(file.stored, io.BytesIO(pdf("Something else")))
    with pytest.raises(EvidenceDamaged):
        read_evidence(evidence=file, actor=cast.zoe, now=NOW)
    evidence_files().delete(file.stored)
    with pytest.raises(EvidenceGone):
        read_evidence(evidence=file, actor=cast.zoe, now=NOW)
    assert reads() == 0


def test_an_administrator_breaks_the_glass_for_an_hour_and_the_owners_are_told(cast, declaration) -> None:
    glass = break_glass(declaration=declaration, reason=WHY, actor=cast.anna, now=NOW)
    read_evidence(evidence=file_of(declaration), actor=cast.anna, now=NOW + timedelta(minutes=59))
    row = AuditRow.objects.get(action="funding.break_glass")
    assert (row.actor_id, row.reason, row.organisation_id) == (cast.anna.pk, WHY, cast.zout.pk)
    told = OutboxMessage.objects.get(kind="declaration.glass")
    assert told.payload == {"reader": cast.zoe.pk, "glass": glass.pk}
    with pytest.raises(Forbidden):
        read_evidence(evidence=file_of(declaration), actor=cast.anna, now=glass.until)
    assert invariants.evidence_is_read_by_those_named() == invariants.reviews_are_audited() == []


def test_broken_glass_opens_one_declaration_for_one_person(cast, declaration) -> None:
    break_glass(declaration=declaration, reason=WHY, actor=cast.anna, now=NOW)
    other = declared(cast.noord, by=cast.ilse, now=NOW)
    with pytest.raises(Forbidden):
        read_evidence(evidence=file_of(other), actor=cast.anna, now=NOW)
    second = GrantFactory(person=UserFactory(), role=Role.SITE_ADMIN).person
    with pytest.raises(Forbidden):
        read_evidence(evidence=file_of(declaration), actor=second, now=NOW)


@pytest.mark.parametrize("reason", ["", "  ", "because", " " * 40, "x" * 2_001])
def test_glass_is_not_broken_without_a_reason(cast, declaration, reason) -> None:
    with pytest.raises(GlassNeedsReason):
        break_glass(declaration=declaration, reason=reason, actor=cast.anna, now=NOW)


@pytest.mark.parametrize("name", ["zoe", *[name for name in OTHERS if name != "anna"]])
def test_nobody_else_breaks_glass(cast, declaration, name) -> None:
    with pytest.raises(Forbidden):
        break_glass(declaration=declaration, reason=WHY, actor=getattr(cast, name), now=NOW)
    assert not BrokenGlass.objects.exists()


def test_an_administrator_of_a_payer_breaks_no_glass_and_reads_nothing_by_one(cast, declaration) -> None:
    break_glass(declaration=declaration, reason=WHY, actor=cast.anna, now=NOW)
    GrantFactory(person=cast.anna, role=Role.FUNDER, scope=cast.makersfonds.ref)
    with pytest.raises(PayerNoReviewer):
        break_glass(declaration=declaration, reason=WHY, actor=cast.anna, now=NOW)
    with pytest.raises(Forbidden):
        read_evidence(evidence=file_of(declaration), actor=cast.anna, now=NOW)


@pytest.mark.parametrize("name", OTHERS)
def test_the_invariant_sees_a_reading_by_somebody_who_was_not_named(cast, declaration, name) -> None:
    AuditRow.objects.create(
        at=NOW,
        actor_id=getattr(cast, name).pk,
        action="funding.read_evidence",
        about=declaration.ref,
        organisation_id=cast.zout.pk,
    )
    assert "was not named" in invariants.evidence_is_read_by_those_named()[0]


def test_the_invariant_remembers_what_somebody_was_then(cast, declaration) -> None:
    review = in_hand(declaration, of=cast.rosa, now=NOW)
    for actor in (cast.zoe, cast.rosa):
        read_evidence(evidence=file_of(declaration), actor=actor, now=NOW)
    later = NOW + timedelta(days=1)
    Review.objects.filter(pk=review.pk).first().assignments.update(until=later)
    cast.rosa.grants.update(revoked_at=later)
    Membership.objects.filter(person=cast.zoe).delete()
    assert len(invariants.evidence_is_read_by_those_named()) == 1
    AuditRow.objects.create(
        at=later,
        actor_id=cast.zoe.pk,
        action="members.leave",
        about=cast.zout.ref,
        organisation_id=cast.zout.pk,
        facts={"person": cast.zoe.pk, "before": "owner"},
    )
    assert invariants.evidence_is_read_by_those_named() == []
