"""What a hub has already of what a table speaks of; a handful of queries however long the table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bookings.rules.import_cells import Names
from bookings.rules.import_columns import folded
from facilities.models import Facility, Feature, Hub, Kind, Part, Unit
from facilities.models.definitions import definitions
from facilities.rules.week import Hours, week_of
from funding.models import RateCard, VatSetting

Vat = tuple[int, str]


@dataclass(slots=True)
class There:
    """A facility with its units by folded label, and what it costs on a day."""

    facility: Facility
    units: dict[str, Unit] = field(default_factory=dict)
    card: RateCard | None = None
    # Its own hours, where it keeps any.
    week: tuple[Hours, ...] = ()
    # The VAT that counts for it, as (hundredths of a per cent, why nothing), and its own setting where it has one.
    vat: Vat | None = None
    own_vat: VatSetting | None = None
    is_whole: bool = False

    @property
    def rates(self) -> dict[str, int]:
        return {rate.unit: rate.cents for rate in self.card.rates.all()} if self.card else {}


def facilities_there(hub: Hub, on: date) -> dict[str, list[There]]:
    """By folded name; of the same name there may be several."""
    rows = Facility.objects.filter(hub=hub).select_related("kind", "provided_by")
    there = {each.pk: There(each) for each in rows.prefetch_related("features").order_by("pk")}
    for unit in Unit.objects.filter(facility__hub=hub).order_by("pk"):
        there[unit.facility_id].units[folded(unit.label)] = unit
    cards = RateCard.objects.filter(facility__hub=hub, valid_from__lte=on).prefetch_related("rates")
    for card in cards.order_by("facility", "valid_from"):
        there[card.facility_id].card = card
    for whole in Part.objects.filter(whole__hub=hub).values_list("whole", flat=True):
        there[whole].is_whole = True
    _hours_and_vat(hub, there, on)
    found: dict[str, list[There]] = {}
    for each in there.values():
        found.setdefault(folded(each.facility.name), []).append(each)
    return found


def _hours_and_vat(hub: Hub, there: dict[int, There], on: date) -> None:
    defined = definitions({each.facility.calendar_id: hub.zone for each in there.values()})
    general = vat_of_house(hub, on)
    for each in there.values():
        each.week = tuple(week_of(defined[each.facility.calendar_id].openings))
        each.vat = general
    own = VatSetting.objects.filter(facility__in=there, valid_from__lte=on).order_by("valid_from")
    for setting in own:
        found = there[setting.facility_id or 0]
        found.own_vat, found.vat = setting, (setting.rate_bp, setting.exemption_reason)


def vat_of_house(hub: Hub, on: date) -> Vat | None:
    """What counts where a facility has none of its own."""
    rows = VatSetting.objects.filter(hub=hub, facility=None, valid_from__lte=on).order_by("-valid_from")
    return rows.values_list("rate_bp", "exemption_reason").first()


@dataclass(frozen=True, slots=True)
class Lists:
    kinds: dict[int, Kind]
    features: dict[int, Feature]

    @property
    def names(self) -> Names:
        return Names(_by_name(self.kinds.values()), _by_name(self.features.values()))


def lists() -> Lists:
    """The kinds and features that this site knows; two queries."""
    return Lists(
        {each.pk: each for each in Kind.objects.all()}, {each.pk: each for each in Feature.objects.all()}
    )


def _by_name(rows: Iterable[Kind | Feature]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        for name in (row.slug, row.slug.replace("-", " "), row.name_nl, row.name_en):
            found.setdefault(folded(name), row.pk)
    return found
