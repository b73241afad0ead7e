"""Who must come along with things at any time, known beforehand, so that many dates are completed without asking."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bookings.models.companions import needs_of
from bookings.rules.changing import together
from bookings.rules.companions import Asked, owed, with_owed
from bookings.rules.reasons import Need
from bookings.rules.request import Visit
from facilities.models import Facility
from funding.rules.lines import LineWish


@dataclass(frozen=True, slots=True)
class Needless:
    """`lines` are those of the change without who need not come any more, by name."""

    lines: tuple[LineWish, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComingAlong:
    names: Mapping[int, str]
    needs: Mapping[int, tuple[Need, ...]]
    zone: ZoneInfo

    def whole(self, wishes: Sequence[LineWish], visit: Visit) -> tuple[LineWish, ...]:
        """The wishes and whoever the house's rules want beside them then."""
        asked = [
            Asked(
                self.names.get(wish.facility_id, ""),
                wish.quantity,
                wish.period,
                self.needs.get(wish.facility_id, ()),
            )
            for wish in wishes
        ]
        due = owed(asked, people=visit.people, activity=visit.activity, zone=self.zone)
        return tuple(kept.wish for kept in with_owed(wishes, due)) if due else tuple(wishes)

    def needless(
        self, before: Sequence[LineWish], was: Visit, after: Sequence[LineWish], visit: Visit
    ) -> Needless | None:
        """Who is among the lines as the house's rules wanted them before a change, and need not come afterwards, or not
        as many or as long; None where there is nobody. What was picked beyond that is nobody's business."""
        companions = {
            need.companion.id: need.companion.name for needs in self.needs.values() for need in needs
        }
        before, after = together(before), together(after)
        wanted = self.whole([each for each in before if each.facility_id not in companions], was)
        came = [id_ for id_ in companions if _of(before, id_) and _of(wanted, id_) == _of(before, id_)]
        rest = self._without(came, after, visit)
        spare = [id_ for id_ in came if _is_as_it_came(_of(after, id_) - _of(rest, id_), _of(before, id_))]
        if not spare:
            return None
        return Needless(self._without(spare, after, visit), tuple(companions[id_] for id_ in sorted(spare)))

    def _without(
        self, ids: Collection[int], wishes: Sequence[LineWish], visit: Visit
    ) -> tuple[LineWish, ...]:
        """Of these no more than the rules want."""
        return together(self.whole([each for each in wishes if each.facility_id not in ids], visit))


def _of(wishes: Sequence[LineWish], facility_id: int) -> set[LineWish]:
    return {each for each in wishes if each.facility_id == facility_id}


def _is_as_it_came(spare: set[LineWish], came: set[LineWish]) -> bool:
    """Whether what is spare is what came by itself, and nothing that somebody has added or counted anew since."""
    numbers = [each.quantity for each in came]
    return bool(spare) and len(spare) <= len(came) and all(each.quantity in numbers for each in spare)


def coming_along(facility_ids: Iterable[int], zone: ZoneInfo) -> ComingAlong:
    """Of facilities of one hub; two queries."""
    ids = set(facility_ids)
    names = dict(Facility.objects.filter(pk__in=ids).values_list("pk", "name"))
    return ComingAlong(names, needs_of(ids), zone)
