"""What could meet a need: facilities near by with their free hours, and entries of the atlas; each with why.

The number of statements grows with neither hubs nor entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
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
from region.models.needs import Need, NeedSort
from region.models.needs_reading import FAMILIES, KM
from region.rules.needs import DAYPARTS, stretch_minutes

# So many are looked through, the nearest; so many are shown.
LOOKED, SHOWN, ENTRIES = 60, 6, 6
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
BESIDES = """
SELECT f.id, f.slug, hub.step_free FROM facilities_facility f JOIN facilities_hub hub ON hub.id = f.hub_id
WHERE f.id = ANY(%(ids)s::bigint[])
"""
NEAR_BY = f"""
SELECT entry.slug, entry.name, entry.kind, town.name, {KM.format(a="entry", b="here")} AS km,
    (SELECT min(thing.name) FROM region_describedfacility thing
     WHERE thing.entry_id = entry.id AND thing.kind_id = %(kind)s::bigint) AS thing
FROM region_atlasentry entry
JOIN members_municipality town ON town.id = entry.municipality_id
JOIN members_municipality here ON here.id = %(town)s::bigint
WHERE entry.stage IN ('mapped', 'verified', 'stale') AND entry.merged_into_id IS NULL AND entry.reach = 'place'
    AND {KM.format(a="entry", b="here")} <= %(km)s::float8
    AND (entry.kind = ANY(%(kinds)s::text[]) OR EXISTS (
        SELECT FROM region_describedfacility thing
        WHERE thing.entry_id = entry.id AND thing.kind_id = %(kind)s::bigint))
ORDER BY (%(kind)s::bigint IS NOT NULL AND EXISTS (
    SELECT FROM region_describedfacility thing
    WHERE thing.entry_id = entry.id AND thing.kind_id = %(kind)s::bigint)) DESC, km, entry.name
LIMIT %(most)s::int
"""
# Whom one asks for what is no facility.
LABS = ("lab", "living_lab", "ai_hub", "practice_network", "knowledge")
ASKED_OF_ENTRIES = {
    NeedSort.PARTNER: LABS,
    NeedSort.PLACEMENT: (*LABS, "museum", "venue", "company"),
    NeedSort.EXPERT: ("lab", "living_lab", "ai_hub", "knowledge"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """A facility that could serve. `free_hours` of all `asked_hours` within the wished days (None: any number);
    `period`: the first time that it could be booked. `booked_here` and `booked_kind`: how often the organisation did so
    before. The price is there where it was asked for."""

    fit: Fit
    slug: str
    km: float
    free_hours: int
    asked_hours: int | None
    period: Period | None
    is_step_free: bool = False
    booked_here: int = 0
    booked_kind: int = 0
    quote: Quote | None = None

    # Where its first time is filled in, for who wants to book it.
    url: str = ""

    @property
    def enough(self) -> bool:
        return self.free_hours >= (self.asked_hours or 1)


@dataclass(frozen=True, slots=True)
class EntryNear:
    """An entry of the atlas; `thing`: what of the wanted kind is described there."""

    slug: str
    name: str
    kind: str
    town: str
    km: float
    thing: str | None


def kinds_of(need: Need) -> list[str]:
    """Slugs of the kinds of facilities that serve it; one statement where it names none."""
    if need.kind is not None:
        return [need.kind.slug]
    families = FAMILIES.get(need.sort, ())
    return list(Kind.objects.filter(family__in=families).values_list("slug", flat=True)) if families else []


def matches(need: Need, *, now: datetime, hub_id: int | None = None, most: int = SHOWN) -> list[Match]:
    """Those with enough free hours first, then the nearest; of one hub alone where it is given. Not priced."""
    window = window_of(need, now)
    kinds = kinds_of(need)
    if window is None or not kinds:
        return []
    town = need.municipality
    near = Near(float(town.latitude), float(town.longitude))
    minutes = stretch_minutes(need.hours)
    near_by = [
        each
        for each in stock_of(kinds=kinds, minutes=minutes, near=near)
        if (each.km or 0.0) <= need.radius_km
        and each.item.units >= need.quantity
        and hub_id in (None, each.fit.hub_id)
    ]
    near_by = sorted(near_by, key=lambda each: (each.km or 0.0, each.fit.facility_id))[:LOOKED]
    free = _free(near_by, need, window, now)
    besides = {
        pk: rest for pk, *rest in rows(BESIDES, {"ids": sorted(each.fit.facility_id for each in near_by)})
    }
    found = [
        Match(
            fit=each.fit,
            km=each.km or 0.0,
            free_hours=hours,
            asked_hours=need.hours,
            period=period,
            slug=besides[each.fit.facility_id][0],
            is_step_free=besides[each.fit.facility_id][1],
        )
        for each in near_by
        for hours, period in [free.get(each.fit.facility_id, (0, None))]
        if hours and (besides[each.fit.facility_id][1] or not need.step_free)
    ]
    return sorted(found, key=lambda each: (not each.enough, each.km, each.fit.name))[:most]


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
    minutes = stretch_minutes(need.hours)
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


def entries_near(need: Need) -> list[EntryNear]:
    """Of the atlas: who has such a thing, which is asked for there and not here, and whom one asks for what is no
    facility; the nearest. One statement."""
    kinds = ASKED_OF_ENTRIES.get(NeedSort(need.sort), ())
    if need.kind_id is None and not kinds:
        return []
    values = {
        "town": need.municipality_id,
        "km": need.radius_km,
        "kind": need.kind_id,
        "kinds": list(kinds),
        "most": ENTRIES,
    }
    return [EntryNear(*found) for found in rows(NEAR_BY, values)]
