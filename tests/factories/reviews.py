"""Declarations that somebody looked at, the way reviewers do it: through the verbs."""

from datetime import datetime

from funding import invariants_of_bands as invariants
from funding.actions.decide_review import Decision, decide_review
from funding.models import BandDeclaration, Outcome, ReasonCode
from hub.kit.refs import Ref
from members.models import Region, Role, User
from tests.cast import NOW
from tests.factories.members import GrantFactory, UserFactory
from tests.factories.papers import in_hand

ACCEPTED = Decision()
UP = Decision(Outcome.CORRECTED, ReasonCode.INCOME_LEFT_OUT, "Page 3 has another € 30,000.", 6_000_000)
REFUSED = Decision(Outcome.REFUSED, ReasonCode.OTHER_YEAR, "These are the accounts of 2019.")


def reviewer_of(region: Region, name: str = "Ruben") -> User:
    """One more than Rosa."""
    scope = Ref("region", str(region.pk))
    person: User = GrantFactory(person=UserFactory(name=name), role=Role.REVIEWER, scope=scope).person
    return person


def decided(
    declaration: BandDeclaration, decision: Decision, *, by: User, now: datetime = NOW
) -> BandDeclaration:
    """Taken and decided, for the first time or again."""
    review = in_hand(declaration, of=by, now=now)
    decide_review(review=review, decision=decision, actor=by, now=now)
    declaration.refresh_from_db()
    return declaration


def holds() -> bool:
    """Whether everything that must hold of declarations does."""
    found = [
        *invariants.bands_are_as_decided(),
        *invariants.decisions_are_signed(),
        *invariants.reviews_are_audited(),
        *invariants.evidence_has_its_files(),
        *invariants.evidence_is_read_by_those_named(),
    ]
    return found == []
