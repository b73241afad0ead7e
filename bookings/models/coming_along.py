"""Who must come along with things at any time, known beforehand, so that many dates are completed without asking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bookings.models.companions import needs_of
from bookings.rules.companions import Asked, owed, with_owed
from bookings.rules.reasons import Need
from bookings.rules.request import Visit
from facilities.models import Facility
from funding.rules.lines import LineWish


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


def coming_along(facility_ids: Iterable[int], zone: ZoneInfo) -> ComingAlong:
    """Of facilities of one hub; two queries."""
    ids = set(facility_ids)
    names = dict(Facility.objects.filter(pk__in=ids).values_list("pk", "name"))
    return ComingAlong(names, needs_of(ids), zone)
