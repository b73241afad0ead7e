"""A series as it is shown before it is booked: how every date stands, what could be had instead, what was decided about
each, and what all of it costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from bookings.models.house_rules import Terms, terms_of_things
from bookings.models.repeating import look_at_complete_dates, obstacle_of, price_dates
from bookings.models.series_offers import Instead, instead_of
from bookings.rules.companions import Owed
from bookings.rules.inductions import Who
from bookings.rules.refusals import SlotTaken
from bookings.rules.request import Visit
from bookings.rules.series import (
    Occurrence,
    Repeat,
    SeriesDate,
    definition_of,
    in_all,
    occurrence,
    span_of,
    wall_span,
)
from facilities.models import Hub
from funding.rules.lines import LineWish
from funding.rules.paying import too_little
from funding.rules.quote import Quote, Share
from funding.rules.vat import why_no_vat
from hub.kit.errors import Refusal
from hub.kit.periods import Period, TwiceThatTime
from members.models import Organisation

TAKE, OUT = "take", "out"
FIRST, SECOND = "first", "second"


class How(StrEnum):
    """How a date stands."""

    FREE = "free"
    CLASH = "clash"
    CLOSED = "closed"
    BEYOND = "beyond"
    SOON = "soon"
    # Its time of the clock does not exist that night, or exists twice.
    CLOCK = "clock"
    OTHER = "other"


BY_CODE = {
    "slot_taken": How.CLASH,
    "not_open_then": How.CLOSED,
    "beyond_horizon": How.BEYOND,
    "too_soon": How.SOON,
    "no_such_time": How.CLOCK,
    "twice_that_time": How.CLOCK,
}


def why_not(refusal: Refusal) -> str:
    """Why a date cannot be had, while nobody has tried to book it yet."""
    if refusal.code == SlotTaken.code:
        return _("%(facility)s is taken then.") % refusal.facts
    return str(refusal)


@dataclass
class ShownDate:
    """One date: how it stands, what may be chosen for it, and what was. `choice` is empty while nobody has decided,
    and `lines` are then none; they are all that would be booked, `company` (who must come along that day) among them.
    `price` is that of what was chosen."""

    on: date
    wanted: Occurrence
    how: How
    # What was wished for with who must come along, should it be taken as it is.
    whole: tuple[LineWish, ...] = ()
    company: tuple[Owed, ...] = ()
    refusal: Refusal | None = None
    instead: list[Instead] = field(default_factory=list)
    choice: str = ""
    lines: tuple[LineWish, ...] = ()
    # When it is, without who comes earlier or stays longer; None: as it was wished for.
    at: Period | None = None
    price: Quote | None = None
    # Why what was chosen has no price.
    unpriced: Refusal | None = None

    @property
    def period(self) -> Period:
        """When it would be; of one that is taken, when it is."""
        return self.at or span_of(self.wanted.lines)

    @property
    def why(self) -> str:
        return why_not(self.refusal) if self.refusal else ""

    @property
    def is_twice(self) -> bool:
        return isinstance(self.refusal, TwiceThatTime)

    @property
    def may_take(self) -> bool:
        return self.how == How.FREE

    @property
    def is_decided(self) -> bool:
        return bool(self.choice)


@dataclass(frozen=True, slots=True)
class ShownSeries:
    repeat: Repeat
    first: tuple[LineWish, ...]
    dates: tuple[ShownDate, ...]
    terms: Terms

    @property
    def taken(self) -> list[ShownDate]:
        return [each for each in self.dates if each.lines]

    @property
    def undecided(self) -> list[ShownDate]:
        return [each for each in self.dates if not each.is_decided]

    @property
    def quotes(self) -> list[Quote]:
        return [each.price for each in self.taken if each.price]

    @property
    def must_be_paid(self) -> bool:
        """The hub gives no credit, and this many payments are not made in one go."""
        needs = any(not too_little(each.own_cents) for each in self.quotes)
        return self.terms.pays_first and not self.terms.asks_approval and needs

    @property
    def may_go_on(self) -> bool:
        priced = all(each.price for each in self.taken)
        return len(self.taken) > 1 and not self.undecided and priced and not self.must_be_paid

    @property
    def digest(self) -> str:
        return in_all(each.digest() for each in self.quotes)

    @property
    def own_cents(self) -> int:
        return sum(each.own_cents for each in self.quotes)

    @property
    def no_vat(self) -> str:
        """Why no date has VAT; empty where one has."""
        return why_no_vat(each.no_vat for each in self.quotes)

    @property
    def list_cents(self) -> int:
        return sum(each.list_cents for each in self.quotes)

    @property
    def shares(self) -> list[Share]:
        """Who carries how much of all that is taken."""
        found: dict[tuple[str, int | None], Share] = {}
        for share in (share for each in self.quotes for share in each.shares):
            key = (share.role, share.fund_id)
            before = found[key].cents if key in found else 0
            found[key] = replace(share, cents=before + share.cents)
        return list(found.values())

    @property
    def series_dates(self) -> tuple[SeriesDate, ...]:
        return tuple(SeriesDate(each.on, each.lines) for each in self.taken)

    @property
    def left_out(self) -> tuple[date, ...]:
        return tuple(each.on for each in self.dates if each.choice == OUT)

    @property
    def choices(self) -> dict[str, str]:
        return {each.on.isoformat(): each.choice for each in self.dates}


def shown_series(
    *,
    lines: Sequence[LineWish],
    hub: Hub,
    organisation: Organisation | None,
    visit: Visit,
    repeat: Repeat,
    choices: Mapping[str, str],
    now: datetime,
    rest_out: bool = False,
    person: Any = None,
) -> ShownSeries:
    """Holds nothing and promises nothing. `lines` are what was picked: who must come along is added, date by date.
    `choices`: what was decided, by the ISO day of each date; where nothing was, a date that is free is taken and of
    any other it is asked, or it is left out with `rest_out`. `person` books it, if somebody does. Raises what
    `bookings.rules.series` refuses, Http404 for a facility that is not there (any more)."""
    first = tuple(lines)
    who = Who(getattr(person, "pk", None) or 0, organisation.pk if organisation else 0)
    start, end = wall_span(first, hub.zone)
    _definition, days = definition_of(repeat, start, end)
    wanted = [occurrence(first, days[0], on, hub.zone) for on in days]
    dates = list(_standing(wanted, hub, visit, who, now))
    _with_instead(dates, hub, visit, who, now)
    for each in dates:
        _decide(each, choices.get(each.on.isoformat(), ""))
    _twice(dates, first, hub, visit, who, now)
    if rest_out:
        for each in dates:
            each.choice = each.choice or OUT
    _price(dates, hub, organisation, now)
    things = {line.facility_id for each in dates for line in each.lines} or {
        line.facility_id for line in first
    }
    return ShownSeries(repeat, first, tuple(dates), terms_of_things(things, hub=hub, now=now))


def _standing(
    wanted: Sequence[Occurrence], hub: Hub, visit: Visit, who: Who, now: datetime
) -> Iterable[ShownDate]:
    lines = [each.lines for each in wanted]
    looks = look_at_complete_dates(lines, hub_id=hub.pk, now=now, visit=visit, who=who)
    for each, found in zip(wanted, looks, strict=True):
        refusal = each.trouble or obstacle_of(found.seen)
        how = BY_CODE.get(refusal.code, How.OTHER) if refusal else How.FREE
        yield ShownDate(each.on, each, how, found.lines, found.company, refusal)


def _with_instead(dates: list[ShownDate], hub: Hub, visit: Visit, who: Who, now: datetime) -> None:
    """Nothing is looked for beyond the horizon, nor for what no other time would help."""
    helped = (How.CLASH, How.CLOSED, How.SOON, How.CLOCK)
    asked = [
        (each.wanted, each.refusal)
        for each in dates
        if each.refusal and each.how in helped and not each.is_twice
    ]
    found = instead_of(asked, hub=hub, visit=visit, now=now, who=who)
    for each in dates:
        each.instead = found.get(each.on, [])


def _decide(each: ShownDate, said: str) -> None:
    """What was said, as far as it may still be had; what is free and nothing was said of is taken."""
    if each.may_take and said in ("", TAKE):
        each.choice, each.lines = TAKE, each.whole
    elif said == OUT or (each.is_twice and said in (FIRST, SECOND)):
        each.choice = said
    else:
        for instead in each.instead:
            if instead.code == said:
                each.choice, each.lines, each.at = said, instead.whole, instead.period
                each.company = instead.company


def _twice(
    dates: list[ShownDate], first: tuple[LineWish, ...], hub: Hub, visit: Visit, who: Who, now: datetime
) -> None:
    """Of the dates whose time exists twice and of which somebody said which: whether that one is free."""
    asked = [each for each in dates if each.choice in (FIRST, SECOND)]
    if not asked:
        return
    begins = dates[0].on
    meant = [
        occurrence(first, begins, each.on, hub.zone, fold=int(each.choice == SECOND)).lines for each in asked
    ]
    looks = look_at_complete_dates(meant, hub_id=hub.pk, now=now, visit=visit, who=who)
    for each, lines, found in zip(asked, meant, looks, strict=True):
        if obstacle := obstacle_of(found.seen):
            each.choice, each.unpriced = "", obstacle
        else:
            each.lines, each.company, each.at = found.lines, found.company, span_of(lines)


def _price(dates: list[ShownDate], hub: Hub, organisation: Organisation | None, now: datetime) -> None:
    taken = [each for each in dates if each.lines]
    prices = price_dates([each.lines for each in taken], hub=hub, organisation=organisation, now=now)
    for each, price in zip(taken, prices, strict=True):
        if isinstance(price, Refusal):
            each.unpriced = price
        else:
            each.price = price
