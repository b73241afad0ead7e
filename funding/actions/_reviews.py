"""What the verbs about reviews share: everything about an organisation's declarations happens under its key."""

import json
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.access import may_review, reviews_for
from funding.actions._evidence import present
from funding.models import Assignment, BandDeclaration, DecisionRecord, DeclarationStatus, Review
from funding.models.choosing import bands_on
from funding.models.reviews import FIRST
from funding.permissions import pays
from hub.kit.errors import Forbidden, Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.signatures import sign
from hub.kit.transactions import step
from members.actions.grant_role import PayerNoReviewer
from members.permissions import Person, is_member

PURPOSE = "decision"


class NoLongerWaiting(Refusal):
    code = "no_longer_waiting"
    message = _("This declaration does not wait any more: it was decided, replaced or is over.")


class TakenByAnother(Refusal):
    code = "taken_by_another"
    message = _("%(person)s has this declaration in hand.")


class NotInHand(Refusal):
    code = "not_in_hand"
    message = _("You do not have this declaration in hand. Take it first.")


class OwnOrganisation(Refusal):
    code = "own_organisation"
    status = 403
    message = _("You are a member of this organisation, so somebody else looks at its declarations.")


class DecidedFirst(Refusal):
    code = "decided_first"
    status = 403
    message = _("You decided about this the first time. Somebody else decides again.")


@step
def locked_review(pk: int) -> Review:
    """The review as it is, under its organisation's key: nobody takes, decides or replaces it meanwhile, and nobody
    books at its band. Raises `NoLongerWaiting` when it is decided or overtaken."""
    organisation_id = Review.objects.values_list("declaration__organisation_id", flat=True).get(pk=pk)
    lock([(LockKind.ORGANISATION, organisation_id)])
    review = Review.objects.select_related(
        "declaration__band", "declaration__organisation__municipality__region"
    ).get(pk=pk)
    overtaken = review.round == FIRST and review.declaration.status != DeclarationStatus.PROVISIONAL
    if review.decided_at or overtaken:
        raise NoLongerWaiting()
    return review


def demand_reviewer(actor: Person, review: Review) -> None:
    """Raises `Forbidden`, `PayerNoReviewer`, `OwnOrganisation`, `DecidedFirst`: asked each time, since a role, a fund
    or a membership may have come later than the review was taken."""
    if not reviews_for(actor, review.declaration):
        raise Forbidden
    if pays(actor):
        raise PayerNoReviewer
    if is_member(actor, review.declaration.organisation):
        raise OwnOrganisation
    if review.not_by_id is not None and review.not_by_id == actor.pk:
        raise DecidedFirst


def in_hand(review: Review) -> Assignment | None:
    """Who has it now, if they still may: one whose role ended in between does not keep others from it."""
    taken = review.assignments.filter(until=None).select_related("person").first()
    return taken if taken and may_review(taken.person, review.declaration) else None


@step
def let_go(review: Review, *, now: datetime) -> int:
    """Nobody has it in hand any more."""
    return review.assignments.filter(until=None).update(until=now)


def record_of(review: Review) -> DecisionRecord:
    """What is decided, signed. Not saved: the row is added once, by who decides."""
    declaration = review.declaration
    said = json.dumps(_said(review, declaration), sort_keys=True, separators=(",", ":"))
    signature = sign(said, purpose=PURPOSE)
    assert review.decided_at is not None
    return DecisionRecord(
        about=declaration.ref,
        organisation_id=declaration.organisation_id,
        round=review.round,
        said=said,
        key_id=signature.key_id,
        signature=signature.value,
        made_at=review.decided_at,
    )


def _said(review: Review, declaration: BandDeclaration) -> dict[str, object]:
    assert review.decided_at is not None
    table = bands_on(declaration.band.valid_from)
    declared = next((band.code for band in table if band.holds(declaration.declared_cents)), None)
    return {
        "version": 1,
        "declaration": declaration.pk,
        "organisation": declaration.organisation_id,
        "fiscal_year": declaration.fiscal_year,
        "round": review.round,
        "decided_at": review.decided_at.isoformat(),
        "decided_by": review.decided_by_id,
        "outcome": review.outcome,
        "reason": review.reason,
        "declared_band": declared,
        "band": review.band.code if review.band else None,
        "bands_from": declaration.band.valid_from.isoformat(),
        "evidence_sha256": sorted(each.sha256 for each in present(declaration)),
    }
