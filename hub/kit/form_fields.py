"""Fields that read what people type strictly: figures are 0 to 9, a day is a day, a time is on the clock.

For the forms of every room: Django's own fields take the digits of every script, and every year that a computer can
count.
"""

import re
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.kit.clock_select import ClockSelect

# Nothing of ours began before, or is promised for after.
EARLY, LATE = date(2000, 1, 1), date(2199, 12, 31)
# Of agreements, payments, rates: whoever types 2206 for 2026 learns it.
LAST_OF_PAPERS = date(2099, 12, 31)


class WholeNumberField(forms.Field):
    """A whole number from `least` to `most`, in plain figures: no signs, no other scripts' digits, no 1e9."""

    def __init__(self, *, least: int = 1, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        kwargs.setdefault("widget", forms.NumberInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {} if widget.is_hidden else {"min": self.least, "max": self.most, "step": 1}

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


class DecimalField(forms.DecimalField):
    """A number with a point or a comma, in plain figures."""

    default_error_messages = {"figures": gettext_lazy("Give a number such as 12.5, in plain figures.")}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
            if value and not re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", value):
                raise forms.ValidationError(self.error_messages["figures"], code="figures")
        return super().to_python(value)


class PercentField(DecimalField):
    """A percentage from 0 to `most`, with at most two decimals."""

    def __init__(self, *, most: Decimal = Decimal(100), **kwargs: Any) -> None:
        digits = 2 + len(str(int(most)))
        super().__init__(min_value=0, max_value=most, max_digits=digits, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            if value in self.empty_values:
                raise
            words = _("Give a percentage from 0 to %(most)s, with at most two decimals.")
            raise forms.ValidationError(words % {"most": self.max_value}, code="percentage") from error


class DayInput(forms.DateInput):
    """A browser's own calendar; it wants to be filled in the ISO way whatever the page's language is."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.Field):
    """A day as browsers send it (2026-11-26) or as people write it in Dutch (26-11-2026). With a message `over` a day
    that is too early is not called too late."""

    widget = DayInput
    default_error_messages = {
        "day": gettext_lazy("Give a day such as 2026-11-26."),
        "beyond": gettext_lazy("Give a day from %(earliest)s to %(latest)s."),
    }

    def __init__(self, *, earliest: date = EARLY, latest: date = LATE, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

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
        if day is None:
            raise forms.ValidationError(self.error_messages["day"], code="day")
        if not self.earliest <= day <= self.latest:
            words = {"earliest": date_format(self.earliest), "latest": date_format(self.latest)}
            wrong = "over" if day < self.earliest and "over" in self.error_messages else "beyond"
            raise forms.ValidationError(str(self.error_messages[wrong]) % words, code=wrong)
        return day


class PaperDayField(DayField):
    """A day on paper: of an agreement, a payment, a rate, a rule."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(latest=LAST_OF_PAPERS, **kwargs)


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
