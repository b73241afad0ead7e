"""Who beside the organisation carries another part of a price once it is moved: funds and the hub, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from funding.outbound.explain import shares


@dataclass(frozen=True, slots=True)
class Carrier:
    """Cents, before and afterwards."""

    name: str
    is_fund: bool
    was_cents: int
    cents: int

    @property
    def back_cents(self) -> int:
        return max(self.was_cents - self.cents, 0)

    @property
    def more_cents(self) -> int:
        return max(self.cents - self.was_cents, 0)


def carriers(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Carrier, ...]:
    """Of two frozen prices those whose part differs, in the order of the first; names in the reader's language."""
    names: dict[tuple[str, int | None], str] = {}
    cents: list[dict[tuple[str, int | None], int]] = []
    for frozen in (before, after):
        its: dict[tuple[str, int | None], int] = {}
        for share in shares(frozen):
            if share.role == "own":
                continue
            who = (share.role, share.fund_id)
            names.setdefault(who, share.label)
            its[who] = its.get(who, 0) + share.cents
        cents.append(its)
    was, will = cents
    return tuple(
        Carrier(name, who[1] is not None, was.get(who, 0), will.get(who, 0))
        for who, name in names.items()
        if was.get(who, 0) != will.get(who, 0)
    )
