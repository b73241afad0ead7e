"""A house's dayparts as choices where a time is asked: one press of a button fills in both times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language

from bookings.forms.periods import PERIOD_FIELDS, said
from facilities.models import Hub
from facilities.outbound.hours import span
from facilities.rules.dayparts import read
from funding.rules.windows import ClockWindow
from hub.kit.form_fields import DayField


@dataclass(frozen=True, slots=True)
class Choice:
    number: int
    name: str
    hours: str


def choices_at(hub: Hub) -> list[Choice]:
    """`Morning 09:00–13:00`; nothing where the house has no dayparts of its own."""
    dutch = (get_language() or "nl").startswith("nl")
    return [
        Choice(number, each.name_nl if dutch else each.name_en, span(each.starts, each.ends))
        for number, each in enumerate(read(hub.dayparts))
    ]


def times_of(*, hub: Hub, number: str, day: date) -> dict[str, Any]:
    """What the fields of a time say for that daypart of a day; nothing for one that is not there."""
    parts = read(hub.dayparts)
    if not (number.isascii() and number.isdigit() and int(number[:3]) < len(parts)):
        return {}
    part = parts[int(number[:3])]
    period = ClockWindow(part.starts, part.ends).on(day, hub.zone)
    return {**dict.fromkeys(PERIOD_FIELDS, ""), **said(period, hub.zone)} if period else {}


def day_typed(data: Mapping[str, Any], otherwise: date) -> date:
    """The day in the form, if it is one."""
    try:
        found: date | None = DayField(required=False).clean(data.get("date", ""))
    except forms.ValidationError:
        found = None
    return found or otherwise
