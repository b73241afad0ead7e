"""What is opened in kind, month by month: for a hub's managers, for everybody, and for the giver's yearly statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from facilities.models import FacilityState, Hub
from funding.models.described import NOTHING, Described, described
from funding.models.pledges import HourMonth, HourPledge
from hub.kit.refs import Ref
from hub.kit.sql import rows

# What is live of one thing in a month: promised, or given.
OF_YEAR = """
SELECT entry.about, entry.pledge_id, entry.month, organisation.name, entry.value_cents_an_hour,
    sum(entry.minutes_reserved)::int, sum(entry.minutes_given)::int
FROM funding_hourentry entry
JOIN funding_hourpledge pledge ON pledge.id = entry.pledge_id
JOIN facilities_facility facility ON facility.id = pledge.facility_id
JOIN members_organisation organisation ON organisation.id = entry.organisation_id
WHERE facility.hub_id = %(hub)s::bigint AND entry.month >= %(first)s AND entry.month <= %(last)s
GROUP BY entry.about, entry.pledge_id, entry.month, organisation.id, organisation.name, entry.value_cents_an_hour
HAVING sum(entry.minutes_reserved) <> 0 OR sum(entry.minutes_given) <> 0
ORDER BY organisation.name, organisation.id, entry.month, entry.about
"""
SHOWN_AHEAD = 2
WHENEVER = date.max


def value_cents(minutes: int, cents_an_hour: int) -> int:
    """What so many minutes are worth, rounded down to the cent."""
    return minutes * cents_an_hour // 60


def next_month(month: date, by: int = 1) -> date:
    years, number = divmod(month.month - 1 + by, 12)
    return date(month.year + years, number + 1, 1)


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A calendar month of a pledge, in minutes; `given_cents` is what is given in it, by the value that was stated."""

    pledge: HourPledge
    month: date
    reserved: int
    given: int
    given_cents: int

    @property
    def offered(self) -> int:
        return self.pledge.minutes_a_month

    @property
    def left(self) -> int:
        return max(self.offered - self.reserved - self.given, 0)


@dataclass(frozen=True, slots=True)
class Opened:
    """A pledge with its months."""

    pledge: HourPledge
    months: list[OpenMonth]


@dataclass(frozen=True, slots=True)
class GivenTo:
    """What one thing has of one month, as a giver reads it: never with a band or a turnover."""

    about: Ref
    month: date
    facility: str
    organisation: str
    reserved: int
    given: int
    cents: int
    what: Described


@dataclass(frozen=True, slots=True)
class YearGiven:
    """A giver's statement of a calendar year at one hub. Sums of cents are those of the bookings that are done."""

    hub: Hub
    year: int
    opened: list[Opened]
    lines: list[GivenTo]

    @property
    def months(self) -> list[OpenMonth]:
        return [month for each in self.opened for month in each.months]


def pledges_of(hub: Hub) -> QuerySet[HourPledge]:
    return (
        HourPledge.objects.filter(facility__hub=hub)
        .select_related("facility", "giver")
        .order_by("facility__name", "facility_id", "starts_on")
    )


def opened_at(hub: Hub, today: date) -> list[Opened]:
    """What is open in kind this month or later: this month and the next two, and later ones that have something."""
    first = today.replace(day=1)
    current = pledges_of(hub).filter(Q(ends_on=None) | Q(ends_on__gte=first))
    return _opened(current, first, next_month(first, SHOWN_AHEAD), WHENEVER)


def year_given(hub: Hub, year: int, today: date) -> YearGiven:
    """Of the present year the months so far, and later ones in which something is reserved."""
    first, last = date(year, 1, 1), date(year, 12, 1)
    lines = _lines(hub, first, last)
    until = min(last, today.replace(day=1)) if year == today.year else last
    if year > today.year:
        until = next_month(first, -1)
    opened = _opened(pledges_of(hub).filter(starts_on__lt=date(year + 1, 1, 1)), first, until, last)
    return YearGiven(hub, year, [each for each in opened if each.months], lines)


def years_of(hub: Hub, today: date) -> list[int]:
    """The years of which there is a statement, the latest first."""
    first = HourPledge.objects.filter(facility__hub=hub).order_by("starts_on").first()
    return list(range(today.year, first.starts_on.year - 1, -1)) if first else []


def open_to_public(
    today: date, *, facility_id: int | None = None, hubs: Iterable[int] | None = None
) -> list[OpenMonth]:
    """What is open in kind today of what can be booked, with what is left of this month; by hub and name."""
    wanted = HourPledge.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        starts_on__lte=today,
        facility__state=FacilityState.LIVE,
    )
    if facility_id is not None:
        wanted = wanted.filter(facility=facility_id)
    if hubs is not None:
        wanted = wanted.filter(facility__hub__in=list(hubs))
    wanted = wanted.select_related("facility__hub", "giver")
    month = today.replace(day=1)
    opened = _opened(wanted.order_by("facility__hub__name", "facility__name", "pk"), month, month, month)
    return [each.months[0] for each in opened if each.months]


def _opened(pledges: Iterable[HourPledge], first: date, until: date, last: date) -> list[Opened]:
    """Their months from `first` to `until` as far as they are in force in them, and besides, to `last`, those that have
    something."""
    found = list(pledges)
    used = HourMonth.objects.filter(pledge__in=found, month__gte=first, month__lte=last)
    sums = {(each.pledge_id, each.month): each for each in used}
    cents = _cents(found, first)
    return [Opened(each, _months(each, first, until, sums, cents)) for each in found]


def _months(
    pledge: HourPledge,
    first: date,
    until: date,
    sums: dict[tuple[int, date], HourMonth],
    cents: dict[tuple[int, date], int],
) -> list[OpenMonth]:
    begins = max(first, pledge.starts_on.replace(day=1))
    ends = min(until, pledge.ends_on.replace(day=1)) if pledge.ends_on else until
    wanted = {month for id_, month in sums if id_ == pledge.pk}
    month = begins
    while month <= ends:
        wanted.add(month)
        month = next_month(month)
    out = []
    for month in sorted(wanted):
        kept = sums.get((pledge.pk, month))
        reserved, given = (kept.reserved_minutes, kept.given_minutes) if kept else (0, 0)
        out.append(OpenMonth(pledge, month, reserved, given, cents.get((pledge.pk, month), 0)))
    return out


WORTH = """
SELECT pledge_id, month, sum(given * value_cents_an_hour / 60)::bigint FROM (
    SELECT pledge_id, month, value_cents_an_hour, sum(minutes_given)::bigint AS given FROM funding_hourentry
    WHERE pledge_id = ANY(%(pledges)s::bigint[]) AND month >= %(first)s
    GROUP BY about, pledge_id, month, value_cents_an_hour
) AS done GROUP BY pledge_id, month
"""


def _cents(pledges: Sequence[HourPledge], first: date) -> dict[tuple[int, date], int]:
    """What is given in each month, thing by thing, so that it is the sum of what is said of each."""
    values: dict[str, Any] = {"pledges": [each.pk for each in pledges], "first": first}
    return {(pledge, month): cents for pledge, month, cents in rows(WORTH, values)} if pledges else {}


def _lines(hub: Hub, first: date, last: date) -> list[GivenTo]:
    found = rows(OF_YEAR, {"hub": hub.pk, "first": first, "last": last})
    names = dict(pledges_of(hub).values_list("pk", "facility__name"))
    refs = [Ref.parse(about) for about, *_rest in found]
    words = described(set(refs))
    return [
        GivenTo(
            about=ref,
            month=month,
            facility=names[pledge],
            organisation=organisation,
            reserved=reserved,
            given=given,
            cents=value_cents(given, worth),
            what=words.get(ref, NOTHING),
        )
        for ref, (_about, pledge, month, organisation, worth, reserved, given) in zip(
            refs, found, strict=True
        )
    ]
