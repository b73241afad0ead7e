from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory
from schedule.models import Calendar

from facilities.models import (
    Facility,
    FacilityState,
    Feature,
    GapPolicy,
    HouseRules,
    Hub,
    HubKind,
    Kind,
    KindFamily,
    Leaf,
    OpeningWindow,
    Part,
    Unit,
)
from hub.kit.periods import Period
from hub.kit.transactions import verb
from tests.factories.members import LONG_AGO, MunicipalityFactory, OrganisationFactory

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class CalendarFactory(DjangoModelFactory[Calendar]):
    class Meta:
        model = Calendar

    name = factory.Sequence(lambda n: f"calendar {n}")
    slug = factory.Sequence(lambda n: f"calendar-{n}")


class KindFactory(DjangoModelFactory[Kind]):
    class Meta:
        model = Kind
        django_get_or_create = ("slug",)

    slug = "recording-studio"
    family = KindFamily.STUDIO
    name_nl = factory.LazyAttribute(lambda kind: kind.slug.replace("-", " "))
    name_en = factory.LazyAttribute(lambda kind: kind.slug.replace("-", " "))
    pattern = "circles"


class FeatureFactory(DjangoModelFactory[Feature]):
    class Meta:
        model = Feature
        django_get_or_create = ("slug",)

    slug = "daylight"
    name_nl = "daglicht"
    name_en = "daylight"


class HubFactory(DjangoModelFactory[Hub]):
    class Meta:
        model = Hub

    slug = factory.Sequence(lambda n: f"hub-{n}")
    name = factory.LazyAttribute(lambda hub: hub.slug.replace("-", " ").title())
    kind = HubKind.VENUE
    operator = factory.SubFactory(OrganisationFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    region = factory.SelfAttribute("municipality.region")
    latitude = Decimal("51.44083")
    longitude = Decimal("5.47778")
    email = factory.LazyAttribute(lambda hub: f"desk@{hub.slug}.example")
    gap_policy = GapPolicy.PAY
    calendar = factory.SubFactory(CalendarFactory)


class HouseRulesFactory(DjangoModelFactory[HouseRules]):
    class Meta:
        model = HouseRules

    hub = factory.SubFactory(HubFactory)
    version = 1
    text_nl = "Laat de studio achter zoals je hem vond."
    text_en = "Leave the studio as you found it."
    published_at = LONG_AGO


class FacilityFactory(DjangoModelFactory[Facility]):
    """A live facility; `units=3` makes a pool, `open_days=[…]` opens it 09:00-23:00 on those local days."""

    class Meta:
        model = Facility
        skip_postgeneration_save = True

    hub = factory.SubFactory(HubFactory)
    slug = factory.Sequence(lambda n: f"facility-{n}")
    name = factory.LazyAttribute(lambda facility: facility.slug.replace("-", " ").title())
    kind = factory.SubFactory(KindFactory)
    state = FacilityState.LIVE
    calendar = factory.SubFactory(CalendarFactory)

    @factory.post_generation
    def units(self: Facility, create: bool, extracted: int | None, **kwargs: object) -> None:  # type: ignore[misc]
        if create:
            count = 1 if extracted is None else extracted
            Unit.objects.bulk_create(
                [
                    Unit(facility=self, label=f"{self.slug[:24]}-{number:03d}")
                    for number in range(1, count + 1)
                ]
            )

    @factory.post_generation
    def open_days(  # type: ignore[misc]
        self: Facility, create: bool, extracted: Iterable[date] | None, **kwargs: object
    ) -> None:
        if create and extracted:
            open_on(self, extracted)


def made_of(*parts: tuple[Facility, int], **facts: Any) -> Facility:
    """A whole of so many of each, straight into the tables: `set_parts` would project anew what `open_days` opened."""
    whole = FacilityFactory(hub=parts[0][0].hub, units=0, **facts)
    flat: dict[int, int] = {}
    for part, quantity in parts:
        for leaf in part.leaves.all():
            flat[leaf.leaf_id] = flat.get(leaf.leaf_id, 0) + quantity * leaf.quantity
    _write_parts(whole, parts, flat)
    return whole


@verb
def _write_parts(whole: Facility, parts: Iterable[tuple[Facility, int]], flat: dict[int, int]) -> None:
    """Both tables in one transaction: at its end they are compared."""
    Part.objects.bulk_create([Part(whole=whole, part=part, quantity=quantity) for part, quantity in parts])
    whole.leaves.all().delete()
    Leaf.objects.bulk_create(
        [Leaf(whole=whole, leaf_id=leaf, quantity=quantity) for leaf, quantity in sorted(flat.items())]
    )


def open_on(facility: Facility, on: Iterable[date], opens: time = time(9), closes: time = time(23)) -> None:
    """Opening windows straight into the projection, for tests that are about something else."""
    zone = facility.hub.zone
    OpeningWindow.objects.bulk_create(
        [
            OpeningWindow(
                facility=facility,
                during=Period(
                    datetime.combine(each, opens, zone),
                    datetime.combine(each + timedelta(days=closes <= opens), closes, zone),
                ).to_range(),
            )
            for each in on
        ]
    )
