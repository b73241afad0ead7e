from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from funding.actions._reviewers import tell_reviewers
from funding.models import BandDeclaration, Review
from funding.models.bands import LIVE_DECLARATIONS
from funding.models.limits import COUNTRY
from funding.models.reviews import AGAIN, last_decision
from funding.permissions import demand
from funding.rules.time import local_day
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from members.permissions import Person, administers

LONGEST_GROUNDS = 4_000


class NothingToAskAgain(Refusal):
    code = "nothing_to_ask_again"
    message = _("There is no decision about this declaration that differs from what you declared.")


class AskedAlready(Refusal):
    code = "asked_already"
    message = _("A declaration is looked at again once. What was decided then stays.")


class TooLateToAsk(Refusal):
    code = "too_late_to_ask"
    message = _("You could ask for a second look until %(day)s.")


class GroundsNeeded(Refusal):
    code = "grounds_needed"
    status = 400
    message = _("Say what is wrong with the decision, in at most %(most)s characters.")


class DeclaredSince(Refusal):
    code = "declared_since"
    message = _("You have declared this year anew since; that declaration is looked at now.")


@verb
def ask_review_again(*, declaration: BandDeclaration, grounds: str, actor: Person, now: datetime) -> Review:
    """An owner asks that somebody else look at a declaration that was refused or changed. Until then what was decided
    stands.

    Once, and until the day that was fixed with the decision. Raises `NothingToAskAgain`, `AskedAlready`,
    `TooLateToAsk`, `GroundsNeeded`, `DeclaredSince`, `Forbidden`.
    """
    demand(administers, actor, declaration.organisation)
    grounds = grounds.strip()
    if not grounds or len(grounds) > LONGEST_GROUNDS:
        raise GroundsNeeded(most=LONGEST_GROUNDS)
    lock([(LockKind.ORGANISATION, declaration.organisation_id)])
    first = first_to_ask_about(declaration, today=local_day(now, COUNTRY))
    review = Review.objects.create(
        declaration=declaration,
        round=AGAIN,
        asked_at=now,
        asked_by_id=actor.pk,
        grounds=grounds,
        not_by_id=first.decided_by_id,
    )
    record(
        action="funding.ask_review_again",
        about=declaration.ref,
        actor=actor,
        now=now,
        organisation_id=declaration.organisation_id,
    )
    tell_reviewers(review, now=now)
    return review


def first_to_ask_about(declaration: BandDeclaration, *, today: date) -> Review:
    """The decision that may still be objected to. Raises what `ask_review_again` refuses of a declaration."""
    if declaration.reviews.filter(round=AGAIN).exists():
        raise AskedAlready()
    first = last_decision(declaration)
    if first is None or not first.changes_something or first.objection_until is None:
        raise NothingToAskAgain()
    if today > first.objection_until:
        raise TooLateToAsk(day=first.objection_until)
    newer = BandDeclaration.objects.filter(
        organisation_id=declaration.organisation_id,
        fiscal_year=declaration.fiscal_year,
        status__in=LIVE_DECLARATIONS,
    )
    if newer.exclude(pk=declaration.pk).exists():
        raise DeclaredSince()
    return first
