"""The nearest questions that do have an answer, when one has none or few: each was asked before it is offered.

They come along with an answer that is empty anyway, so they are looked for with a bounded effort: of thousands of
facilities only the nearest are looked at."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.finding import Point, distance_from, exactly, somewhere_of
from bookings.forms.whens import span_of, window_of
from bookings.models.glance import some
from bookings.models.somewhere import Looking, There
from bookings.offers import MOST_FOUND
from bookings.rules import alternatives
from bookings.rules.alternatives import Instead
from bookings.rules.effort import Effort
from bookings.rules.question import EXACTLY, MOST_DAYS, Extra, Question
from hub.kit.periods import Period, day

# How far beyond the days that were asked for the next start is looked for.
LATER = timedelta(days=183)
# One question may take a third of the effort that is left: the likeliest come first and get most.
QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Offered:
    """A question that has an answer: how many fit it, or, when not `all_seen`, at least how many. Another time also
    says which; `first` unless an earlier one may have been passed by."""

    instead: Instead
    count: int
    all_seen: bool
    period: Period | None = None
    first: bool = True

    @property
    def code(self) -> str:
        return self.instead.code


@dataclass
class Asker:
    """Asks again, at the same moment."""

    origin: Point | None
    now: datetime
    zone: ZoneInfo
    effort: Effort = field(default_factory=Effort)
    _known: dict[object, Looking] = field(default_factory=dict)

    def nearest(self, asked: Question, *, few: bool = False) -> list[Offered]:
        """One of each way to ask for less; when there are already `few`, only what costs nothing of the wish."""
        ways: list[Iterable[Offered]] = [self._hours(asked), self._time(asked), self._further(asked)]
        if not few:
            ways += [self._shorter(asked), self._fewer(asked), self._extras(asked), self._plainer(asked)]
        found = [offered for way in ways for offered in way]
        return found or list(self._bare(asked))

    def _offer(
        self, instead: Instead | None, period: Period | None = None, *, first: bool = True
    ) -> Iterator[Offered]:
        if instead and not self.effort.is_spent:
            count, all_seen = self._count(instead.question)
            if count:
                yield Offered(instead, count, all_seen, period, first)

    def _count(self, question: Question) -> tuple[int, bool]:
        """How many fit, as far as a page lists them, and whether nobody was passed by."""
        if question.is_exact and not question.extras:
            fits = exactly(question, self.origin, self.now)
            self.effort.spend_on_candidates(len(fits))
            return len(fits), len(fits) < MOST_FOUND
        there, all_seen = self._some(self._looking(question), MOST_FOUND)
        return min(len(there), MOST_FOUND), all_seen and len(there) < MOST_FOUND

    def _some(self, looking: Looking, enough: int, *, soonest: bool = False) -> tuple[list[There], bool]:
        lent = self.effort.lend(QUESTIONS)
        found = some(looking, enough, lent, soonest=soonest)
        self.effort.take_back(lent)
        return found

    def _looking(self, question: Question) -> Looking:
        """Other days and hours have the same candidates, who need the same."""
        asked = somewhere_of(question, self.origin)
        key = (asked.wanted, asked.minutes, asked.extras)
        if key not in self._known:
            self._known[key] = Looking.of(asked, self.now)
            self.effort.spend_on_candidates(len(self._known[key].candidates))
        return replace(self._known[key], asked=asked)

    def _first_of(self, ways: Iterable[Instead]) -> Iterator[Offered]:
        for instead in ways:
            offered = next(self._offer(instead), None)
            if offered:
                yield offered
                return

    def _hours(self, asked: Question) -> Iterator[Offered]:
        return self._first_of(alternatives.any_hour(asked))

    def _shorter(self, asked: Question) -> Iterator[Offered]:
        return self._first_of(alternatives.shorter(asked))

    def _plainer(self, asked: Question) -> Iterator[Offered]:
        return self._first_of(alternatives.plainer(asked))

    def _time(self, asked: Question) -> Iterator[Offered]:
        """The next first start: of an exact time from the beginning of its day on, else after the period."""
        start = asked.window.end - asked.length + timedelta(minutes=1)
        if asked.is_exact:
            start = day(asked.window.start.astimezone(self.zone).date(), self.zone).start
        start = max(start, self.now)
        end = min(start + LATER + asked.length, self.now + timedelta(days=MOST_DAYS))
        if end - start < asked.length:
            return
        # No phrase says these days; nobody gets this question to see.
        looked = replace(asked, when="", window=Period(start, end))
        there, all_seen = self._some(self._looking(looked), 1, soonest=True)
        if there:
            first = min(each.start for each in there)
            found = Period(first, first + asked.length)
            yield from self._offer(Instead("time", self._at(asked, found)), found, first=all_seen)

    def _at(self, asked: Question, found: Period) -> Question:
        """An exact question for an exact time; else one for the days on which it was found."""
        if asked.is_exact:
            return replace(asked, when=EXACTLY, window=found)
        first, end = found.local(self.zone)
        days = first.date(), (end - timedelta(minutes=1)).date()
        return replace(asked, when=span_of(*days), window=window_of(*days, self.zone))

    def _bare(self, asked: Question) -> Iterator[Offered]:
        """When no single change helps: all of them, and then at another time."""
        bare = alternatives.plain(asked)
        if bare.question == asked:
            return
        # What went before may have spent everything, and of this at least one wants to be sure.
        self.effort = Effort().lend(QUESTIONS)
        yield from list(self._offer(bare)) or self._time(bare.question)

    def _further(self, asked: Question) -> Iterator[Offered]:
        if asked.km is not None:
            yield from self._offer(alternatives.further(asked, self._nearest_beyond(asked, asked.km)))
        elif asked.region:
            yield from self._offer(alternatives.further(asked, None))

    def _nearest_beyond(self, asked: Question, km: float) -> float | None:
        """How far away the nearest is that fits and lies further away than so."""
        question = alternatives.anywhere(asked)
        if question.is_exact and not question.extras:
            fits = exactly(question, self.origin, self.now)
            distances = [distance_from(self.origin, fit) for fit, _party in fits]
        else:
            looking = self._looking(question)
            beyond = [each for each in looking.candidates if each.wish or (each.km or 0.0) > km]
            there, _all_seen = self._some(replace(looking, candidates=beyond), 1)
            distances = [each.candidate.km for each in there]
        return min((each for each in distances if each is not None and each > km), default=None)

    def _fewer(self, asked: Question) -> Iterator[Offered]:
        return self._most(asked.quantity, lambda number: alternatives.fewer(asked, number))

    def _extras(self, asked: Question) -> Iterator[Offered]:
        for extra in asked.extras:
            less = list(self._most(extra.quantity, self._less_of(asked, extra)))
            yield from less or self._offer(alternatives.without(asked, extra))

    def _less_of(self, asked: Question, extra: Extra) -> Callable[[int], Instead]:
        return lambda number: alternatives.fewer_of(asked, extra, number)

    def _most(self, wanted: int, instead: Callable[[int], Instead]) -> Iterator[Offered]:
        """The largest number below the wanted one that has an answer, by halves: fewer fit wherever more do."""
        least, most, best = 1, wanted - 1, None
        while least <= most:
            # One less is what most people would take.
            number = most if most == wanted - 1 else (least + most + 1) // 2
            offered = next(self._offer(instead(number)), None)
            if offered:
                least, best = number + 1, offered
            else:
                most = number - 1
        if best:
            yield best
