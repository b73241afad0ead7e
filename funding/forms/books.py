"""Closing books, and which days of the journal one wants."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models.journal import Days
from hub.kit.form_fields import DayField

LONGEST_YEARS = 10


class CloseForm(forms.Form):
    """The last day of the books that are done."""

    through = DayField(label=gettext_lazy("Close the books up to and including"))
    sure = forms.BooleanField(
        label=gettext_lazy("I know that this cannot be undone."),
        error_messages={"required": gettext_lazy("Say that you know: closed books stay closed.")},
    )


class JournalForm(forms.Form):
    """From a day up to and including another."""

    first = DayField(label=gettext_lazy("From"))
    last = DayField(label=gettext_lazy("Up to and including"))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("Choose the first day or a later one."))
        elif first and last and last.year - first.year > LONGEST_YEARS:
            self.add_error("last", _("Choose at most ten years at a time."))
        return values

    @property
    def days(self) -> Days:
        """Only after `is_valid()`."""
        return Days(self.cleaned_data["first"], self.cleaned_data["last"])


def last_quarter(today: date) -> dict[str, date]:
    """The quarter before that of today, for a form to begin with."""
    month = (today.month - 1) // 3 * 3 + 1
    this = date(today.year, month, 1)
    last = date.fromordinal(this.toordinal() - 1)
    return {"first": date(last.year, last.month - 2, 1), "last": last}
