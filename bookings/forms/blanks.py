"""The blanks of the sentence that are chosen from a short list, and also take what an address has beside it."""

import re
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.rules.question import LENGTHS, LONGEST, RADII, SHORTEST
from hub.kit.form_fields import WholeNumberField
from hub.kit.saying import length

FURTHEST = 500
HOURS = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])-([01]?[0-9]|2[0-4]):([0-5][0-9])")
PARTS_OF_DAY = {
    "09:00-17:00": gettext_lazy("between 9 and 17 o'clock"),
    "08:00-13:00": gettext_lazy("in the morning"),
    "12:00-18:00": gettext_lazy("in the afternoon"),
    "18:00-00:00": gettext_lazy("in the evening"),
}


class ChosenNumberField(WholeNumberField):
    """A whole number from a list; what an address has beside the list is offered as well."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Select, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def offer(self, numbers: list[tuple[int | str, str]], chosen: str, said: Any) -> None:
        known = {str(number) for number, _words in numbers}
        beside = chosen.strip()
        if beside not in known and re.fullmatch(r"[0-9]{1,6}", beside) and self._takes(int(beside)):
            numbers = sorted([*numbers, (int(beside), said(int(beside)))], key=lambda each: int(each[0] or 0))
        assert isinstance(self.widget, forms.Select)
        self.widget.choices = numbers

    def _takes(self, number: int) -> bool:
        return self.least <= number <= self.most


class LengthField(ChosenNumberField):
    """For how long, in minutes."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("For how long"), least=SHORTEST, most=LONGEST)

    def chosen(self, text: str) -> None:
        self.offer([(minutes, length(minutes)) for minutes in LENGTHS], text, length)


class RadiusField(ChosenNumberField):
    """How far from a town at most, in kilometres; empty: by region."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("How far away"), least=1, most=FURTHEST, required=False)

    def chosen(self, text: str) -> None:
        self.offer([("", _("in")), *((km, within(km)) for km in RADII)], text, within)


def within(km: int) -> str:
    return _("within %(km)s km of") % {"km": km}


class HoursField(forms.ChoiceField):
    """Hours of the day on the hubs' clocks, as 09:00-17:00; empty: any. Cleans to two times, or None."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("At which hours"), required=False)
        self.error_messages["hours"] = gettext_lazy("Give hours such as 09:00-17:00.")

    def chosen(self, text: str) -> None:
        offered: list[tuple[str, Any]] = [("", _("at any hour")), *PARTS_OF_DAY.items()]
        if HOURS.fullmatch(text) and text not in PARTS_OF_DAY:
            offered.append((text, _("between %(hours)s") % {"hours": text.replace("-", "–")}))
        self.choices = offered

    def valid_value(self, value: Any) -> bool:
        return True

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.read(text) if text else None

    def read(self, text: str) -> tuple[time, time]:
        try:
            return hours_of(text)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["hours"], code="hours") from error


def hours_of(text: str) -> tuple[time, time]:
    """`09:00-17:00` as two times; 24:00 is midnight. Raises ValueError."""
    found = HOURS.fullmatch(text)
    if found is None or (found[3] == "24" and found[4] != "00"):
        raise ValueError(text)
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]) % 24, int(found[4]))
    if first == last and first != time():
        raise ValueError("no hours at all")
    return first, last


def hours_said(hours: tuple[time, time] | None) -> str:
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}" if hours else ""


class WhenField(forms.ChoiceField):
    """One of the phrases of `bookings.forms.whens`, or other days written the same way."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("When"))
        self.error_messages["invalid_choice"] = gettext_lazy("That is not in the list. Choose one that is.")
