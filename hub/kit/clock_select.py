"""A time on the clock as a list of half hours, because an English browser writes its own time fields as 01:00 PM."""

import re
from datetime import time
from typing import Any

from django import forms

HALF_HOURS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))


class ClockSelect(forms.Select):
    """The half hours of a day. A time between them, from an address or a table, keeps its place in the list."""

    template_name = "parts/clock_select.html"

    def format_value(self, value: Any) -> list[str]:
        if isinstance(value, time):
            return [f"{value:%H:%M}"]
        text = str(value or "").strip()
        found = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})(?::[0-9]{2})?", text)
        if found is None or int(found[1]) > 24 or int(found[2]) > 59:
            return [""]
        return [f"{int(found[1]) % 24:02}:{found[2]}"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        (chosen,) = self.format_value(value)
        times = sorted({*HALF_HOURS, chosen} - {""})
        context["widget"] |= {"chosen": chosen, "times": times, "empty": not (chosen and self.is_required)}
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        return forms.Widget.use_required_attribute(self, initial)
