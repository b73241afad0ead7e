"""What funds carried for the makers of a region, for its quartermaster: sums of groups, nobody's own figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from funding.models.agreements import Fund
from funding.models.spread import discipline_names
from hub.kit.few import LEAST, Group, Shown, shown
from hub.kit.sql import rows
from members.models import Region

CARRIED = """
SELECT allocation.fund_id, allocation.organisation_id, municipality.name, count(DISTINCT allocation.about),
    sum(allocation.cents)::bigint
FROM funding_allocation allocation
JOIN members_organisation organisation ON organisation.id = allocation.organisation_id
JOIN members_municipality municipality ON municipality.id = organisation.municipality_id
WHERE municipality.region_id = %(region)s::bigint AND allocation.fund_id IS NOT NULL
    AND allocation.counts_on >= %(first)s::date AND allocation.counts_on < %(next)s::date
    AND allocation.state IN ('reserved', 'settled')
GROUP BY 1, 2, 3
"""
Row = tuple[int, int, str, int, int]


@dataclass(frozen=True, slots=True)
class Regional:
    """`total` is None where fewer than five organisations were carried at all."""

    total: Group | None
    funds: Shown
    towns: Shown
    disciplines: Shown


def regional(region: Region, year: int) -> Regional:
    """For bookings that start in a calendar year, of organisations with their seat in the region."""
    values = {"region": region.pk, "first": date(year, 1, 1), "next": date(year + 1, 1, 1)}
    found: list[Any] = rows(CARRIED, values)
    names = {fund.pk: fund.name for fund in Fund.objects.filter(pk__in={row[0] for row in found})}
    disciplines = discipline_names(row[1] for row in found)
    total = next(iter(_groups(found, [""] * len(found))), None)
    return Regional(
        total=total if total and total.size >= LEAST else None,
        funds=shown(_groups(found, [names[row[0]] for row in found])),
        towns=shown(_groups(found, [row[2] for row in found])),
        disciplines=shown(_groups(found, [disciplines[row[1]] for row in found])),
    )


def _groups(found: list[Row], labels: list[str]) -> list[Group]:
    parts: dict[str, list[Row]] = {}
    for label, row in zip(labels, found, strict=True):
        parts.setdefault(label, []).append(row)
    groups = [
        Group(
            label,
            frozenset(row[1] for row in those),
            sum(row[3] for row in those),
            sum(row[4] for row in those),
        )
        for label, those in parts.items()
    ]
    return sorted(groups, key=lambda group: (-group.cents, group.label))
