"""Who wants what when: a year of bookings as makers might make them, all of which fit the openings and each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from facilities.models import Facility
from funding.rules.lines import LineWish
from hub.demo.diary import Diary, Held
from hub.demo.people import Maker
from hub.demo.reading import toml
from hub.kit.periods import Period

HOUR = timedelta(hours=1)
LENGTHS = (2, 3, 4, 4, 4, 4, 6, 8, 8)
STARTS = (9, 10, 10, 11, 13, 13, 13, 14, 15, 18, 19, 19)
# What goes with a studio or a room, and how often.
COMPANY = {"equipment": 0.45, "expert": 0.3}
LONGEST_LEAD_DAYS = 70
HOLD = timedelta(minutes=15)
TRIES = 12
WAITING = (
    ("hybride-podium", "requested"),
    ("hybride-podium", "requested"),
    ("hybride-podium", "requested"),
    ("studio-1", "option"),
    ("studio-2", "option"),
    ("hybride-podium", "option"),
    ("studio-1", "option"),
)


@dataclass(slots=True)
class Wish:
    """A booking before its price: lines with the units they get, when it is placed, and what becomes of it."""

    maker: Maker
    facilities: tuple[Facility, ...]
    lines: tuple[LineWish, ...]
    units: tuple[list[Held], ...]
    placed_at: datetime
    purpose: str
    reference: str
    # Empty, or how it ends before its time: "cancelled", "expired"; or "held", "option" or "requested" while somebody
    # decides.
    fate: str = ""
    ended_at: datetime | None = None

    @property
    def period(self) -> Period:
        return self.lines[0].period


@dataclass(slots=True)
class Wishing:
    """Draws wishes. All its chance comes from `random`, so that the region is the same every time."""

    facilities: Mapping[str, list[Facility]]
    makers: Sequence[Maker]
    diary: Diary
    first: date
    monday: date
    now: datetime
    random: Random
    purposes: Mapping[str, list[str]]

    def wishes(self, total: int) -> Iterator[Wish]:
        """The first maker (whose log-in is told) gets a handful; the others by their size."""
        someone = self.makers[1:]
        weights = [1 + min(maker.turnover_cents / 5_000_000, 6) for maker in someone]
        made = 0
        for days in (-120, -75, -40, -12, 9, 20):
            for attempt in range(TRIES):
                on = self.monday + timedelta(days=days + attempt)
                if wish := self._wish(self.makers[0], on, at_home=True):
                    made += 1
                    yield wish
                    break
        while made < total:
            on = self.monday + timedelta(days=round(self.random.triangular(-182, 182, 4)))
            maker = self.random.choices(someone, weights)[0]
            if wish := self._wish(maker, on, at_home=self.random.random() < 0.7):
                made += 1
                yield wish

    def held_now(self) -> Iterator[Wish]:
        """A few that were placed minutes ago and wait for their confirmation."""
        for number, maker in enumerate(self.makers[5:8]):
            while True:
                on = self.monday + timedelta(days=self.random.randrange(8, 40))
                wish = self._wish(maker, on, at_home=True)
                if wish and not wish.fate:
                    break
            wish.placed_at = self.now - timedelta(minutes=2 + 3 * number)
            wish.fate = "held"
            yield wish

    def waiting_now(self) -> Iterator[Wish]:
        """What is in option at Effenaar, and what waits for its answer."""
        things = {each.slug: each for each in self.facilities["Effenaar"]}
        for number, (slug, fate) in enumerate(WAITING):
            facility, got = things[slug], None
            while got is None:
                on = self.monday + timedelta(days=self.random.randrange(10, 40))
                period = self._period(facility, on)
                got = self.diary.free(facility, 1, period) if period else None
            assert period is not None
            self.diary.take(got)
            maker = self.makers[9 + number]
            yield Wish(
                maker=maker,
                facilities=(facility,),
                lines=(LineWish(facility.pk, 1, period),),
                units=(got,),
                placed_at=self.now - (5 + 4 * number) * HOUR,
                purpose=self.random.choice(self.purposes[maker.disciplines[0].slug]),
                reference="",
                fate=fate,
            )

    def _wish(self, maker: Maker, on: date, *, at_home: bool) -> Wish | None:
        facility = self.random.choice(self._choice(maker, at_home=at_home))
        period = self._period(facility, on)
        placed_at = period and self._placed_at(facility, period)
        if not period or not placed_at:
            return None
        lines = [(facility, self._quantity(facility))]
        if facility.kind.family in ("studio", "room"):
            lines += self._company(facility, period, placed_at)
        chosen: list[tuple[Facility, int, list[Held]]] = []
        for each, quantity in lines:
            besides = [held for _each, _quantity, got in chosen for held in got]
            if got := self.diary.free(each, quantity, period, besides):
                chosen.append((each, quantity, got))
            elif not chosen:
                return None
        wish = Wish(
            maker=maker,
            facilities=tuple(each for each, _quantity, _got in chosen),
            lines=tuple(LineWish(each.pk, quantity, period) for each, quantity, _got in chosen),
            units=tuple(got for _each, _quantity, got in chosen),
            placed_at=placed_at,
            purpose=self.random.choice(self.purposes[self.random.choice(maker.disciplines).slug]),
            reference=f"{on.year}-{self.random.randrange(1, 90):03d}" if self.random.random() < 0.2 else "",
        )
        self._decide(wish)
        if wish.fate not in ("cancelled", "expired"):
            for _each, _quantity, got in chosen:
                self.diary.take(got)
        return wish

    def _choice(self, maker: Maker, *, at_home: bool) -> list[Facility]:
        """Studios and rooms three times as often as things; experts come along with them."""
        near = [each for each in self.facilities.values() if each[0].hub.region_id == maker.region_id]
        hubs = near if at_home and near else list(self.facilities.values())
        hub = self.random.choice(hubs)
        rooms = [each for each in hub if each.kind.family in ("studio", "room")]
        things = [each for each in hub if each.kind.family == "equipment"]
        return things if things and self.random.random() < 0.25 else rooms

    def _quantity(self, facility: Facility) -> int:
        most = self.diary.most(facility)
        return 1 if facility.kind.family != "equipment" else min(self.random.choice((1, 1, 2, 2, 3, 4)), most)

    def _company(self, main: Facility, period: Period, placed_at: datetime) -> list[tuple[Facility, int]]:
        out = []
        for family, chance in COMPANY.items():
            able = [
                each
                for each in self.facilities[main.hub.name]
                if each.kind.family == family
                and period.minutes >= each.min_minutes
                and period.start - placed_at >= timedelta(minutes=each.notice_minutes)
            ]
            if able and self.random.random() < chance:
                facility = self.random.choice(able)
                out.append((facility, self._quantity(facility)))
        return out

    def _period(self, facility: Facility, on: date) -> Period | None:
        """Whole hours within one opening of the day."""
        hours = max(self.random.choice(LENGTHS), -(-facility.min_minutes // 60))
        for opened in self.diary.opened(facility, on):
            at = datetime.combine(on, time(self.random.choice(STARTS)), facility.hub.zone).astimezone(UTC)
            start = max(min(at, opened.end - hours * HOUR), opened.start)
            # What is left of a night after a closing day opens at midnight, when nobody begins.
            if start.astimezone(facility.hub.zone).hour < STARTS[0]:
                continue
            if start.minute == 0 and start + hours * HOUR <= opened.end:
                return Period(start, start + hours * HOUR)
        return None

    def _placed_at(self, facility: Facility, period: Period) -> datetime | None:
        """Some days ahead, by day; never later than now, nor shorter ahead than the facility wants."""
        notice = timedelta(minutes=facility.notice_minutes)
        days = min(self.random.expovariate(1 / 16), LONGEST_LEAD_DAYS)
        latest = min(period.start - notice, self.now) - HOUR
        wanted = (period.start - timedelta(days=1 + days)).replace(
            hour=self.random.randrange(7, 21),
            minute=self.random.randrange(60),
            second=self.random.randrange(60),
        )
        if wanted > latest:
            wanted = latest - timedelta(minutes=self.random.randrange(60, 60 * 24 * 40))
        earliest = datetime.combine(self.first, time(), facility.hub.zone) - timedelta(days=20)
        return wanted if wanted >= earliest and period.start - wanted >= notice else None

    def _decide(self, wish: Wish) -> None:
        chance = self.random.random()
        if chance < 0.035:
            wish.fate = "expired"
            wish.ended_at = wish.placed_at + HOLD + timedelta(seconds=self.random.randrange(1, 30))
        elif chance < 0.11:
            last = min(wish.period.start, self.now)
            spell = (last - wish.placed_at).total_seconds()
            if spell > 2 * HOUR.total_seconds():
                wish.fate = "cancelled"
                wish.ended_at = wish.placed_at + timedelta(
                    seconds=int(spell * self.random.uniform(0.3, 0.95))
                )


def purposes() -> dict[str, list[str]]:
    """What makers say they will do, by discipline."""
    found: dict[str, list[str]] = toml("organisations")["purposes"]
    return found
