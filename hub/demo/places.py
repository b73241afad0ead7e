"""The hubs: where each stands, who operates it, its opening hours and house rules."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from schedule.models import Calendar

from facilities.models import GapPolicy, HouseRules, Hub, HubKind
from hub.demo.people import make_organisation, town
from hub.demo.reading import SOURCE, places, toml
from hub.kit.transactions import step
from members.models import OrganisationKind
from members.rules.places import slug_of

KINDS = {
    "venue": HubKind.VENUE,
    "museum": HubKind.MUSEUM,
    "lab": HubKind.LAB,
    "living lab": HubKind.LIVING_LAB,
    "knowledge institution": HubKind.KNOWLEDGE,
}

ABOUT_NL = "het advies van de Raad voor Cultuur noemt deze plek"
ABOUT_EN = "the advice of the Council for Culture names this place as"


@step
def make_hubs(*, since: datetime) -> dict[str, Hub]:
    """By name, each with its operator, its calendar and the first version of its house rules."""
    plan = toml("hubs")
    rows = places()
    hubs = {name: _hub(name, rows[name], wanted, plan, since) for name, wanted in plan["hubs"].items()}
    HouseRules.objects.bulk_create(
        [
            HouseRules(
                hub=hub,
                version=1,
                text_nl=plan["house_rules"][plan["hubs"][name]["rules"]]["nl"].strip(),
                text_en=plan["house_rules"][plan["hubs"][name]["rules"]]["en"].strip(),
                published_at=since,
            )
            for name, hub in hubs.items()
        ]
    )
    return hubs


def _hub(
    name: str, row: Mapping[str, str], wanted: Mapping[str, Any], plan: Mapping[str, Any], since: datetime
) -> Hub:
    seat = town(row["town"])
    slug = slug_of(name)
    access = plan["access"][wanted["access"]]
    north, east = (Decimal(str(degrees)) for degrees in wanted["offset"])
    return Hub.objects.create(
        slug=slug,
        name=name,
        kind=KINDS[row["kind"]],
        operator=make_organisation(
            name=name, kind=OrganisationKind.FOUNDATION, seat=row["town"], since=since
        ),
        region=seat.region,
        municipality=seat,
        latitude=seat.latitude + north,
        longitude=seat.longitude + east,
        about_nl=f"{seat.name}: {ABOUT_NL} {wanted['says'][0]}.\n\n{plan['notice']['nl']}",
        about_en=f"{seat.name}: {ABOUT_EN} {wanted['says'][1]}.\n\n{plan['notice']['en']}",
        step_free=access["step_free"],
        accessibility_nl=access["nl"],
        accessibility_en=access["en"],
        email=f"balie@{slug}.example",
        gap_policy=GapPolicy(wanted["gap"]),
        calendar=Calendar.objects.create(name=name, slug=f"hub-{slug}"),
        is_demo=True,
        source=SOURCE,
    )
