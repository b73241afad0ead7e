from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from facilities.forms.knowing import Knowing
from facilities.outbound.hours import weekday
from facilities.rules.week import Hours
from hub.kit.form_fields import ClockField

# How many times a day may open again, unless it does so more often already.
SPANS = 2


class HoursForm(Knowing):
    """Opening and closing times for each weekday; a closing time that is not later is the next day's."""

    def __init__(self, *args: Any, week: Sequence[Hours], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_day = {day: [each for each in week if each.weekday == day] for day in range(7)}
        self.spans = max(SPANS, *(len(hours) for hours in by_day.values()))
        for day, hours in by_day.items():
            for span in range(self.spans):
                given = hours[span] if span < len(hours) else None
                words = {"day": weekday(day).capitalize(), "number": span + 1}
                self.fields[f"opens_{day}_{span}"] = _time(
                    _("%(day)s, opens (%(number)s)") % words, given and given.opens
                )
                self.fields[f"closes_{day}_{span}"] = _time(
                    _("%(day)s, closes (%(number)s)") % words, given and given.closes
                )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for opens, closes in self._names():
            if opens in self.errors or closes in self.errors:
                continue
            if (values.get(opens) is None) != (values.get(closes) is None):
                missing = closes if values.get(closes) is None else opens
                self.add_error(missing, _("Give both times, or neither."))
        return values

    def week(self) -> list[Hours]:
        values = self.cleaned_data
        return [
            Hours(int(opens.split("_")[1]), values[opens], values[closes])
            for opens, closes in self._names()
            if values[opens] is not None and values[closes] is not None
        ]

    def days(self) -> Iterator[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Each weekday's name with its pairs of fields."""
        pairs = list(self._names())
        for day in range(7):
            of_day = pairs[day * self.spans : (day + 1) * self.spans]
            yield weekday(day).capitalize(), [(self[opens], self[closes]) for opens, closes in of_day]

    def _names(self) -> Iterator[tuple[str, str]]:
        for day in range(7):
            for span in range(self.spans):
                yield f"opens_{day}_{span}", f"closes_{day}_{span}"


def _time(label: str, initial: Any) -> ClockField:
    return ClockField(label=label, required=False, initial=initial)
