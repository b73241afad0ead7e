from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from funding.actions._owners import tell_owners
from funding.actions._reviews import NotInHand, demand_reviewer, in_hand, let_go, locked_review, record_of
from funding.models import BandDeclaration, DeclarationStatus, Outcome, RateBand, ReasonCode, Review
from funding.models.choosing import bands_on
from funding.models.limits import COUNTRY, policy_on
from funding.models.reviews import REASONS
from funding.rules.reviews import objection_until
from funding.rules.time import local_day
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb
from members.permissions import Person

LONGEST_WORDS = 2_000


class ReasonDoesNotFit(Refusal):
    code = "reason_does_not_fit"
    status = 400
    message = _("That reason does not go with that decision.")


class WordsNeeded(Refusal):
    code = "words_needed"
    status = 400
    message = _(
        "Say in your own words what you saw, in at most %(most)s characters: the organisation reads it."
    )


class FigureNeeded(Refusal):
    code = "figure_needed"
    status = 400
    message = _("Say which income counts. It must be another one than was declared.")


class NoBandForFigure(Refusal):
    code = "no_band_for_figure"
    status = 400
    message = _("The table under which this was declared has no rate for that income.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decides. `counted_cents` only where another figure counts than was declared; the words are for
    the organisation, and needed unless it is accepted as declared."""

    outcome: str = Outcome.ACCEPTED
    reason: str = ReasonCode.AS_DECLARED
    words: str = ""
    counted_cents: int | None = None


@verb
def decide_review(*, review: Review, decision: Decision, actor: Person, now: datetime) -> Review:
    """Who has a declaration in hand decides: as declared, by another figure, or no. From then on that counts for what
    is placed; what was placed before keeps its price. The owners are told, and a signed record stays.

    Raises `NotInHand`, `NoLongerWaiting`, `ReasonDoesNotFit`, `WordsNeeded`, `FigureNeeded`, `NoBandForFigure`, and
    what `take_review` refuses.
    """
    _check(decision)
    fresh = locked_review(review.pk)
    demand_reviewer(actor, fresh)
    taken = in_hand(fresh)
    if taken is None or taken.person_id != actor.pk:
        raise NotInHand()
    declaration = fresh.declaration
    counted = _counted(decision, declaration)
    band = _band(counted, declaration) if counted is not None else None
    today = local_day(now, COUNTRY)
    fresh.decided_at, fresh.decided_by_id = now, actor.pk
    fresh.outcome, fresh.reason, fresh.words = decision.outcome, decision.reason, decision.words.strip()
    fresh.counted_cents, fresh.band = counted, band
    # After the second look there is no third.
    fresh.objection_until = objection_until(today, 0 if fresh.is_again else policy_on(today).objection_days)
    fresh.save()
    let_go(fresh, now=now)
    # Before the declaration changes: the record says what was declared, too.
    record_of(fresh).save(force_insert=True)
    declaration.status = DeclarationStatus.ACCEPTED if band else DeclarationStatus.REFUSED
    declaration.band = band or declaration.band
    declaration.save(update_fields=["status", "band"])
    _tell(fresh, actor, now)
    return fresh


def _check(decision: Decision) -> None:
    if decision.reason not in REASONS.get(decision.outcome, ()):
        raise ReasonDoesNotFit()
    words = decision.words.strip()
    if len(words) > LONGEST_WORDS or not (words or decision.outcome == Outcome.ACCEPTED):
        raise WordsNeeded(most=LONGEST_WORDS)


def _counted(decision: Decision, declaration: BandDeclaration) -> int | None:
    declared = declaration.declared_cents
    if decision.outcome == Outcome.REFUSED:
        return None
    if decision.outcome == Outcome.ACCEPTED:
        return declared
    figure = decision.counted_cents
    if figure is None or figure < 0 or figure == declared:
        raise FigureNeeded()
    return figure


def _band(counted_cents: int, declaration: BandDeclaration) -> RateBand:
    """By the table under which it was declared, as everything of a declaration."""
    table = bands_on(declaration.band.valid_from)
    found = next((band for band in table if band.holds(counted_cents)), None)
    if found is None:
        raise NoBandForFigure()
    return found


def _tell(review: Review, actor: Person, now: datetime) -> None:
    declaration = review.declaration
    record(
        action="funding.decide_review",
        about=declaration.ref,
        actor=actor,
        now=now,
        organisation_id=declaration.organisation_id,
        # Neither the figure nor the words: the trail is read by more people than the declaration.
        facts={
            "round": review.round,
            "outcome": review.outcome,
            "reason": review.reason,
            "band": review.band.code if review.band else None,
        },
    )
    tell_owners(
        kind="declaration.decided", declaration=declaration, key=f"{review.pk}", now=now, review=review.pk
    )
