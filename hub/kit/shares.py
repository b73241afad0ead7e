"""The share bar's figures: who carries what of a price, in the order and with the patterns in which it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hub.kit.money import format_eur

ORDER = {"own": 0, "open": 1, "fund": 2, "hub": 3}
# After three colours the patterns change, so that six funds can be told apart.
FUND_LOOKS = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the bar. `left` and `width` are percentages, `fill` the name of a pattern on the page."""

    label: str
    cents: int
    role: str
    fill: str
    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    parts: tuple[Part, ...]
    total_cents: int

    @property
    def own_cents(self) -> int:
        """What the organisation pays: its own share and what nobody else carries."""
        return sum(part.cents for part in self.parts if part.role in ("own", "open"))

    @property
    def others(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.role in ("fund", "hub"))

    @property
    def words(self) -> str:
        """The whole bar for somebody who does not see it."""
        parts = ", ".join(f"{part.label} {format_eur(part.cents)}" for part in self.parts if part.cents)
        return _("Of %(total)s: %(parts)s") % {"total": format_eur(self.total_cents), "parts": parts}


def bar(shares: Iterable[Any], total_cents: int) -> Bar:
    """Own share first, then what is not covered, the funds in their order, the hub last. A share of zero keeps its
    line in the list but takes no room in the bar."""
    parts: list[Part] = []
    done = funds = 0
    for share in sorted(shares, key=lambda each: ORDER[each.role]):
        fill = str(share.role)
        if share.role == "fund":
            fill = f"fund-{funds % FUND_LOOKS + 1}"
            funds += 1
        left, width = _percent(done, total_cents), _percent(share.cents, total_cents)
        parts.append(Part(str(share.label), share.cents, str(share.role), fill, left, width))
        done += share.cents
    return Bar(tuple(parts), total_cents)


def _percent(cents: int, total_cents: int) -> str:
    return f"{cents * 100 / total_cents:.3f}%" if total_cents else "0%"
