"""All that hubs have of some kinds, and when it is free: one statement for what there is, one more for each number of
units that is wanted, whatever the number of hubs. docs/availability.md tells how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.models.exactly import KM, Fit, Near
from bookings.models.free_time import Hours, start_ranges
from bookings.rules.ahead import clipped, limits
from bookings.rules.gathering import Item
from bookings.rules.together import Ranges, lies_on_grid
from hub.kit.periods import Period
from hub.kit.sql import rows

# In the hubs' own order, as the search has it.
STOCK = f"""
SELECT f.min_minutes, f.max_minutes, f.grid_minutes, f.notice_minutes, f.horizon_days,
    CASE WHEN %(latitude)s::float8 IS NOT NULL THEN {KM} END,
    leaf.ids, leaf.units,
    f.id, 0, f.name, kind.slug, kind.family, kind.position, town.name,
    hub.id, hub.slug, hub.name, hub.zone_name, hub.gap_policy, hub.municipality_id, hub.region_id,
    hub.latitude::float8, hub.longitude::float8
FROM facilities_facility f
JOIN facilities_kind kind ON kind.id = f.kind_id
JOIN facilities_hub hub ON hub.id = f.hub_id
JOIN members_municipality town ON town.id = hub.municipality_id
CROSS JOIN LATERAL (
    -- A whole can be had as often as its scarcest leaf allows.
    SELECT array_agg(l.leaf_id) AS ids, min((
        SELECT count(*) FROM facilities_unit u WHERE u.facility_id = l.leaf_id AND u.state = 'in_service'
    ) / l.quantity) AS units
    FROM facilities_leaf l WHERE l.whole_id = f.id
) AS leaf
WHERE f.state = 'live' AND kind.slug = ANY(%(kinds)s::text[])
ORDER BY kind.position, f.name, f.id
"""


@dataclass(frozen=True, slots=True)
class Stocked:
    """A facility as a share may have it, with how it is booked. `km` from the point asked."""

    item: Item
    notice_minutes: int
    horizon_days: int
    km: float | None
    fit: Fit


def stock_of(*, kinds: Iterable[str], minutes: int, near: Near | None) -> list[Stocked]:
    """Everything live of these kinds (slugs), for bookings of so many minutes; one statement."""
    values = {
        "kinds": sorted(set(kinds)),
        "latitude": near.latitude if near else None,
        "longitude": near.longitude if near else None,
    }
    found = []
    for least, most, grid, notice, horizon, km, leaves, units, *about in rows(STOCK, values):
        fit = Fit(*about)
        fits = least <= minutes <= most and lies_on_grid(minutes, grid)
        item = Item(fit.facility_id, fit.hub_id, fit.kind, units or 0, fits, grid, frozenset(leaves or ()))
        found.append(Stocked(item, notice, horizon, km, fit))
    return found


def free_of(
    *,
    stock: Sequence[Stocked],
    numbers: Mapping[int, set[int]],
    minutes: int,
    window: Period,
    hours: Hours | None,
    now: datetime,
) -> dict[tuple[int, int], Ranges]:
    """By (units, facility) the starts within a window for so many of it at once, as far as notice and horizon allow.
    `numbers`: by units which facilities are asked; a statement for each."""
    by_id = {each.fit.facility_id: each for each in stock}
    known: dict[tuple[str, int, int], tuple[int, int]] = {}
    out: dict[tuple[int, int], Ranges] = {}
    for number, ids in sorted(numbers.items()):
        found = start_ranges(
            facility_ids=ids,
            length=timedelta(minutes=minutes),
            quantity=number,
            window=window,
            now=now,
            hours=hours,
        )
        for id_, ranges in found.items():
            each = by_id[id_]
            key = (each.fit.zone_name, each.notice_minutes, each.horizon_days)
            if key not in known:
                known[key] = limits(
                    each.notice_minutes, each.horizon_days, minutes, ZoneInfo(each.fit.zone_name), now
                )
            if free := clipped(ranges, *known[key]):
                out[number, id_] = free
    return out
