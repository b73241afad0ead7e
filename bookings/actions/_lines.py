"""What placing and changing share: a new line, and the units that are taken for it. Nothing is written here."""

from collections.abc import Sequence

from bookings.models import Booking, Line, Occupancy
from bookings.models.admission import Look
from bookings.models.standing import Standing
from bookings.rules import admission
from funding.rules.quoted import QuotedLine, charged_json
from hub.kit.errors import Busy


def line_of(booking: Booking, position: int, priced: QuotedLine, standing: Standing) -> Line:
    """With its price, its terms and what it is made of frozen on it."""
    return Line(
        booking=booking,
        facility_id=priced.facility_id,
        quantity=priced.quantity,
        during=priced.period.to_range(),
        list_cents=priced.list_cents,
        vat_bp=priced.vat_bp,
        rates=charged_json(priced.rates),
        position=position,
        leaves=standing.frozen(priced.facility_id),
        terms=priced.terms.to_json(),
    )


def units_for(lines: Sequence[Line], seen: Look) -> list[Occupancy]:
    """Of the units that are free those with the lowest ids, so that a pool fills from one end. `lines` are what was
    looked at, in that order. Raises `Busy` where they are not to be had together."""
    chosen = admission.units(seen.facts.wishes)
    if chosen is None:
        raise Busy()
    taken = [
        Occupancy(unit_id=unit, line=line, during=line.period.widened(after=leaf.turnaround).to_range())
        for line, leaves in zip(lines, chosen, strict=True)
        for leaf, units in leaves
        for unit in units
    ]
    # By unit, so that even without the locks two inserts meet at the first unit and not in a circle.
    return sorted(taken, key=lambda each: each.unit_id)
