"""Bookings of the past half year and the next, priced and funded in the order in which they were placed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from uuid import UUID

from bookings.models import Booking, BookingState
from bookings.rules.admission import HOLD
from bookings.rules.numbers import new_number
from bookings.rules.options import last_minute
from bookings.rules.request import BookingRequest
from facilities.models import Facility, HouseRules
from funding.models import HourEntryKind
from funding.rules.fees import bearing, cancel_fee
from funding.rules.quote import NotCovered, Quote
from hub.demo import diary, pricing
from hub.demo.books import Books
from hub.demo.funds import Money
from hub.demo.people import Maker
from hub.demo.rows import Told, save
from hub.demo.wishes import Wish, Wishing, purposes
from hub.kit.periods import Period
from hub.kit.transactions import step

TOTAL = 3_060
CONFIRMED_AFTER = timedelta(minutes=4)
CLOSED_AFTER = timedelta(minutes=5)
# Kept free for who tries the site on a Thursday: these things at Effenaar, from noon to evening.
KEPT = ("studio-2", "condenser-microphone", "sound-engineer")


@step
def make_bookings(
    *,
    facilities: Mapping[str, list[Facility]],
    makers: Sequence[Maker],
    money: Money,
    first: date,
    monday: date,
    now: datetime,
    random: Random,
) -> int:
    """Returns how many there are."""
    free = diary.read()
    _keep_thursdays(free, facilities["Effenaar"], monday)
    wishing = Wishing(facilities, makers, free, first, monday, now, random, purposes())
    wishes = [*wishing.wishes(TOTAL), *wishing.held_now(), *wishing.waiting_now()]
    prices = pricing.read(money=money, facilities=facilities, makers=makers, now=now)
    books = Books(prices.funds)
    told = _told(wishes, money, prices, books, random, now)
    save(told, books)
    prices.hours.write()
    return len(told)


def _keep_thursdays(free: diary.Diary, facilities: Iterable[Facility], monday: date) -> None:
    for facility in facilities:
        if facility.slug in KEPT:
            for week in (0, 1):
                start = datetime.combine(monday + timedelta(weeks=week, days=3), time(12), facility.hub.zone)
                free.kept.setdefault(facility.pk, []).append(Period(start, start + timedelta(hours=9)))


def _told(
    wishes: Sequence[Wish], money: Money, prices: pricing.Prices, books: Books, random: Random, now: datetime
) -> list[Told]:
    """Live through it in the order of time: payments come in, bookings come, end and are settled."""
    order = count()
    waiting: list[tuple[datetime, int, Callable[[], object]]] = []
    made: list[Told] = []
    makes = _Maker(prices, books, random)

    def later(at: datetime, what: Callable[[], object]) -> None:
        heappush(waiting, (at, next(order), what))

    def place(wish: Wish) -> None:
        if (told := makes.placed(wish)) is None:
            return
        made.append(told)
        if wish.ended_at:
            later(wish.ended_at, partial(makes.ended, told, wish.ended_at))
        elif not wish.fate and wish.period.end + CLOSED_AFTER <= now:
            later(wish.period.end + CLOSED_AFTER, partial(makes.completed, told))

    for at, fund, cents in money.received:
        later(at, partial(prices.receive, fund, cents))
    for wish in wishes:
        later(wish.placed_at, partial(place, wish))
    while waiting:
        _at, _order, what = heappop(waiting)
        what()
    return made


def _end_of_option(wish: Wish) -> datetime:
    """Some days from now, as the house allows it."""
    zone = wish.facilities[0].hub.zone
    day = (wish.placed_at + timedelta(days=3 + wish.period.start.day % 5)).astimezone(zone).date()
    notice = timedelta(hours=wish.facilities[0].options_notice_hours)
    return min(last_minute(day, zone), wish.period.start - notice)


@dataclass(slots=True)
class _Maker:
    """What the verbs do, on rows that are not saved yet."""

    prices: pricing.Prices
    books: Books
    random: Random
    rules: dict[int, HouseRules] = field(
        default_factory=lambda: {each.hub_id: each for each in HouseRules.objects.all()}
    )
    numbers: set[str] = field(default_factory=set)

    def placed(self, wish: Wish) -> Told | None:
        """None where the hub wants every gap covered and no fund does."""
        try:
            price = self.prices.price(wish)
        except NotCovered:
            return None
        booking = self._booking(wish, price)
        self.prices.move(wish, price, 1)
        self.books.reserve(booking.ref, price, wish.placed_at)
        self.prices.hours.note(HourEntryKind.RESERVE, booking, price, wish.placed_at)
        agreed_at = wish.placed_at + CONFIRMED_AFTER
        if wish.fate == "option":
            booking.state, booking.optioned_at = BookingState.OPTION, agreed_at
            booking.held_until = _end_of_option(wish)
        elif wish.fate == "requested":
            booking.state, booking.requested_at = BookingState.REQUESTED, agreed_at
            booking.held_until = agreed_at + timedelta(hours=booking.hub.approval_hours)
        elif wish.fate not in ("expired", "held"):
            booking.state, booking.confirmed_at = BookingState.CONFIRMED, agreed_at
        if booking.confirmed_at or booking.requested_at:
            booking.house_rules, booking.house_rules_accepted_at = self.rules[booking.hub_id], agreed_at
        return Told(wish, booking, price)

    def ended(self, told: Told, at: datetime) -> None:
        told.booking.state = BookingState(told.wish.fate)
        told.booking.ended_at = at
        told.booking.sequence = int(told.wish.fate == "cancelled")
        self.prices.move(told.wish, told.price, -1)
        hub, price = told.booking.hub, told.price
        self.prices.hours.note(HourEntryKind.RELEASE, told.booking, price, at)
        if told.wish.fate == "cancelled":
            told.fee = cancel_fee(price.lines, bearing(price.shares), at, hub.zone)
        if told.fee.cents:
            self.prices.pay(told.wish, price, told.fee)
            self.books.charge(told.booking.ref, price, told.wish.maker.organisation, hub, told.fee, at)
        else:
            self.books.release(told.booking.ref, price, at)

    def completed(self, told: Told) -> None:
        at = told.wish.period.end + CLOSED_AFTER
        told.booking.state, told.booking.completed_at = BookingState.COMPLETED, at
        hub = told.wish.facilities[0].hub
        self.books.settle(told.booking.ref, told.price, told.wish.maker.organisation, hub, at)
        self.prices.hours.note(HourEntryKind.GIVE, told.booking, told.price, at)

    def _booking(self, wish: Wish, price: Quote) -> Booking:
        request = BookingRequest(
            organisation_id=wish.maker.organisation.pk,
            hub_id=wish.facilities[0].hub_id,
            lines=wish.lines,
            purpose=wish.purpose,
            reference=wish.reference,
            price_digest=price.digest(),
            request_key=UUID(int=self.random.getrandbits(128), version=4),
        )
        return Booking(
            number=self._number(),
            organisation=wish.maker.organisation,
            hub=wish.facilities[0].hub,
            placed_by=wish.maker.booker,
            state=BookingState.HELD,
            purpose=wish.purpose,
            reference=wish.reference,
            during=wish.period.to_range(),
            placed_at=wish.placed_at,
            held_until=wish.placed_at + HOLD,
            list_cents=price.list_cents,
            own_cents=price.own_cents,
            funds_cents=price.funds_cents,
            hub_cents=price.hub_cents,
            band_code=price.band_code,
            quote=price.to_json(),
            request_key=request.request_key,
            request_digest=request.digest(),
        )

    def _number(self) -> str:
        while (number := new_number(self.random)) in self.numbers:
            pass
        self.numbers.add(number)
        return number
