from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.forms.days import HOLIDAYS, days, ticked, weekdays_in
from funding.forms.fields import EuroField
from funding.rules.surcharges import SurchargeFacts
from hub.kit.form_fields import ClockField

BLANK_ROWS = 2


class SurchargeForm(forms.Form):
    """One surcharge. A row without a name and an amount is left out."""

    name_nl = forms.CharField(label=gettext_lazy("Name in Dutch"), max_length=40, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=40, required=False)
    amount = EuroField(label=gettext_lazy("For each begun hour"), required=False)
    starts = ClockField(label=gettext_lazy("From (time)"), required=False)
    ends = ClockField(label=gettext_lazy("Until (time)"), required=False)
    days = forms.MultipleChoiceField(
        label=gettext_lazy("On"), choices=days, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.is_empty:
            return values
        for name in ("name_nl", "amount", "starts", "ends", "days"):
            if name not in self.errors and values.get(name) in (None, "", []):
                self.add_error(name, _("Fill this in too, or leave the whole surcharge empty."))
        return values

    @property
    def is_empty(self) -> bool:
        named = self.cleaned_data.get("name_nl") or self.cleaned_data.get("name_en")
        return not named and self.cleaned_data.get("amount") is None and "amount" not in self.errors

    def facts(self) -> SurchargeFacts:
        """Of a form that is valid and not empty."""
        values = self.cleaned_data
        names = (("nl", values["name_nl"]), ("en", values["name_en"] or values["name_nl"]))
        on, boxes = values["days"], weekdays_in(values["days"])
        return SurchargeFacts(
            names, boxes, HOLIDAYS in on, values["starts"], values["ends"], values["amount"]
        )


SurchargeForms = forms.formset_factory(SurchargeForm, extra=BLANK_ROWS, max_num=6, validate_max=True)


def initial_surcharges(kept: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A card's surcharges, to be changed."""
    found = []
    for each in map(SurchargeFacts.from_json, kept):
        names = dict(each.names)
        found.append(
            {
                "name_nl": names["nl"],
                "name_en": names["en"],
                "amount": each.cents,
                "starts": each.starts,
                "ends": each.ends,
                "days": ticked(each.weekdays, holidays=each.holidays),
            }
        )
    return found


def surcharges_in(filled: "forms.BaseFormSet[SurchargeForm]") -> list[SurchargeFacts]:
    """Of forms that are valid."""
    return [form.facts() for form in filled.forms if not form.is_empty]
