"""Who carries the gap: funds in their fixed order, each as much as its limits and its lines allow.

Why the order of stackable funds never changes the sum: what a set of funds can give together is a maximum flow (from
funds with their wishes, through the lines that their rules meet, to those lines' gaps). Each fund gives what it adds to
that maximum when its turn comes, earlier funds moving to other lines where they can; so the sum is the maximum for all
funds together, whoever came first. The greatest total (`most_cents`) cuts all of it in the same way.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from funding.rules.facts import FundFacts
from funding.rules.vat import spread
from hub.kit.money import share_floor


@dataclass(frozen=True, slots=True)
class Gift:
    """What one fund gives, and what kept it from giving more (empty when it fills the whole gap of its lines)."""

    fund: FundFacts
    cents: int
    limit: str = ""
    # Of which lines, by their positions: they add up to `cents`.
    lines: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Flow:
    """Cents moving from funds through lines. Adding a fund never takes from what earlier funds give in total."""

    room: dict[int, int]
    lines_of: dict[int, frozenset[int]] = field(default_factory=dict)
    carried: dict[tuple[int, int], int] = field(default_factory=dict)

    def add(self, fund: int, lines: frozenset[int], most: int) -> int:
        """Push up to `most` cents from a new fund; returns how many found a place."""
        self.lines_of[fund] = lines
        pushed = 0
        while pushed < most and (path := self._path(fund)):
            pushed += self._push(path, most - pushed)
        return pushed

    def of(self, fund: int) -> tuple[tuple[int, int], ...]:
        """What a fund carries of which lines."""
        return tuple(
            (line, cents) for (id_, line), cents in sorted(self.carried.items()) if id_ == fund and cents
        )

    def _path(self, fund: int) -> list[tuple[int, int]]:
        """Steps (fund, line) from this fund to a line with room, moving other funds' cents on the way."""
        before: dict[int, tuple[int, int] | None] = {fund: None}
        queue, seen = [fund], set[int]()
        for giver in queue:
            for line in sorted(self.lines_of[giver] - seen):
                seen.add(line)
                if self.room[line]:
                    return self._back(before, giver, line)
                for other, carried in sorted(self.carried):
                    if carried == line and other not in before and self.carried[other, line]:
                        before[other] = (giver, line)
                        queue.append(other)
        return []

    def _back(
        self, before: dict[int, tuple[int, int] | None], giver: int, line: int
    ) -> list[tuple[int, int]]:
        path = [(giver, line)]
        while step := before[path[0][0]]:
            path.insert(0, step)
        return path

    def _push(self, path: list[tuple[int, int]], most: int) -> int:
        """Each giver of the path takes over the line that the next one leaves."""
        leaves = [(later, line) for (_, line), (later, _) in zip(path, path[1:], strict=False)]
        last = path[-1][1]
        cents = min(most, self.room[last], *(self.carried[step] for step in leaves))
        for step in path:
            self.carried[step] = self.carried.get(step, 0) + cents
        for step in leaves:
            self.carried[step] -= cents
        self.room[last] -= cents
        return cents


def wish(fund: FundFacts, first_gap_cents: int) -> tuple[int, str]:
    """The most that a fund gives to lines with this gap, and the limit that says so."""
    limits = {
        "match_share": share_floor(first_gap_cents, fund.match_share_bp),
        "cap_per_booking": fund.cap_per_booking_cents,
        "cap_of_organisation": fund.organisation_left_cents,
        "cap_of_month": fund.month_left_cents,
        "balance": fund.available_cents,
    }
    code, cents = min(
        ((code, max(cents, 0)) for code, cents in limits.items() if cents is not None),
        key=lambda each: each[1],
    )
    return cents, code if cents < first_gap_cents else ""


def allocate(
    *,
    gaps: Mapping[int, int],
    funds: Iterable[tuple[FundFacts, frozenset[int]]],
    most_cents: int,
    aid_cents: int | None = None,
) -> tuple[Gift, ...]:
    """What each fund (given with the positions of its lines) gives to the lines' gaps, at most `most_cents` together,
    and those that give de minimis aid at most `aid_cents`.

    Funds are taken by priority, then expiry, then id. One that does not stack gives only if none before it gave, and
    then none after it does. Every fund is answered, in that order.
    """
    flow = _Flow(dict(gaps))
    left, aid_left = most_cents, most_cents if aid_cents is None else aid_cents
    gave_any = closed = False
    out = []
    for fund, lines in sorted(funds, key=lambda each: each[0].order):
        most, limit = wish(fund, sum(gaps[line] for line in lines))
        if closed or (gave_any and not fund.stackable):
            out.append(Gift(fund, 0, "after_non_stackable" if closed else "does_not_stack"))
            continue
        if fund.is_aid and aid_left < most:
            most, limit = aid_left, "aid_ceiling"
        cents = flow.add(fund.id, lines, min(most, left))
        left -= cents
        aid_left -= cents if fund.is_aid else 0
        gave_any = gave_any or cents > 0
        closed = closed or (cents > 0 and not fund.stackable)
        out.append(Gift(fund, cents, limit if cents == most else "nothing_left"))
    # Only now is it settled who may be where: later funds may have moved earlier ones.
    evenly = _evenly(
        gaps, [(gift.fund.id, gift.cents, flow.lines_of.get(gift.fund.id, frozenset())) for gift in out]
    )
    return tuple(replace(gift, lines=(evenly or flow.of)(gift.fund.id)) for gift in out)


def _evenly(
    gaps: Mapping[int, int], gifts: list[tuple[int, int, frozenset[int]]]
) -> Callable[[int], tuple[tuple[int, int], ...]] | None:
    """Who carries what of which line: each fund of all the lines that it may pay for, in proportion to their gaps, so
    that its share of a line is its share of the whole. None where funds for different lines leave no room for that;
    then it is as the flow has it."""
    rooms = dict(gaps)
    carried: dict[int, dict[int, int]] = {}
    for fund, cents, lines in sorted(gifts, key=lambda each: len(each[2])):
        places = sorted(lines)
        parts = (
            dict(zip(places, spread(cents, [gaps[line] for line in places]), strict=True)) if cents else {}
        )
        over = 0
        for line, part in parts.items():
            parts[line] = min(part, rooms[line])
            over += part - parts[line]
        for line in parts:  # a cent too much here is one too few there
            more = min(over, rooms[line] - parts[line])
            parts[line] += more
            over -= more
        if over:
            return None
        for line, part in parts.items():
            rooms[line] -= part
        carried[fund] = {line: part for line, part in parts.items() if part}
    return lambda fund: tuple(sorted(carried.get(fund, {}).items()))
