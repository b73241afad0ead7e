"""What fits a question, at an exact time or somewhere in a period, with its price: for the page and for programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bookings.forms.periods import said
from bookings.models.company import accompanied
from bookings.models.exactly import Fit, Near, Wanted, free_exactly
from bookings.models.free_time import Hours
from bookings.models.somewhere import Looking, Somewhere, There
from bookings.offers import MOST_FOUND, distance_km, hub_facts, quoted
from bookings.rules.company import Coming, Party
from bookings.rules.question import Question, Sort
from bookings.rules.reasons import Reason
from facilities.models import Facility
from funding.models.quoting_many import Bundle, facts_of_bundles
from funding.rules.lines import LineWish
from funding.rules.quote import Quote
from hub.kit.errors import Refusal
from hub.kit.periods import Period
from members.models import Organisation

# So many times of one facility are counted; who wants more looks at its own page.
MOST_TIMES = 200
MOST_CHOICES = 24


@dataclass(frozen=True, slots=True)
class Point:
    """Where distances are counted from, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One facility with its first time, and what serves the extras then. Not priced yet."""

    fit: Fit
    km: float | None
    party: Party

    @property
    def period(self) -> Period:
        return self.party.period

    @property
    def wishes(self) -> tuple[LineWish, ...]:
        """All that would be booked, also whoever must come along."""
        return self.party.coming.wishes


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a result beside the facility itself, as a card shows it: with its own time, where it has one, and
    why it must come along, if it must."""

    quantity: int
    facility: Facility
    own_time: Period | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Time:
    """One of the times that can be chosen; `along`: who must come along then."""

    period: Period
    along: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with its price, or with the `refusal` that says why there is none. `extras` are what was asked for beside
    the facility, `beside` is all that is booked beside it. `times`: the first and some others; `others`: how many there
    are beside the first, counted up to `MOST_TIMES`."""

    hit: Hit
    quote: Quote | None
    refusal: Refusal | None
    facility: Facility | None = None
    extras: tuple[Line, ...] = ()
    beside: tuple[Line, ...] = ()
    times: tuple[Time, ...] = ()
    others: int = 0

    @property
    def fit(self) -> Fit:
        return self.hit.fit

    @property
    def km(self) -> float | None:
        return self.hit.km

    @property
    def period(self) -> Period:
        return self.hit.period

    @property
    def coming(self) -> Coming:
        return self.hit.party.coming

    @property
    def free(self) -> int:
        return self.hit.fit.free

    @property
    def said(self) -> dict[str, str]:
        """The time as addresses of the facility's own page have it."""
        assert self.facility is not None
        times = said(self.period, self.facility.hub.zone)
        return {name: value for name, value in times.items() if value}

    @property
    def many_others(self) -> bool:
        return self.others >= MOST_TIMES - 1


@dataclass
class Answer:
    """Everything that fits, in the order that was asked for."""

    hits: list[Hit]
    looking: Looking | None


def find(
    *,
    question: Question,
    origin: Point | None,
    organisation: Organisation | None,
    now: datetime,
    enough: int = MOST_FOUND,
) -> Answer:
    """At most `MOST_FOUND`; with `enough`, later ones may be left out once there are so many. `origin`: the middle of
    the question's town, or else the organisation's seat."""
    looking = None
    if question.is_exact and not question.extras:
        found = exactly(question, origin, now)
        hits = [Hit(fit, distance_from(origin, fit), party) for fit, party in found]
    else:
        looking = Looking.of(somewhere_of(question, origin), now)
        there = looking.first(None if question.sort == Sort.NEAREST else enough)
        hits = [Hit(each.candidate.fit, each.candidate.km, each.party) for each in there]
    return Answer(_sorted(hits, question.sort, organisation, now)[:MOST_FOUND], looking)


def exactly(question: Question, origin: Point | None, now: datetime) -> list[tuple[Fit, Party]]:
    """Of a question for an exact time: what is free then, with whoever must come along."""
    wanted, window, visit = wanted_of(question, origin), question.window, question.visit
    fits = free_exactly(wanted=wanted, window=window, now=now, limit=MOST_FOUND)
    return accompanied(fits=fits, quantity=question.quantity, period=window, visit=visit, now=now)


def priced(*, hits: Sequence[Hit], organisation: Organisation | None, now: datetime) -> list[Result]:
    """With the organisation's price, or the list price, of all lines together; a constant number of queries."""
    bundles = [Bundle(hub_facts(each.fit), each.wishes) for each in hits]
    facts = facts_of_bundles(bundles=bundles, organisation=organisation, now=now)
    return [Result(each, *quoted(its)) for each, its in zip(hits, facts, strict=True)]


def shown(results: Sequence[Result], looking: Looking | None) -> list[Result]:
    """With what a card shows: the facilities themselves, and at which other times it fits as well."""
    facilities = (
        Facility.objects.select_related("kind", "hub__municipality")
        .prefetch_related("features", "photos")
        .in_bulk([wish.facility_id for each in results for wish in each.hit.wishes])
    )
    ids = [each.fit.facility_id for each in results]
    times = looking.times(ids, MOST_TIMES) if looking and not _is_exact(looking) and ids else {}
    out = []
    for each in results:
        found = times.get(each.fit.facility_id, [])
        out.append(
            replace(
                each,
                facility=facilities[each.fit.facility_id],
                extras=tuple(
                    Line(wish.quantity, facilities[wish.facility_id]) for wish in each.hit.party.wishes[1:]
                ),
                beside=tuple(_beside(each.hit, facilities)),
                times=tuple(_spread(found, each.period.length, ZoneInfo(each.fit.zone_name))),
                others=max(len(found) - 1, 0),
            )
        )
    return out


def _beside(hit: Hit, facilities: Mapping[int, Facility]) -> Iterator[Line]:
    """The extras and whoever must come along; the facility itself only if it must stay longer than was asked."""
    for each in hit.party.coming.kept:
        wish = each.wish
        if each.picked == 0 and wish == hit.party.wishes[0]:
            continue
        own_time = wish.period if wish.period != hit.period else None
        reasons = tuple(reason for owed in each.owed for reason in owed.reasons)
        yield Line(wish.quantity, facilities[wish.facility_id], own_time, reasons)


def _is_exact(looking: Looking) -> bool:
    return looking.asked.window.length == timedelta(minutes=looking.asked.minutes)


def _spread(found: Iterable[There], length: timedelta, zone: ZoneInfo) -> Iterator[Time]:
    """Of each day the first start of the morning, the afternoon and the evening."""
    parts: dict[tuple[object, int], There] = {}
    for each in found:
        local = each.start.astimezone(zone)
        parts.setdefault((local.date(), 0 if local.hour < 12 else 1 if local.hour < 18 else 2), each)
    for each in islice(parts.values(), MOST_CHOICES):
        names = dict.fromkeys(owed.companion.name for owed in each.party.coming.owed)
        yield Time(Period(each.start, each.start + length), ", ".join(names))


def wanted_of(question: Question, origin: Point | None) -> Wanted:
    """What a question says of the thing itself and its place."""
    return Wanted(
        kind=question.kind,
        family=question.family,
        features=question.features,
        region=question.region,
        quantity=question.quantity,
        people=question.people or 0,
        hub_id=question.hub_id,
        near=Near(origin.latitude, origin.longitude, question.km) if origin else None,
    )


def somewhere_of(question: Question, origin: Point | None) -> Somewhere:
    """The same with the length, the days, the hours and the extras."""
    return Somewhere(
        wanted=wanted_of(question, origin),
        minutes=question.minutes,
        window=question.window,
        hours=Hours(*question.hours) if question.hours else None,
        extras=question.extras,
        visit=question.visit,
    )


def distance_from(origin: Point | None, fit: Fit) -> float | None:
    if origin is None:
        return None
    return distance_km((origin.latitude, origin.longitude), (fit.latitude, fit.longitude))


def _sorted(hits: list[Hit], sort: Sort, organisation: Organisation | None, now: datetime) -> list[Hit]:
    if sort == Sort.PRICE:
        # More are not compared: the price of a thousand takes longer than anybody waits.
        soonest = sorted(hits, key=_by_time)[:MOST_FOUND]
        results = priced(hits=soonest, organisation=organisation, now=now)
        return [each.hit for each in sorted(results, key=_by_price)]
    return sorted(hits, key=_by_time if sort == Sort.SOONEST else _by_distance)


def _by_time(hit: Hit) -> tuple[object, ...]:
    return hit.period.start, *_place(hit)


def _by_distance(hit: Hit) -> tuple[object, ...]:
    near, *place = _place(hit)
    return near, *place, hit.period.start


def _by_price(result: Result) -> tuple[object, ...]:
    """What has no price comes last."""
    cents = result.quote.own_cents if result.quote else None
    return cents is None, cents or 0, *_by_time(result.hit)


def _place(hit: Hit) -> tuple[object, ...]:
    fit = hit.fit
    # To a tenth of a kilometre, so that one hub's facilities stay together.
    near = round(hit.km, 1) if hit.km is not None else 0.0
    return near, fit.town, fit.hub_name, fit.kind_position, fit.name, fit.facility_id
