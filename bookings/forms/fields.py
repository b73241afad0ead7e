"""Fields that read what people type strictly: figures are 0 to 9, a day is a day, a time is on the clock."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.kit.clock_select import ClockSelect

EARLY, FAR = date(2000, 1, 1), date(2200, 1, 1)
LONGEST = 200


class WholeNumberField(forms.Field):
    """A whole number from `least` to `most`, in plain figures: no signs, no other scripts' digits, no 1e9."""

    def __init__(self, *, least: int = 1, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        kwargs.setdefault("widget", forms.NumberInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"min": self.least, "max": self.most, "step": 1}

    def to_python(self, value: Any) -> int | None:
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", text) or not self.least <= int(text) <= self.most:
            raise forms.ValidationError(
                _("Give a whole number from %(least)d to %(most)d.")
                % {"least": self.least, "most": self.most},
                code="whole_number",
            )
        return int(text)


class DayField(forms.Field):
    """A day as browsers send it (2026-11-26) or as people write it in Dutch (26-11-2026)."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
        turned = re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", text)
        parts = found.groups() if found else turned.groups()[::-1] if turned else None
        try:
            day = date(*map(int, parts)) if parts else None
        except ValueError:
            day = None
        # In the year 1 a day in Amsterdam begins before time can be told.
        if day is None or day < EARLY:
            raise forms.ValidationError(_("Give a day such as 2026-11-26."), code="day")
        if day >= FAR:
            raise forms.ValidationError(
                _("That day is beyond the horizon: nothing can be booked that far ahead."), code="beyond"
            )
        return day


class ClockField(forms.Field):
    """A time on the clock, 00:00 to 23:59; also 13.00, 9:30 and 24:00, which is read as midnight."""

    widget = ClockSelect

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        found = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})(?::[0-9]{2})?", text)
        hour, minute = (int(part) for part in found.groups()) if found else (99, 99)
        if (hour, minute) == (24, 0):
            return time()
        if hour > 23 or minute > 59:
            raise forms.ValidationError(_("Give a time such as 13:00."), code="clock")
        return time(hour, minute)


class FoldField(forms.TypedChoiceField):
    """Which of two equal times is meant, in the hour that the clock shows twice; hidden until it is asked."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Which of the two?"),
            required=False,
            choices=[("", "-"), ("0", "0"), ("1", "1")],
            coerce=int,
            empty_value=None,
            widget=forms.HiddenInput,
        )

    def ask(self, local: datetime) -> None:
        """Show the question: the first is summer time, the second winter time."""
        clock = f"{local:%H:%M}"
        self.widget = forms.RadioSelect()
        self.choices = [
            ("0", _("the first %(clock)s, before the clock goes back (summer time)") % {"clock": clock}),
            ("1", _("the second %(clock)s, after it (winter time)") % {"clock": clock}),
        ]
