"""What the price of a change is reckoned from: the facts of what is added, and what was given for the booking by now;
of one booking, or of many at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bookings.models.bookings import Booking
from bookings.rules.changing import Plan
from funding.models import AidBasis, Allocation, AllocationKind, AllocationState, Fund
from funding.models.limits import caps_count_from
from funding.models.quoting import hub_facts, quote_facts
from funding.models.quoting_many import Bundle, facts_of_bundles
from funding.rules.changing import Before, carried, cut, rest
from funding.rules.facts import QuoteFacts
from funding.rules.fees import Fee
from funding.rules.given_back import Back
from funding.rules.quoted import QuotedLine
from funding.rules.time import local_day
from hub.kit.refs import Ref
from members.models import Organisation


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of a booking as a plan takes them apart: what stays, by position, and what goes."""

    before: Before
    stays: dict[int, QuotedLine]
    gone: tuple[QuotedLine, ...]

    @classmethod
    def of(cls, booking: Booking, planned: Plan) -> "Parts":
        before = Before.of(booking.quote)
        stays = {
            place: cut(line, planned.stays[place])
            for place, line in enumerate(before.lines)
            if planned.stays[place]
        }
        gone = (rest(line, stays.get(place)) for place, line in enumerate(before.lines))
        return cls(before, stays, tuple(line for line in gone if line is not None))

    @property
    def kept(self) -> dict[int | None, int]:
        return carried(self.stays.values())


@dataclass(frozen=True, slots=True)
class Purse:
    """What the price of a change is reckoned from. `facts`: of what is added; None where nothing is. `given`: what was
    reserved for the price by now, the latest first. `stackable`: of the funds in it."""

    facts: QuoteFacts | None
    given: tuple[Allocation, ...]
    stackable: Mapping[int, bool]


def purse_of(booking: Booking, planned: Plan, parts: Parts, now: datetime) -> Purse:
    facts = None
    if planned.added:
        facts = quote_facts(
            wishes=planned.added,
            hub=booking.hub,
            organisation=booking.organisation,
            now=now,
            counts_on=_counts_on(booking, planned, parts),
        )
    return Purse(facts, _given_to([booking]).get(booking.ref, ()), _stackable_of(parts.kept))


def purses_of(
    plans: Sequence[tuple[Booking, Plan, Parts]], *, organisation: Organisation, now: datetime
) -> list[Purse]:
    """The same for several bookings of one organisation. The number of queries does not grow with them; only other
    months, whose caps are others, are asked for apart."""
    asked = [each for each in plans if each[1].added]
    bundles = [
        Bundle(hub_facts(booking.hub), planned.added, _counts_on(booking, planned, parts))
        for booking, planned, parts in asked
    ]
    found = facts_of_bundles(bundles=bundles, organisation=organisation, now=now)
    facts = {booking.pk: each for (booking, _planned, _parts), each in zip(asked, found, strict=True)}
    given = _given_to(booking for booking, _planned, _parts in plans)
    stackable = _stackable_of({id_ for _booking, _planned, parts in plans for id_ in parts.kept})
    return [
        Purse(facts.get(booking.pk), given.get(booking.ref, ()), stackable)
        for booking, _planned, _parts in plans
    ]


def _counts_on(booking: Booking, planned: Plan, parts: Parts) -> date:
    """The day that caps count what is added by: the first of all that is booked then."""
    starts = [line.period.start for line in parts.stays.values()]
    starts += [wish.period.start for wish in planned.added]
    return local_day(min(starts), booking.hub.zone)


def _given_to(bookings: Iterable[Booking]) -> dict[Ref, tuple[Allocation, ...]]:
    """What was reserved for the price of each and still is, the latest first. One query."""
    found: dict[Ref, list[Allocation]] = {}
    rows = Allocation.objects.filter(
        about__in=[each.ref for each in bookings],
        kind=AllocationKind.PRICE,
        state=AllocationState.RESERVED,
    )
    for row in rows.order_by("-pk"):
        found.setdefault(row.about, []).append(row)
    return {ref: tuple(its) for ref, its in found.items()}


def _stackable_of(givers: Iterable[int | None]) -> dict[int, bool]:
    """Of these funds whether they give beside others; nothing is asked for none."""
    wanted = [id_ for id_ in givers if id_ is not None]
    return dict(Fund.objects.filter(pk__in=wanted).values_list("pk", "stackable")) if wanted else {}


def back_of(
    given: Iterable[Allocation], gone: Mapping[int | None, int], fee: Fee, fiscal_year: int | None
) -> Iterator[Back]:
    """What a change gives back, of each carrier from its latest allocation on, as `rearrange` does it. What was
    reserved before the cap of the band of `fiscal_year` began to count is not in it, so it adds nothing to that."""
    since = caps_count_from(fiscal_year) if fiscal_year else None
    left = {id_: cents - fee.by_fund.get(id_ or 0, 0) for id_, cents in gone.items()}
    for row in given:
        cents = min(left.get(row.fund_id, 0), row.cents)
        if cents:
            left[row.fund_id] -= cents
            provisional = row.provisional and since is not None and row.reserved_at >= since
            is_aid = row.aid_basis == AidBasis.DE_MINIMIS
            yield Back(row.fund_id, cents, row.counts_on, provisional, is_aid)
