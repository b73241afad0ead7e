"""The cheapest combination of hours, dayparts, days and weeks that covers a time."""

from collections.abc import Mapping
from dataclasses import dataclass

# In hours. Each is a whole number of the one before it: `cheapest` leans on that.
HOURS = {"hour": 1, "daypart": 4, "day": 24, "week": 168}


@dataclass(frozen=True, slots=True)
class Charge:
    """`count` times one unit of the rate card at `cents` each, VAT included."""

    unit: str
    count: int
    cents: int


def cheapest(minutes: int, rates: Mapping[str, int]) -> tuple[Charge, ...]:
    """The combination of the card's units (name -> cents) that covers the minutes at the lowest price.

    Begun hours count. Of two equally cheap combinations the one with the larger units. Needs at least one rate.
    """
    if minutes <= 0 or not rates:
        raise ValueError("a price needs some time and at least one rate")
    units = sorted(rates, key=lambda unit: -HOURS[unit])
    counts = _cover(-(-minutes // 60), units, rates)
    return tuple(Charge(unit, counts[unit], rates[unit]) for unit in units if counts.get(unit))


def price(charges: tuple[Charge, ...]) -> int:
    """The cents of a combination."""
    return sum(charge.count * charge.cents for charge in charges)


def _cover(hours: int, units: list[str], rates: Mapping[str, int]) -> dict[str, int]:
    """Largest unit first: only it; as many as fit and smaller ones for the rest; or only smaller ones.

    No other number of the largest can be cheaper: since each unit divides the next, smaller ones cost the same for each
    further stretch as long as the largest, so the price is a straight line in that number and lowest at an end.
    """
    largest, *smaller = units
    fit, rest = divmod(hours, HOURS[largest])
    options = [{largest: fit + (rest > 0)}]
    if smaller:
        if rest and fit:
            options.append({largest: fit, **_cover(rest, smaller, rates)})
        options.append(_cover(hours, smaller, rates))
    return min(options, key=lambda counts: sum(count * rates[unit] for unit, count in counts.items()))
