"""What a booking may be part of, such as a pilot: of rooms that know of this one and not the other way round. Settings
name who answers (`hub.wiring.PART_OF`)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from bookings.models.bookings import Booking
from hub.kit.refs import Ref
from hub.kit.sql import rows
from members.models import Organisation


@dataclass(frozen=True, slots=True)
class Whole:
    """`path` is its page; `note` what one should know before choosing it, such as that its money is used up."""

    ref: Ref
    name: str
    path: str
    note: str = ""

    @property
    def choice(self) -> tuple[str, str]:
        return str(self.ref), f"{self.name} ({self.note})" if self.note else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Wholes:
    """What a room answers of one kind: `open_to(organisation_id)` is what an organisation takes part in now, by name;
    `named(ids)` what these are, also when they are over."""

    open_to: Callable[[int], list[Whole]]
    named: Callable[[Iterable[str]], Mapping[str, Whole]]


def open_to(organisation_id: int) -> list[Whole]:
    """What an organisation may put a booking under now; a query for each kind."""
    return [each for kind in _kinds().values() for each in kind.open_to(organisation_id)]


def named(refs: Iterable[Ref]) -> dict[Ref, Whole]:
    """What these are; what nobody knows any more is left out. No query for none."""
    ids: dict[str, list[str]] = defaultdict(list)
    for ref in refs:
        ids[ref.kind].append(ref.id)
    kinds = _kinds()
    return {
        Ref(kind, id_): whole
        for kind, wanted in ids.items()
        if kind in kinds
        for id_, whole in kinds[kind].named(wanted).items()
    }


def named_one(ref: Ref | None) -> Whole | None:
    return named([ref]).get(ref) if ref else None


def parts_of(organisation: Organisation) -> list[Whole]:
    """What an organisation's bookings are part of, by name."""
    found = Booking.objects.filter(organisation=organisation).exclude(part_of="")
    refs = found.order_by().values_list("part_of", flat=True).distinct()
    return sorted(named(refs).values(), key=lambda whole: whole.name)


# By the month, on the hub's clock, in which a booking begins; what was let go or cancelled is none.
MONTHS = """
SELECT to_char(lower(booking.during) AT TIME ZONE hub.zone_name, 'YYYY-MM'), count(*)
FROM bookings_booking booking JOIN facilities_hub hub ON hub.id = booking.hub_id
WHERE booking.part_of = %(ref)s AND booking.part_of <> '' AND booking.state IN ('confirmed', 'completed')
GROUP BY 1 ORDER BY 1
"""


def months_of(ref: Ref) -> list[tuple[str, int]]:
    """How many bookings were made part of it, by month (2026-11), the first one first."""
    return [(month, int(count)) for month, count in rows(MONTHS, {"ref": str(ref)})]


def _kinds() -> dict[str, Wholes]:
    found: dict[str, Wholes] = import_string(settings.PART_OF)
    return found
