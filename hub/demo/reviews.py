"""What reviewers did and have before them: accepted declarations, one that waits with its accounts, one in hand, and
one that was refused and is to be looked at again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile

from funding.actions._documents import PDF, Document
from funding.actions._evidence import attach
from funding.actions._reviews import record_of
from funding.models import (
    Assignment,
    BandDeclaration,
    DecisionRecord,
    DeclarationStatus,
    Outcome,
    ReasonCode,
    Review,
)
from funding.models.evidence import evidence_files
from funding.models.limits import COUNTRY
from funding.models.reviews import AGAIN
from funding.rules.fiscal import valid_until, years_to_declare
from funding.rules.reviews import objection_until
from funding.rules.time import local_day
from hub.demo.funds import Money
from hub.demo.papers import pdf
from hub.demo.people import make_organisation, person
from hub.kit.audit import record
from hub.kit.models import AuditRow
from hub.kit.transactions import step
from members.models import Discipline, Membership, Post, User

# A decision comes two weeks after a declaration.
PATIENCE = timedelta(days=14)
OBJECTION_DAYS = 42
ROSA = "rosa@demo.test"


@dataclass(frozen=True, slots=True)
class Case:
    """An organisation that books nothing, and how its declaration stands."""

    name: str
    owner: str
    turnover: int
    days_ago: int
    group_turnover: int | None = None
    files: tuple[str, ...] = ()
    does: tuple[str, ...] = ("theatre",)


WAITS = Case("Muziekhuis Klaver", "Noa", 64_000, 12, files=("jaarrekening.pdf", "toelichting.pdf"))
IN_HAND = Case("Theater Kantelpunt", "Milan", 48_000, 15, 410_000, files=("jaarrekening-groep.pdf",))
REFUSED = Case("Stichting Stroomversnelling", "Elif", 31_000, 40, files=("begroting.pdf",))


@step
def make_reviews(*, money: Money, since: datetime, now: datetime) -> None:
    """Once declarations and reviewers are there. Whoever makes the region twice finds the first one's files swept."""
    rosa = User.objects.get(email=ROSA)
    _accepted(rosa)
    waits = _declared(WAITS, money, since, now)
    Review.objects.create(declaration=waits, asked_at=waits.declared_at)
    taken = _declared(IN_HAND, money, since, now)
    _take(Review.objects.create(declaration=taken, asked_at=taken.declared_at), rosa, now - timedelta(days=1))
    _refused_and_again(_declared(REFUSED, money, since, now), rosa, now)


def _accepted(rosa: User) -> None:
    """One look at each of the makers' declarations; of those that count as checked it was good."""
    reviews, records, trail = [], [], []
    for declaration in BandDeclaration.objects.select_related("band").order_by("pk"):
        review = Review(declaration=declaration, asked_at=declaration.declared_at)
        if declaration.status == DeclarationStatus.ACCEPTED:
            review.counted_cents, review.band = declaration.turnover_cents, declaration.band
            _decide(
                review, rosa, Outcome.ACCEPTED, ReasonCode.AS_DECLARED, declaration.declared_at + PATIENCE
            )
            records.append(record_of(review))
            trail.append(_row(review, rosa))
        reviews.append(review)
    Review.objects.bulk_create(reviews)
    DecisionRecord.objects.bulk_create(records)
    AuditRow.objects.bulk_create(trail)


def _decide(review: Review, by: User, outcome: Outcome, reason: ReasonCode, at: datetime) -> None:
    review.decided_at, review.decided_by = at, by
    review.outcome, review.reason = outcome, reason
    review.objection_until = objection_until(local_day(at, COUNTRY), OBJECTION_DAYS)


def _row(review: Review, by: User) -> AuditRow:
    assert review.decided_at is not None
    declaration = review.declaration
    facts = {"round": review.round, "outcome": review.outcome, "reason": review.reason}
    return AuditRow(
        at=review.decided_at,
        actor_id=by.pk,
        action="funding.decide_review",
        about=declaration.ref,
        organisation_id=declaration.organisation_id,
        facts=facts | {"band": review.band.code if review.band else None},
    )


def _declared(case: Case, money: Money, since: datetime, now: datetime) -> BandDeclaration:
    organisation = make_organisation(name=case.name, kind="foundation", seat="Eindhoven", since=since)
    owner = person(
        email=f"{case.owner.lower()}@{case.name.split()[-1].lower()}.example", name=case.owner, since=since
    )
    owner.save(force_insert=True)
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    organisation.disciplines.set(Discipline.objects.filter(slug__in=case.does))
    Membership.objects.create(person=owner, organisation=organisation, post=Post.OWNER, since=since)
    at = now - timedelta(days=case.days_ago)
    year = years_to_declare(local_day(at, COUNTRY))[0]
    deciding = (case.group_turnover or case.turnover) * 100
    made = BandDeclaration.objects.create(
        organisation=organisation,
        fiscal_year=year,
        turnover_cents=case.turnover * 100,
        group_turnover_cents=case.group_turnover * 100 if case.group_turnover else None,
        band=money.band_of(deciding),
        declared_by=owner,
        declared_at=at,
        valid_until=valid_until(year),
    )
    facts = {"fiscal_year": year, "band": made.band.code, "replaced": False}
    record(
        action="funding.declare_band",
        about=made.ref,
        actor=owner,
        now=at,
        organisation_id=organisation.pk,
        facts=facts,
    )
    _prove(made, case, owner)
    return made


def _prove(declaration: BandDeclaration, case: Case, owner: User) -> None:
    files = []
    for number, name in enumerate(case.files):
        lines = (
            case.name,
            f"{name.removesuffix('.pdf').capitalize()} {declaration.fiscal_year}",
            "Verzonnen.",
        )
        document = Document(name, pdf(*lines, f"Totale baten: {case.turnover} euro"), PDF)
        stored = f"{UUID(int=declaration.pk * 100 + number).hex}.pdf"
        files.append((document, evidence_files().save(stored, ContentFile(document.content))))
    attach(declaration, files, actor=owner, now=declaration.declared_at)


def _take(review: Review, by: User, at: datetime) -> Assignment:
    declaration = review.declaration
    record(
        action="funding.take_review",
        about=declaration.ref,
        actor=by,
        now=at,
        organisation_id=declaration.organisation_id,
        facts={"round": review.round},
    )
    region = declaration.organisation.municipality.region
    return Assignment.objects.create(review=review, person=by, region=region, since=at)


def _refused_and_again(declaration: BandDeclaration, rosa: User, now: datetime) -> None:
    first = Review.objects.create(declaration=declaration, asked_at=declaration.declared_at)
    at = now - timedelta(days=9)
    taken = _take(first, rosa, at - timedelta(hours=2))
    _decide(first, rosa, Outcome.REFUSED, ReasonCode.OTHER_YEAR, at)
    first.words = "Dit is een begroting, geen jaarrekening."
    first.save()
    taken.until = at
    taken.save()
    record_of(first).save(force_insert=True)
    _row(first, rosa).save(force_insert=True)
    declaration.status = DeclarationStatus.REFUSED
    declaration.save()
    asked = at + timedelta(days=3)
    Review.objects.create(
        declaration=declaration,
        round=AGAIN,
        asked_at=asked,
        asked_by=declaration.declared_by,
        grounds="Wij hebben nog geen vastgestelde jaarrekening. De cijfers staan op bladzijde 2.",
        not_by=rosa,
    )
    record(
        action="funding.ask_review_again",
        about=declaration.ref,
        actor=declaration.declared_by or rosa,
        now=asked,
        organisation_id=declaration.organisation_id,
    )
