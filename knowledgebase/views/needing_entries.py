"""What a proposal's card says of inductions: which is missing, for whom, and where it is taught."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from bookings.proposals import Proposal
from bookings.rules.letting_in import Entry, Need, Way
from facilities.models import Facility
from knowledgebase.models import HowTo
from knowledgebase.models.teaching import taught_by


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """An induction, the names of what asks for it, and a how-to that prepares for it."""

    way: Way
    things: str
    how_to: HowTo | None


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """`asked` is all that the booking asks for, `lacking` what its reader does not hold; `colleague` holds all."""

    asked: tuple[ShownNeed, ...]
    lacking: tuple[ShownNeed, ...]
    colleague: str

    @property
    def is_barred(self) -> bool:
        return bool(self.lacking) and not self.colleague


def how_tos_for(found: Iterable[Proposal], article: HowTo) -> dict[int, HowTo]:
    """By induction a how-to beside this one, for what is lacking anywhere; at most one statement."""
    entries = [part.entry for each in found for part in each.parts if part.entry]
    ids = {need.way.id for entry in entries if entry.is_barred for need in entry.lacking}
    return taught_by(ids, get_language() or "nl", but=article)


def shown_entry(
    entry: Entry | None, facilities: Mapping[int, Facility], how_tos: Mapping[int, HowTo]
) -> ShownEntry | None:
    if entry is None:
        return None

    def shown(need: Need) -> ShownNeed:
        things = ", ".join(facilities[id_].name for id_ in need.facility_ids)
        return ShownNeed(need.way, things, how_tos.get(need.way.id))

    return ShownEntry(
        tuple(shown(each) for each in entry.asked),
        tuple(shown(each) for each in entry.lacking),
        entry.colleague,
    )
