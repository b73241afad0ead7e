"""What could meet a need: facilities near by with their free hours; each with why.

The number of statements does not grow with hubs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bookings.models.exactly import Fit, Near
from bookings.models.free_time import EPOCH, Hours, free_time
from bookings.models.stock import Stocked, stock_of
from bookings.offers import hub_facts, quoted
from bookings.rules.ahead import limits
from bookings.rules.together import microseconds_of
from facilities.models import Kind
from funding.models.limits import COUNTRY
from funding.models.quoting_many import Bundle, facts_of_bundles
from funding.rules.lines import LineWish
from funding.rules.quote import Quote
from hub.kit.periods import Period, merged
from hub.kit.sql import rows
from members.models import Organisation
from region.models.matching_entries import IS_PUBLIC, named_of, wished_by
from region.models.needs import Need, NeedSort
from region.models.needs_reading import FAMILIES
from region.rules.needs import DAYPARTS, stretch_minutes

# So many are looked through, the nearest; so many are shown.
LOOKED, SHOWN = 60, 6
# Further ahead nobody counts free hours.
MOST_DAYS = 31
AN_HOUR = timedelta(hours=1)

BOOKED = """
SELECT f.kind_id, f.hub_id, count(DISTINCT booking.id)
FROM bookings_booking booking
JOIN bookings_line line ON line.booking_id = booking.id
JOIN facilities_facility f ON f.id = line.facility_id
WHERE booking.organisation_id = %(organisation)s::bigint AND booking.state IN ('confirmed', 'completed')
GROUP BY f.kind_id, f.hub_id
"""
# A facility works on what its hub does, as the atlas has it.
BESIDES = f"""
SELECT f.id, f.slug, hub.step_free, ARRAY(
    SELECT DISTINCT about.theme_id
    FROM region_atlasentry entry JOIN region_atlasentry_themes about ON about.atlasentry_id = entry.id
    WHERE entry.hub_id = hub.id AND {IS_PUBLIC} AND about.theme_id = ANY(%(themes)s::bigint[]))
FROM facilities_facility f JOIN facilities_hub hub ON hub.id = f.hub_id
WHERE f.id = ANY(%(ids)s::bigint[])
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A facility that could serve. `free_hours` of all `asked_hours` within the wished days (None: any number);
    `period`: the first time that it could be booked. `booked_here` and `booked_kind`: how often the organisation did so
    before; `themes`: which of the wished ones its hub works on, where an expert is looked for. The price is there where
    it was asked for."""

    fit: Fit
    slug: str
    km: float
    free_hours: int
    asked_hours: int | None
    period: Period | None
    is_step_free: bool = False
    booked_here: int = 0
    booked_kind: int = 0
    themes: tuple[str, ...] = ()
    quote: Quote | None = None

    # Where its first time is filled in, for who wants to book it.
    url: str = ""

    @property
    def enough(self) -> bool:
        return self.free_hours >= (self.asked_hours or 1)


def kinds_of(need: Need) -> list[str]:
    """Slugs of the kinds of facilities that serve it; one statement where it names none."""
    if need.kind is not None:
        return [need.kind.slug]
    families = FAMILIES.get(need.sort, ())
    return list(Kind.objects.filter(family__in=families).values_list("slug", flat=True)) if families else []


def matches(need: Need, *, now: datetime, hub_id: int | None = None, most: int = SHOWN) -> list[Match]:
    """Those with enough free hours first, then experts whose hub works on a wished theme, then the nearest; of one hub
    alone where it is given. Not priced."""
    window = window_of(need, now)
    kinds = kinds_of(need)
    if window is None or not kinds:
        return []
    near_by = _near_by(need, kinds, hub_id)
    besides = _besides(near_by, need)
    if need.step_free:
        near_by = [each for each in near_by if besides[each.fit.facility_id].is_step_free]
    near_by = sorted(near_by, key=lambda each: _before(each, besides))[:LOOKED]
    free = _free(near_by, need, window, now)
    found = [
        Match(
            fit=each.fit,
            km=each.km or 0.0,
            free_hours=hours,
            asked_hours=need.hours,
            period=period,
            slug=besides[each.fit.facility_id].slug,
            is_step_free=besides[each.fit.facility_id].is_step_free,
            themes=besides[each.fit.facility_id].themes,
        )
        for each in near_by
        for hours, period in [free.get(each.fit.facility_id, (0, None))]
        if hours
    ]
    return sorted(found, key=lambda each: (not each.enough, -len(each.themes), each.km, each.fit.name))[:most]


def _near_by(need: Need, kinds: list[str], hub_id: int | None) -> list[Stocked]:
    """What there is of these kinds, as many as are asked, within the distance."""
    town = need.municipality
    near = Near(float(town.latitude), float(town.longitude))
    return [
        each
        for each in stock_of(kinds=kinds, minutes=stretch_minutes(need.hours, need.daypart), near=near)
        if (each.km or 0.0) <= need.radius_km
        and each.item.units >= need.quantity
        and hub_id in (None, each.fit.hub_id)
    ]


class _Besides(NamedTuple):
    slug: str
    is_step_free: bool
    themes: tuple[str, ...]


def _besides(near_by: Sequence[Stocked], need: Need) -> dict[int, _Besides]:
    """What else is known of these facilities, by number. A room is chosen for its floor, an expert for what they know:
    so only experts are asked for a theme."""
    wished = wished_by(need) if NeedSort(need.sort) == NeedSort.EXPERT else {}
    ids = sorted(each.fit.facility_id for each in near_by)
    found = rows(BESIDES, {"ids": ids, "themes": list(wished)})
    return {pk: _Besides(slug, free, named_of(themes, wished)) for pk, slug, free, themes in found}


def _before(each: Stocked, besides: Mapping[int, _Besides]) -> tuple[int, float, int]:
    return -len(besides[each.fit.facility_id].themes), each.km or 0.0, each.fit.facility_id


def known_to(found: Sequence[Match], organisation: Organisation) -> list[Match]:
    """With how often the organisation booked such a thing, and there; one statement."""
    if not found:
        return []
    slugs = {each.fit.kind for each in found}
    kinds = dict(Kind.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    booked = {(kind, hub): count for kind, hub, count in rows(BOOKED, {"organisation": organisation.pk})}
    return [
        replace(
            each,
            booked_kind=sum(n for (kind, _hub), n in booked.items() if kind == kinds.get(each.fit.kind)),
            booked_here=sum(n for (_kind, hub), n in booked.items() if hub == each.fit.hub_id),
        )
        for each in found
    ]


def priced(
    found: Sequence[Match], need: Need, organisation: Organisation | None, now: datetime
) -> list[Match]:
    """With what its first time costs the organisation; a constant number of statements."""
    have = [each for each in found if each.period]
    bundles = [Bundle(hub_facts(each.fit), wishes_of(each, need)) for each in have]
    facts = facts_of_bundles(bundles=bundles, organisation=organisation, now=now)
    quotes = {each.fit.facility_id: quoted(its)[0] for each, its in zip(have, facts, strict=True)}
    return [replace(each, quote=quotes.get(each.fit.facility_id)) for each in found]


def wishes_of(match: Match, need: Need) -> tuple[LineWish, ...]:
    assert match.period is not None
    return (LineWish(match.fit.facility_id, need.quantity, match.period),)


def window_of(need: Need, now: datetime, *, first: date | None = None) -> Period | None:
    """The wished days that are left, of long ones the first month, on the country's clock; none when all is over."""
    today = now.astimezone(COUNTRY).date()
    start = max(need.from_date, today, first or today)
    last = min(need.until_date, start + timedelta(days=MOST_DAYS - 1))
    if last < start:
        return None
    begins = datetime.combine(start, datetime.min.time(), COUNTRY)
    ends = datetime.combine(last + timedelta(days=1), datetime.min.time(), COUNTRY)
    return Period(max(begins, now), ends) if ends > now else None


def _free(
    near_by: Sequence[Stocked], need: Need, window: Period, now: datetime
) -> dict[int, tuple[int, Period | None]]:
    """By facility how many whole hours it is free, and its first time as long as one stretch; two statements."""
    hours = Hours(*DAYPARTS[need.daypart])
    ids = [each.fit.facility_id for each in near_by]
    if not ids:
        return {}
    minutes = stretch_minutes(need.hours, need.daypart)
    of_hours, of_stretches = (
        free_time(
            facility_ids=ids, length=length, quantity=need.quantity, window=window, now=now, hours=hours
        )
        for length in (AN_HOUR, timedelta(minutes=minutes))
    )
    out = {}
    for each in near_by:
        id_ = each.fit.facility_id
        starts = of_hours[id_].starts if id_ in of_hours else ()
        whole = merged(Period(first, last + AN_HOUR) for first, last in starts)
        free = sum(stretch.minutes for stretch in whole) // 60
        stretches = of_stretches[id_].starts if id_ in of_stretches else ()
        out[id_] = free, _first(each, stretches, minutes, now)
    return out


def _first(
    each: Stocked, starts: Sequence[tuple[datetime, datetime]], minutes: int, now: datetime
) -> Period | None:
    """The first start on the grid of the hub's clock that notice and horizon allow."""
    if not each.item.fits:
        return None
    zone = ZoneInfo(each.fit.zone_name)
    earliest, latest = limits(each.notice_minutes, each.horizon_days, minutes, zone, now)
    step = timedelta(minutes=each.item.grid_minutes)
    for first, last in starts:
        start = max(first, EPOCH + timedelta(microseconds=earliest))
        local = start.astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        over = (local - midnight) % step
        start += step - over if over else timedelta()
        if start <= last and microseconds_of(start) <= latest:
            return Period(start, start + timedelta(minutes=minutes))
    return None
