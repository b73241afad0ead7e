from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.rules.dayparts import MOST_DAYPARTS, DaypartTime
from hub.kit.form_fields import ClockField


class DaypartForm(forms.Form):
    """One daypart of the house. A row without anything is left out."""

    name_nl = forms.CharField(label=gettext_lazy("Name in Dutch"), max_length=40, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=40, required=False)
    starts = ClockField(label=gettext_lazy("From (time)"), required=False)
    ends = ClockField(label=gettext_lazy("Until (time)"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.is_empty:
            return values
        for name in ("name_nl", "starts", "ends"):
            if name not in self.errors and values.get(name) in (None, ""):
                self.add_error(name, _("Fill this in too, or leave the whole row empty."))
        return values

    @property
    def is_empty(self) -> bool:
        return not self.errors and all(value in (None, "") for value in self.cleaned_data.values())

    def daypart(self) -> DaypartTime:
        """Of a form that is valid and not empty."""
        values = self.cleaned_data
        return DaypartTime(
            values["name_nl"], values["name_en"] or values["name_nl"], values["starts"], values["ends"]
        )


DaypartForms = forms.formset_factory(DaypartForm, extra=3, max_num=MOST_DAYPARTS, validate_max=True)


def initial_dayparts(dayparts: Sequence[DaypartTime]) -> list[dict[str, Any]]:
    return [
        {"name_nl": each.name_nl, "name_en": each.name_en, "starts": each.starts, "ends": each.ends}
        for each in dayparts
    ]


def dayparts_in(filled: "forms.BaseFormSet[DaypartForm]") -> list[DaypartTime]:
    """Of forms that are valid."""
    return [form.daypart() for form in filled.forms if not form.is_empty]
