"""Where a bar of the timeline is to go: as minutes from a drag, or as a day and two times from a form."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy

from bookings.forms.periods import PeriodForm
from hub.kit.form_fields import WholeNumberField
from hub.kit.periods import Period

MOST_ID = 999_999_999
LATEST = int(datetime(2199, 12, 31, tzinfo=UTC).timestamp()) // 60


class DragForm(forms.Form):
    """`start` and `end` are minutes since 1970, so that no clock is asked."""

    held = WholeNumberField(most=MOST_ID)
    unit = WholeNumberField(most=MOST_ID)
    start = WholeNumberField(most=LATEST)
    end = WholeNumberField(most=LATEST)
    was_start = WholeNumberField(most=LATEST, required=False)
    was_end = WholeNumberField(most=LATEST, required=False)

    @property
    def was(self) -> Period | None:
        """Where the bar was drawn, which a block has as one though it came to it in pieces. Raises `EndBeforeStart`."""
        start, end = (self.cleaned_data[name] for name in ("was_start", "was_end"))
        return None if start is None or end is None else _period(start, end)

    @property
    def period(self) -> Period:
        """Of a form that is valid. Raises `EndBeforeStart`."""
        return _period(self.cleaned_data["start"], self.cleaned_data["end"])


def _period(start: int, end: int) -> Period:
    return Period(*(datetime.fromtimestamp(minutes * 60, UTC) for minutes in (start, end)))


class MoveForm(PeriodForm):
    """The same for the keyboard."""

    period_required = True

    def __init__(
        self,
        *args: Any,
        zone: ZoneInfo,
        bars: list[tuple[str, str]],
        units: list[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, zone=zone, **kwargs)
        wrong = {"invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")}
        self.fields["held"] = forms.ChoiceField(
            label=gettext_lazy("What is moved"), choices=bars, error_messages=wrong
        )
        self.fields["unit"] = forms.ChoiceField(
            label=gettext_lazy("Where to"), choices=units, error_messages=wrong
        )
