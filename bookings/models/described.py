"""Bookings as those read them who pay a part: what was used and where, and the band for counting."""

from collections.abc import Iterable
from datetime import date

from bookings.models.bookings import Booking
from funding.models.described import Described
from funding.rules.time import local_day
from hub.kit.money import NBSP

AT_ONCE = 2_000


def described(numbers: Iterable[str]) -> dict[str, Described]:
    """By the number of the booking; numbers that are none of a booking are left out."""
    wanted = list(numbers)
    out: dict[str, Described] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = (
            Booking.objects.filter(number__in=wanted[start : start + AT_ONCE])
            .select_related("hub")
            .prefetch_related("lines__facility")
            .only("number", "band_code", "during", "hub__name", "hub__zone_name")
        )
        out |= {
            each.number: Described(_things(each), each.hub.name, each.band_code, _day(each)) for each in some
        }
    return out


def _day(booking: Booking) -> date:
    return local_day(booking.period.start, booking.hub.zone)


def _things(booking: Booking) -> str:
    lines = sorted(booking.lines.all(), key=lambda line: line.position)
    return ", ".join(
        f"{line.quantity}{NBSP}× {line.facility.name}" if line.quantity > 1 else line.facility.name
        for line in lines
    )
