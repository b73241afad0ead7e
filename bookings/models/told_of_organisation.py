"""What this room keeps of an organisation: for the file that its owners take along."""

from typing import Any

from bookings.models.bookings import Booking, Line
from bookings.models.remarks import Remark
from bookings.models.second_options import SecondOption
from bookings.models.series import Series
from bookings.models.waitlist import WaitlistEntry
from members.models import Organisation

BOOKING = (
    *(
        "number",
        "hub__name",
        "state",
        "purpose",
        "reference",
        "people",
        "activity",
        "placed_at",
        "confirmed_at",
    ),
    *(
        "completed_at",
        "ended_at",
        "end_reason",
        "list_cents",
        "own_cents",
        "funds_cents",
        "hub_cents",
        "band_code",
    ),
)
PLACE = ("number", "hub__name", "facility__name", "state", "purpose", "joined_at")


def told(organisation: Organisation) -> dict[str, Any]:
    """Bookings with their lines and what was said about them; series, second options and places in line."""
    lines: dict[int, list[dict[str, Any]]] = {}
    ours = Line.objects.filter(booking__organisation=organisation).order_by("booking", "position")
    for line in ours.select_related("facility"):
        lines.setdefault(line.booking_id, []).append(
            {
                "facility": line.facility.name,
                "quantity": line.quantity,
                "from": line.during.lower,
                "until": line.during.upper,
                "list_cents": line.list_cents,
                "vat_bp": line.vat_bp,
            }
        )
    bookings = Booking.objects.filter(organisation=organisation).order_by("placed_at", "pk")
    said = Remark.objects.filter(booking__organisation=organisation).order_by("at", "pk")
    return {
        "bookings": [
            {name: value for name, value in each.items() if name != "pk"}
            | {"lines": lines.get(each["pk"], [])}
            for each in bookings.values("pk", *BOOKING)
        ],
        "messages": list(said.values("booking__number", "by_hub", "text", "at")),
        "series": _rows(Series.objects.filter(organisation=organisation), "number", "hub__name"),
        "second_options": _rows(SecondOption.objects.filter(organisation=organisation), "number"),
        "waited": _rows(WaitlistEntry.objects.filter(organisation=organisation), *PLACE),
    }


def _rows(found: Any, *names: str) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values(*names))
