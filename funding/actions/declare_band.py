from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from funding.actions._documents import Sent
from funding.actions._evidence import Kept, attach, kept
from funding.actions._reviewers import tell_reviewers
from funding.actions.remind_of_end import plan_reminders
from funding.models import Assignment, BandDeclaration, DeclarationStatus, Evidence, RateBand, Review
from funding.models.bands import LIVE_DECLARATIONS
from funding.models.choosing import band_for
from funding.models.limits import COUNTRY
from funding.models.reviews import AGAIN
from funding.permissions import demand
from funding.rules.fiscal import valid_until, years_to_declare
from funding.rules.time import local_day
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from members.models import Organisation
from members.permissions import administers


class NotThatYear(Refusal):
    code = "not_that_year"
    status = 400
    message = _(
        "A declaration is about a year that is over and not too long ago. Now you can declare: %(years)s."
    )


class SubsidyAboveTurnover(Refusal):
    code = "subsidy_above_turnover"
    status = 400
    message = _("The structural subsidy is a part of all income, so it cannot be more than that.")


class GroupBelowTurnover(Refusal):
    code = "group_below_turnover"
    status = 400
    message = _("Your own income is a part of your group's, so the group's cannot be less.")


class NoBandForTurnover(Refusal):
    code = "no_band_for_turnover"
    message = _("This region has no rate for that turnover, so the full price stands. Nothing was saved.")


class AlreadyReviewed(Refusal):
    code = "already_reviewed"
    message = _("Your declaration of %(year)d was reviewed and accepted; it cannot be replaced.")


class LookedAtAgain(Refusal):
    code = "looked_at_again"
    message = _(
        "You asked for a second look at your declaration of %(year)d. Wait for it before you declare anew."
    )


@dataclass(frozen=True, slots=True)
class Turnover:
    """What an organisation says of one fiscal year, in cents. All income, subsidies included; of the whole group too
    where it belongs to one: then the group's decides."""

    fiscal_year: int
    turnover_cents: int
    structural_subsidy_cents: int = 0
    group_turnover_cents: int | None = None

    @property
    def deciding_cents(self) -> int:
        return self.turnover_cents if self.group_turnover_cents is None else self.group_turnover_cents


def declare_band(
    *,
    organisation: Organisation,
    turnover: Turnover,
    actor: Actor,
    now: datetime,
    evidence: Sequence[Sent] = (),
) -> BandDeclaration:
    """Take an organisation's word for its turnover: it books at that band at once, up to the provisional cap; while an
    earlier declaration that was accepted still holds, that one goes on to count. It waits to be looked at from now on.

    For the organisation's owners. Replaces their own earlier declaration of that year while nobody has accepted it, and
    takes over what proved that. The files are read before the transaction begins. Raises `NotThatYear`,
    `SubsidyAboveTurnover`, `GroupBelowTurnover`, `NoBandForTurnover`, `AlreadyReviewed`, `LookedAtAgain`,
    `TooMuchEvidence`, what `funding.actions._documents` refuses, and `Forbidden`.
    """
    demand(administers, actor, organisation)
    with kept(evidence) as files:
        return _declare(organisation=organisation, turnover=turnover, files=files, actor=actor, now=now)


@verb
def _declare(
    *, organisation: Organisation, turnover: Turnover, files: list[Kept], actor: Actor, now: datetime
) -> BandDeclaration:
    demand(administers, actor, organisation)
    # Bookings of this organisation wait: the cap of a provisional band is counted under the same lock. So does who
    # replaces the table of bands, or else the band could be gone before the declaration is there.
    lock([(LockKind.ORGANISATION, organisation.pk), (LockKind.BANDS, 1)])
    band = _band(turnover, local_day(now, COUNTRY))
    replaced = _replace_earlier(organisation, turnover.fiscal_year)
    _let_go_of(replaced, now)
    declaration = BandDeclaration.objects.create(
        organisation=organisation,
        fiscal_year=turnover.fiscal_year,
        turnover_cents=turnover.turnover_cents,
        structural_subsidy_cents=turnover.structural_subsidy_cents,
        group_turnover_cents=turnover.group_turnover_cents,
        band=band,
        declared_by_id=actor.pk,
        declared_at=now,
        valid_until=valid_until(turnover.fiscal_year),
    )
    review = Review.objects.create(declaration=declaration, asked_at=now, asked_by_id=actor.pk)
    Evidence.objects.filter(declaration__in=replaced, removed_at=None).update(declaration=declaration)
    attach(declaration, files, actor=actor, now=now)
    plan_reminders(declaration, now=now)
    tell_reviewers(review, now=now)
    record(
        action="funding.declare_band",
        about=declaration.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        # Not the turnover: the trail is read by more people than the declaration.
        facts={"fiscal_year": turnover.fiscal_year, "band": band.code, "replaced": bool(replaced)},
    )
    return declaration


def _band(turnover: Turnover, today: date) -> RateBand:
    years = years_to_declare(today)
    if turnover.fiscal_year not in years:
        raise NotThatYear(years=", ".join(map(str, years)))
    if turnover.structural_subsidy_cents > turnover.turnover_cents:
        raise SubsidyAboveTurnover()
    if turnover.deciding_cents < turnover.turnover_cents:
        raise GroupBelowTurnover()
    band = band_for(turnover.deciding_cents, today)
    if band is None:
        raise NoBandForTurnover()
    return band


def _replace_earlier(organisation: Organisation, fiscal_year: int) -> list[int]:
    """The declarations of that year that the new one takes the place of."""
    of_year = BandDeclaration.objects.filter(organisation=organisation, fiscal_year=fiscal_year)
    earlier = of_year.filter(status__in=LIVE_DECLARATIONS)
    if earlier.filter(status=DeclarationStatus.ACCEPTED).exists():
        raise AlreadyReviewed(year=fiscal_year)
    if of_year.filter(reviews__round=AGAIN, reviews__decided_at=None).exists():
        raise LookedAtAgain(year=fiscal_year)
    replaced = list(earlier.values_list("pk", flat=True))
    earlier.update(status=DeclarationStatus.REPLACED)
    return replaced


def _let_go_of(replaced: list[int], now: datetime) -> None:
    """Nobody has in hand, or reads, what was replaced."""
    Assignment.objects.filter(review__declaration__in=replaced, until=None).update(until=now)
