"""Prices of several bookings that are made one after the other: what the first are given the later ones do not have.
Pure; docs/pricing.md tells it in prose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from funding.rules.facts import BandFacts, QuoteFacts
from funding.rules.given_back import Back, GivenBack, as_if_given_back
from funding.rules.hours import Hours, minutes_of
from funding.rules.quote import Quote, quote
from hub.kit.errors import Refusal


@dataclass
class Before:
    """What bookings before this one have taken of funds, of the hub, of the law's limit on aid, of a provisional band
    and of hours in kind; what they gave back counts as less than nothing."""

    parts: list[Back] = field(default_factory=list)
    minutes: dict[Hours, int] = field(default_factory=dict)

    def take(self, priced: Quote) -> None:
        """A booking at this price was made."""
        self._gifts(priced)
        self._minutes(minutes_of(line.in_kind for line in priced.lines))

    def change(self, *, back: Iterable[Back], added: Quote | None, minutes: Mapping[Hours, int]) -> None:
        """One was changed: this went back, this was added, and so many more hours in kind (or fewer) are taken."""
        self.parts += back
        if added:
            self._gifts(added)
        self._minutes(minutes)

    def _gifts(self, priced: Quote) -> None:
        gifts: list[tuple[int | None, int]] = [
            (share.fund_id, share.cents) for share in priced.shares if share.fund_id is not None
        ]
        for id_, cents in [*gifts, (None, priced.hub_cents)]:
            if cents:
                self.parts.append(
                    Back(id_, -cents, priced.counts_on, priced.provisional, id_ in priced.aided)
                )

    def _minutes(self, minutes: Mapping[Hours, int]) -> None:
        for hours, count in minutes.items():
            self.minutes[hours] = self.minutes.get(hours, 0) + count

    def after(self, facts: QuoteFacts) -> QuoteFacts:
        """The facts as they are once all of that has happened."""
        if not self.parts and not self.minutes:
            return facts
        lines = tuple(
            replace(line, pledge=line.pledge.more(-self.minutes.get(line.pledge.hours, 0)))
            if line.pledge
            else line
            for line in facts.lines
        )
        # The band apart: what a lowered cap is passed by already is for who gives something back to reckon with.
        alone = replace(facts, lines=lines, band=None)
        found = as_if_given_back(alone, GivenBack(self.parts, {}), {}, {})
        return replace(found, band=self._band_after(facts.band))

    def _band_after(self, band: BandFacts | None) -> BandFacts | None:
        if band is None or band.provisional_left_cents is None:
            return band
        freed = sum(each.cents for each in self.parts if each.provisional)
        return replace(band, provisional_left_cents=band.provisional_left_cents + freed)


def quotes_in_a_row(facts: Sequence[QuoteFacts]) -> list[Quote | Refusal]:
    """The price of each, as if those before it had been booked; of one that has no price the refusal, and it takes
    nothing."""
    before = Before()
    out: list[Quote | Refusal] = []
    for each in facts:
        try:
            priced = quote(before.after(each))
        except Refusal as refusal:
            out.append(refusal)
            continue
        before.take(priced)
        out.append(priced)
    return out
