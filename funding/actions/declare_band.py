from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from funding.models import BandDeclaration, DeclarationStatus, RateBand
from funding.models.bands import LIVE_DECLARATIONS
from funding.models.choosing import band_for
from funding.models.limits import COUNTRY
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


class NoBandForTurnover(Refusal):
    code = "no_band_for_turnover"
    message = _("This region has no rate for that turnover, so the full price stands. Nothing was saved.")


class AlreadyReviewed(Refusal):
    code = "already_reviewed"
    message = _("Your declaration of %(year)d was reviewed and accepted; it cannot be replaced.")


@dataclass(frozen=True, slots=True)
class Turnover:
    """What an organisation says of one fiscal year, in cents. All income, subsidies included."""

    fiscal_year: int
    turnover_cents: int
    structural_subsidy_cents: int = 0


@verb
def declare_band(
    *, organisation: Organisation, turnover: Turnover, actor: Actor, now: datetime
) -> BandDeclaration:
    """Take an organisation's word for its turnover: it books at that band at once, up to the provisional cap; while an
    earlier declaration that was accepted still holds, that one goes on to count.

    For the organisation's owners. Replaces their own earlier declaration of that year while nobody has accepted it.
    Raises `NotThatYear`, `SubsidyAboveTurnover`, `NoBandForTurnover`, `AlreadyReviewed`, `Forbidden`.
    """
    demand(administers, actor, organisation)
    # Bookings of this organisation wait: the cap of a provisional band is counted under the same lock. So does who
    # replaces the table of bands, or else the band could be gone before the declaration is there.
    lock([(LockKind.ORGANISATION, organisation.pk), (LockKind.BANDS, 1)])
    band = _band(turnover, local_day(now, COUNTRY))
    replaced = _replace_earlier(organisation, turnover.fiscal_year)
    declaration = BandDeclaration.objects.create(
        organisation=organisation,
        fiscal_year=turnover.fiscal_year,
        turnover_cents=turnover.turnover_cents,
        structural_subsidy_cents=turnover.structural_subsidy_cents,
        band=band,
        declared_by_id=actor.pk,
        declared_at=now,
        valid_until=valid_until(turnover.fiscal_year),
    )
    record(
        action="funding.declare_band",
        about=declaration.ref,
        actor=actor,
        now=now,
        organisation_id=organisation.pk,
        # Not the turnover: the trail is read by more people than the declaration.
        facts={"fiscal_year": turnover.fiscal_year, "band": band.code, "replaced": replaced},
    )
    return declaration


def _band(turnover: Turnover, today: date) -> RateBand:
    years = years_to_declare(today)
    if turnover.fiscal_year not in years:
        raise NotThatYear(years=", ".join(map(str, years)))
    if turnover.structural_subsidy_cents > turnover.turnover_cents:
        raise SubsidyAboveTurnover()
    band = band_for(turnover.turnover_cents, today)
    if band is None:
        raise NoBandForTurnover()
    return band


def _replace_earlier(organisation: Organisation, fiscal_year: int) -> bool:
    earlier = BandDeclaration.objects.filter(
        organisation=organisation, fiscal_year=fiscal_year, status__in=LIVE_DECLARATIONS
    )
    if earlier.filter(status=DeclarationStatus.ACCEPTED).exists():
        raise AlreadyReviewed(year=fiscal_year)
    return bool(earlier.update(status=DeclarationStatus.REPLACED))
