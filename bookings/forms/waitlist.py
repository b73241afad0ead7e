"""What somebody waits for: exactly a time, or as long at any time of that day or of the week from it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from bookings.forms.basket import ChooseForm
from bookings.forms.periods import BEYOND
from facilities.models import Facility
from hub.kit.form_fields import DayField
from hub.kit.periods import Period, day, days

EXACT, DAY, WEEK = "exact", "day", "week"


class WaitForm(ChooseForm):
    """Cleans to `period` as typed, and `window` in which so much time is wanted."""

    field_order = ("date", "from", "to", "until", "within", "quantity", "used_by", "purpose", "last")

    def __init__(
        self, *args: Any, facility: Facility, colleagues: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, facility=facility, **kwargs)
        self.fields["within"] = forms.ChoiceField(
            label=gettext_lazy("When would it do?"),
            choices=[
                (EXACT, gettext_lazy("only at that time")),
                (DAY, gettext_lazy("as long, at any time of that day")),
                (WEEK, gettext_lazy("as long, at any time of the seven days from that day")),
            ],
            initial=EXACT,
            widget=forms.RadioSelect,
        )
        if colleagues:
            self.fields["used_by"] = forms.TypedChoiceField(
                label=gettext_lazy("Who will be there?"),
                choices=[("", gettext_lazy("whoever stands in line")), *colleagues.items()],
                required=False,
                coerce=int,
                empty_value=None,
                help_text=gettext_lazy("Their induction counts; a seat in a training session is theirs."),
                error_messages={
                    "invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")
                },
            )
        self.fields["purpose"] = forms.CharField(
            label=gettext_lazy("What will you do?"),
            max_length=200,
            required=False,
            help_text=gettext_lazy("The hub reads it, to have things ready for you."),
        )
        self.fields["last"] = DayField(
            label=gettext_lazy("Wait until and including"),
            required=False,
            error_messages=BEYOND,
            help_text=gettext_lazy("Leave it empty to wait as long as there is a chance."),
        )
        self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
        self.order_fields(list(self.field_order))

    def window(self) -> Period:
        """Only after `is_valid()`."""
        period: Period = self.cleaned_data["period"]
        first = self._local(period.start)
        within = self.cleaned_data["within"]
        if within == DAY:
            return day(first, self.zone)
        return days(first, 7, self.zone) if within == WEEK else period

    def waits_until(self) -> datetime | None:
        """The end of the last day, where one is given."""
        last: date | None = self.cleaned_data["last"]
        return day(last, self.zone).end - timedelta(minutes=1) if last else None

    def _local(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()
