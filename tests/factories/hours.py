"""Hours in kind, the way a hub's manager opens them: through the verb."""

from datetime import date, datetime

from facilities.models import Facility
from funding.actions.make_pledge import PledgeTerms, make_pledge
from funding.models import HourEntry, HourMonth, HourPledge
from hub.kit.audit import SITE
from hub.kit.refs import Ref
from tests.cast import NOW

NOVEMBER = date(2026, 11, 1)


def pledged(
    facility: Facility,
    hours: int = 20,
    *,
    each: int | None = None,
    bands: tuple[str, ...] = (),
    starts_on: date | None = None,
    value_cents: int = 4_500,
    now: datetime = NOW,
) -> HourPledge:
    """From today on, unless told otherwise; an hour is worth € 45.00."""
    terms = PledgeTerms(
        hours_a_month=hours,
        value_cents_an_hour=value_cents,
        starts_on=starts_on or now.astimezone(facility.hub.zone).date(),
        hours_an_organisation=each,
        bands=bands,
    )
    return make_pledge(facility=facility, terms=terms, actor=SITE, now=now)


def month(pledge: HourPledge, first: date = NOVEMBER) -> tuple[int, int]:
    """The minutes that are reserved and given."""
    found = HourMonth.objects.filter(pledge=pledge, month=first).first()
    return (found.reserved_minutes, found.given_minutes) if found else (0, 0)


def written(about: Ref) -> list[tuple[str, int, int]]:
    """The entries of one thing, as (kind, reserved, given), in order."""
    found = HourEntry.objects.filter(about=about).order_by("pk")
    return list(found.values_list("kind", "minutes_reserved", "minutes_given"))
