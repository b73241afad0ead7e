"""The nearest questions that do have an answer, when one has none or few: each was asked before it is offered."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.finding import Hit, Point, find
from bookings.forms.whens import span_of, window_of
from bookings.offers import MOST_FOUND
from bookings.rules import alternatives
from bookings.rules.alternatives import Instead
from bookings.rules.question import EXACTLY, MOST_DAYS, Extra, Question, Sort
from hub.kit.periods import Period, day
from members.models import Organisation

# How far beyond the days that were asked for the next start is looked for.
LATER = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Offered:
    """A question that has an answer: how many, and the first of them."""

    instead: Instead
    count: int
    hit: Hit

    @property
    def code(self) -> str:
        return self.instead.code


@dataclass
class Asker:
    """Asks again, for the same organisation at the same moment."""

    origin: Point | None
    organisation: Organisation | None
    now: datetime
    zone: ZoneInfo

    def nearest(self, asked: Question, *, few: bool = False) -> list[Offered]:
        """One of each way to ask for less; when there are already `few`, only what costs nothing of the wish."""
        ways: list[Iterable[Offered]] = [self._hours(asked), self._time(asked), self._further(asked)]
        if not few:
            ways += [self._shorter(asked), self._fewer(asked), self._extras(asked), self._plainer(asked)]
        found = [offered for way in ways for offered in way]
        return found or list(self._bare(asked))

    def ask(self, question: Question) -> list[Hit]:
        return self._found(question, MOST_FOUND)

    def _found(self, question: Question, enough: int) -> list[Hit]:
        return find(
            question=question, origin=self.origin, organisation=self.organisation, now=self.now, enough=enough
        ).hits

    def _offer(self, instead: Instead | None) -> Iterator[Offered]:
        hits = self.ask(instead.question) if instead else []
        if instead and hits:
            yield Offered(instead, len(hits), hits[0])

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
        looked = replace(asked, when="", window=Period(start, end), sort=Sort.SOONEST)
        hits = self._found(looked, 1)
        if hits:
            yield from self._offer(Instead("time", self._at(asked, hits[0].period)))

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
        yield from list(self._offer(bare)) or self._time(bare.question)

    def _further(self, asked: Question) -> Iterator[Offered]:
        if asked.km is None and not asked.region:
            return
        hits = self.ask(replace(alternatives.anywhere(asked), sort=Sort.NEAREST))
        known = (
            [] if asked.km is None else [hit.km for hit in hits if hit.km is not None and hit.km > asked.km]
        )
        if hits:
            yield from self._offer(alternatives.further(asked, min(known, default=None)))

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
