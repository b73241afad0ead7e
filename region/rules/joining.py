"""Two entries that are one: what each field says afterwards. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from region.rules.facts import EntryFacts, PartnerFacts

# What one chooses between, and what goes along with it. A pin says nothing without its town.
CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "kind": ("kind",),
    "sector": ("sector",),
    "phase": ("phase",),
    "place": ("reach", "region_id", "municipality_id", "address", "pin"),
    "about_nl": ("about_nl",),
    "about_en": ("about_en",),
    "website": ("website",),
    "since": ("since",),
    "source": ("source",),
    "hub": ("hub_id",),
}
# How far one is with an entry; a merge takes the further.
RANKS = ("taken_off", "heard_of", "contacted", "visited", "mapped", "stale", "verified")


def joined(
    winner: EntryFacts, loser: EntryFacts, *, from_loser: Iterable[str], both: tuple[int, int]
) -> EntryFacts:
    """The winner's facts, with what is chosen of the loser's and with what the winner does not say itself. Themes,
    partners and what is there are those of both, each once; `both` are the numbers of the two, of which neither is a
    partner of what they become."""
    chosen = set(from_loser)
    taken: dict[str, Any] = {}
    for choice, names in CHOICES.items():
        first = getattr(winner, names[0])
        if choice in chosen or (first in ("", None) and choice != "place"):
            taken |= {name: getattr(loser, name) for name in names}
    return replace(
        winner,
        **taken,
        theme_ids=tuple(sorted({*winner.theme_ids, *loser.theme_ids})),
        partners=_partners((*winner.partners, *loser.partners), both),
        things=tuple({(each.kind_id, each.name): each for each in (*loser.things, *winner.things)}.values()),
    )


def _partners(all_of_them: Iterable[PartnerFacts], both: tuple[int, int]) -> tuple[PartnerFacts, ...]:
    found: dict[object, PartnerFacts] = {}
    for each in all_of_them:
        if each.partner_id not in both:
            found.setdefault(each.partner_id or each.name, each)
    return tuple(found.values())


def further(one: str, other: str) -> bool:
    """Whether one is further with the first than with the second."""
    return RANKS.index(one) > RANKS.index(other)


def differing(winner: EntryFacts, loser: EntryFacts) -> list[str]:
    """What has to be chosen: where both say something, and not the same."""
    found = []
    for choice, names in CHOICES.items():
        first, second = ([getattr(facts, name) for name in names] for facts in (winner, loser))
        if first != second and second[0] not in ("", None) and (first[0] not in ("", None)):
            found.append(choice)
    return found
