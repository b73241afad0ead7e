"""Some days of the week, and public holidays: as boxes to tick, for prices and for rules alike."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from facilities.outbound.hours import weekday

HOLIDAYS = "holidays"


def days() -> list[tuple[str, str]]:
    """The days of a week by their ISO number, and public holidays."""
    week = [(str(day + 1), weekday(day).capitalize()) for day in range(7)]
    return [*week, (HOLIDAYS, _("Public holidays"))]


def ticked(weekdays: Collection[int], *, holidays: bool) -> list[str]:
    on = [str(day) for day in sorted(weekdays)]
    return [*on, HOLIDAYS] if holidays else on


def weekdays_in(boxes: Iterable[str]) -> frozenset[int]:
    return frozenset(int(day) for day in boxes if day != HOLIDAYS)
