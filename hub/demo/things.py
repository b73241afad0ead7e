"""What can be booked: kinds, features, facilities with their units, prices and VAT."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
from random import Random
from typing import Any

from schedule.models import Calendar

from facilities.models import Facility, FacilityState, Feature, Hub, Kind, Leaf, Part, Unit
from facilities.rules.parts import leaves
from funding.models import Rate, RateCard, RateUnit, VatSetting
from hub.demo.reading import toml
from hub.kit.transactions import step
from members.models import Organisation

VAT_BP = 2_100
WEEK = 7 * 24 * 60
OPTION_DAYS, OPTION_NOTICE_HOURS = 21, 48
# Long names of knowledge institutions are no good on a label.
LONGEST_CODE = 3


@step
def make_kinds() -> None:
    rows = toml("kinds")
    Kind.objects.bulk_create(
        [
            Kind(
                slug=row["slug"],
                family=row["family"],
                name_nl=row["nl"],
                name_en=row["en"],
                pattern=row["pattern"],
                position=10 * number,
            )
            for number, row in enumerate(rows["kind"], start=1)
        ],
        ignore_conflicts=True,
    )
    Feature.objects.bulk_create(
        [Feature(slug=row["slug"], name_nl=row["nl"], name_en=row["en"]) for row in rows["feature"]],
        ignore_conflicts=True,
    )


@step
def make_facilities(
    *, hubs: Mapping[str, Hub], companies: Mapping[str, Organisation], since: date, random: Random
) -> dict[str, list[Facility]]:
    """By hub, in the order of facilities.toml."""
    usual = {row["slug"]: row for row in toml("kinds")["kind"]}
    kinds = {kind.slug: kind for kind in Kind.objects.all()}
    turns = {slug: count() for slug in usual}
    made: dict[str, list[Facility]] = {}
    wishes: list[dict[str, Any]] = []
    for name, rows in toml("facilities").items():
        for slug, title, kind, own in rows:
            wish = {
                **usual[kind],
                **own,
                "features": [*usual[kind].get("features", []), *own.get("features", [])],
            }
            facility = _facility(hubs[name], slug, title, kinds[kind], wish, next(turns[kind]))
            facility.provided_by = companies.get(wish.get("from", ""))
            facility.fixed_fee = facility.provided_by is not None
            made.setdefault(name, []).append(facility)
            wishes.append(wish)
    every = [facility for those in made.values() for facility in those]
    Calendar.objects.bulk_create([facility.calendar for facility in every])
    Facility.objects.bulk_create(every)
    _add_features(every, wishes)
    _add_units(every, wishes, since, random)
    _add_parts(made, wishes)
    _add_prices(every, wishes, since)
    VatSetting.objects.bulk_create(
        [VatSetting(hub=hub, valid_from=since, rate_bp=VAT_BP) for hub in hubs.values()]
    )
    return made


def _facility(hub: Hub, slug: str, title: str, kind: Kind, wish: Mapping[str, Any], turn: int) -> Facility:
    about = wish["about"][turn % len(wish["about"])]
    return Facility(
        hub=hub,
        slug=slug,
        name=title,
        kind=kind,
        state=FacilityState.LIVE,
        about_nl=about[0],
        about_en=about[1],
        capacity_people=wish.get("people"),
        grid_minutes=wish["grid"],
        min_minutes=wish["min"],
        max_minutes=WEEK,
        notice_minutes=wish.get("notice", 0),
        turnaround_minutes=wish.get("turnaround", 0),
        asks_approval=wish.get("asks", False),
        options_until_days=OPTION_DAYS,
        options_notice_hours=OPTION_NOTICE_HOURS,
        calendar=Calendar(name=f"{hub.name}: {title}"[:200], slug=f"{hub.slug}-{slug}"[:200]),
    )


def _add_features(every: Iterable[Facility], wishes: Iterable[Mapping[str, Any]]) -> None:
    features = {feature.slug: feature for feature in Feature.objects.all()}
    through = Facility.features.through
    through.objects.bulk_create(
        [
            through(facility=facility, feature=features[slug])
            for facility, wish in zip(every, wishes, strict=True)
            for slug in dict.fromkeys(wish["features"])
        ]
    )


def _add_units(
    every: Iterable[Facility], wishes: Iterable[Mapping[str, Any]], since: date, random: Random
) -> None:
    """A room is its own unit; things carry a label and a number, people a label alone."""
    units = []
    for facility, wish in zip(every, wishes, strict=True):
        if "parts" in wish:
            continue
        total = wish.get("units", 1)
        code = "".join(letter for letter in facility.hub.slug if letter.isalnum())[:LONGEST_CODE].upper()
        for number in range(1, total + 1):
            label = f"{wish['label']}-{number:02d}" if "label" in wish else facility.name[:40]
            thing = facility.kind.family == "equipment"
            serial = f"{code}-{since.year}-{random.randrange(10_000, 99_999)}" if thing else ""
            units.append(Unit(facility=facility, label=label, serial_number=serial))
    Unit.objects.bulk_create(units)


def _add_parts(made: Mapping[str, list[Facility]], wishes: Iterable[Mapping[str, Any]]) -> None:
    """Wholes come after what they are made of."""
    here = {(hub, facility.slug): facility.pk for hub, those in made.items() for facility in those}
    every = [(hub, facility) for hub, those in made.items() for facility in those]
    parts = {
        facility.pk: {here[hub, slug]: quantity for slug, quantity in wish["parts"].items()}
        for (hub, facility), wish in zip(every, wishes, strict=True)
        if "parts" in wish
    }
    Part.objects.bulk_create(
        [
            Part(whole_id=whole, part_id=part, quantity=n)
            for whole in parts
            for part, n in parts[whole].items()
        ]
    )
    Leaf.objects.filter(whole__in=list(parts)).delete()
    Leaf.objects.bulk_create(
        [
            Leaf(whole_id=whole, leaf_id=leaf, quantity=n)
            for whole in parts
            for leaf, n in leaves(whole, parts).items()
        ]
    )


def _add_prices(every: Iterable[Facility], wishes: Iterable[Mapping[str, Any]], since: date) -> None:
    cards = [RateCard(facility=facility, valid_from=since) for facility in every]
    RateCard.objects.bulk_create(cards)
    Rate.objects.bulk_create(
        [
            Rate(card=card, unit=RateUnit(unit), cents=euros * 100)
            for card, wish in zip(cards, wishes, strict=True)
            for unit, euros in wish["rates"].items()
        ]
    )
