"""A change of the later dates of a series as it is shown: of each what it would cost, or what is in its way; as they
are carried out, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bookings.actions.change import NotToChange
from bookings.changed import ShownChange, shown_change
from bookings.models import Booking, BookingState, Line
from bookings.models.changing import Reckoned, wishes_of
from bookings.models.changing_many import Seen, ToBe, seen_together
from bookings.models.coming_along import ComingAlong, coming_along
from bookings.repeated import FIRST, SECOND, why_not
from bookings.rules.changing import Change, together
from bookings.rules.refusals import CompanionMissing
from bookings.rules.series import span_of
from bookings.rules.series_change import Wanted, changed_lines
from funding.rules.in_a_row import Before
from funding.rules.lines import LineWish
from hub.kit.errors import Refusal
from hub.kit.periods import Period, TwiceThatTime

STAYS = "stays"


@dataclass(frozen=True, slots=True)
class ShownDate:
    """One booking of the series: `change` is None where something is in its way (`obstacle`); `said` what was decided
    about it, `stays` that it stays as it is."""

    booking: Booking
    lines: tuple[LineWish, ...] = ()
    change: ShownChange | None = None
    obstacle: Refusal | None = None
    said: str = ""
    same: bool = False
    # Who comes along by the house's rules and need not any more, by name.
    needless: tuple[str, ...] = ()

    @property
    def stays(self) -> bool:
        return self.said == STAYS or self.same

    @property
    def why(self) -> str:
        return why_not(self.obstacle) if self.obstacle else ""

    @property
    def is_twice(self) -> bool:
        return isinstance(self.obstacle, TwiceThatTime)

    @property
    def is_decided(self) -> bool:
        return self.obstacle is None or self.stays

    @property
    def reckoned(self) -> Reckoned | None:
        return self.change.reckoned if self.change else None

    @property
    def period(self) -> Period:
        """When it would be."""
        return span_of(self.lines) if self.lines and not self.stays else self.booking.period

    @property
    def joining(self) -> list[str]:
        """What or who is of it then and is not now, by name."""
        if self.change is None or self.stays:
            return []
        now = {line.facility.name for line in self.booking.lines.all()}
        return [line.name for line in self.change.lines if line.how != "gone" and line.name not in now]

    @property
    def own_cents(self) -> int:
        return self.reckoned.price.own_cents if self.reckoned and not self.stays else self.booking.own_cents

    @property
    def fee_cents(self) -> int:
        return self.reckoned.fee.own_cents if self.reckoned and not self.stays else 0

    @property
    def more_cents(self) -> int:
        return self.reckoned.more_cents if self.reckoned and not self.stays else 0


@dataclass(frozen=True, slots=True)
class ShownSeriesChange:
    dates: tuple[ShownDate, ...]
    wanted: Wanted
    reason: str = ""

    @property
    def undecided(self) -> list[ShownDate]:
        return [each for each in self.dates if not each.is_decided]

    @property
    def moving(self) -> list[ShownDate]:
        return [each for each in self.dates if each.obstacle is None and not each.stays]

    @property
    def needless(self) -> list[str]:
        """Who need not come along any more on some dates, by name."""
        moving = (name for each in self.moving for name in each.needless)
        return sorted(set(moving))

    @property
    def needless_count(self) -> int:
        return sum(bool(each.needless) for each in self.moving)

    @property
    def may_go_on(self) -> bool:
        return bool(self.moving) and not self.undecided

    @property
    def more_cents(self) -> int:
        return sum(each.more_cents for each in self.moving)

    @property
    def fee_cents(self) -> int:
        return sum(each.fee_cents for each in self.moving)

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(self._change(each) for each in self.moving)

    def _change(self, each: ShownDate) -> Change:
        booking = each.booking
        return Change(
            number=booking.number,
            lines=each.lines,
            purpose=booking.purpose if self.wanted.purpose is None else self.wanted.purpose,
            visit=booking.visit,
            price_digest=each.change.digest if each.change else "",
            reason=self.reason,
        )


def shown_series_change(
    *,
    bookings: Sequence[Booking],
    wanted: Wanted,
    decided: Mapping[str, str],
    reason: str,
    as_guest: bool,
    now: datetime,
) -> ShownSeriesChange:
    """Holds nothing and promises nothing. `decided`: by the number of a booking, that it stays, or which of two equal
    times is meant. The bookings come with their hub, their organisation's seat and their lines."""
    before, company = Before(), _company(bookings, wanted)
    dates = [_as_asked(each, wanted, decided.get(each.number, ""), company) for each in bookings]
    asked = {each.booking.pk: _to_be(each) for each in dates if each.obstacle is None and each.said != STAYS}
    read = seen_together(list(asked.values()), now=now)
    shown = []
    for each in dates:
        if each.booking.pk in read:
            each = _judged(
                each, asked[each.booking.pk], read[each.booking.pk], wanted, as_guest, now, before, company
            )
        shown.append(each)
        if each.reckoned and not each.stays:
            moved = each.reckoned
            before.change(back=moved.back, added=moved.added, minutes=moved.moved.hours)
    return ShownSeriesChange(tuple(shown), wanted, reason)


def _company(bookings: Sequence[Booking], wanted: Wanted) -> ComingAlong | None:
    """Of all that stays or comes; none where there is no date."""
    if not bookings:
        return None
    things = {line.facility_id for booking in bookings for line in booking.lines.all()}
    things |= {other.facility_id for other in wanted.things.values()}
    return coming_along(things, bookings[0].hub.zone)


def _as_asked(booking: Booking, wanted: Wanted, said: str, company: ComingAlong | None) -> ShownDate:
    """What it would be, where that can be said, before anything is read for it; without who need not come along any
    more, where that is wanted."""
    if booking.state != BookingState.CONFIRMED:
        return ShownDate(booking, obstacle=NotToChange(), said=said)
    lines = wishes_of(_lines(booking))
    fold = {FIRST: 0, SECOND: 1}.get(said)
    try:
        wishes = changed_lines(together(lines), wanted, booking.hub.zone, fold=fold)
    except Refusal as refusal:
        return ShownDate(booking, obstacle=refusal, said=said)
    visit = booking.visit
    found = company.needless(lines, visit, wishes, visit) if company else None
    if found and wanted.let_go:
        wishes = found.lines
    return ShownDate(booking, wishes, said=said, needless=found.names if found else ())


def _to_be(date: ShownDate) -> ToBe:
    return ToBe(date.booking, _lines(date.booking), date.lines, date.booking.visit)


def _lines(booking: Booking) -> list[Line]:
    return sorted(booking.lines.all(), key=lambda line: line.position)


def _judged(
    date: ShownDate,
    to_be: ToBe,
    seen: Seen,
    wanted: Wanted,
    as_guest: bool,
    now: datetime,
    before: Before,
    company: ComingAlong | None,
) -> ShownDate:
    booking, wishes = date.booking, to_be.wishes
    asked: dict[str, Any] = {
        "booking": booking,
        "lines": to_be.lines,
        "visit": to_be.visit,
        "as_guest": as_guest,
    }
    shown = shown_change(**asked, wishes=wishes, now=now, earlier=before, seen=seen)
    if company and isinstance(shown.obstacle, CompanionMissing):
        # Whoever must come on the new day, or at the new hour, comes by themselves; looked at for this date alone.
        wishes = company.whole(wishes, to_be.visit)
        shown = shown_change(**asked, wishes=wishes, now=now, earlier=before)
    same = shown.obstacle is None and shown.reckoned is None
    same = same and wanted.purpose in (None, booking.purpose)
    return replace(date, lines=tuple(wishes), change=shown, obstacle=shown.obstacle, same=same)
