from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.actions.set_parts import MOST_UNITS, PartWish
from facilities.models import Facility
from hub.kit.form_fields import WholeNumberField


class PartForm(forms.Form):
    """One thing that is inside, and how many of it. A row without a thing is left out."""

    part = forms.TypedChoiceField(label=gettext_lazy("What"), coerce=int, empty_value=None, required=False)
    quantity = WholeNumberField(label=gettext_lazy("How many"), most=MOST_UNITS, required=False)

    def __init__(self, *args: Any, there: Sequence[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["part"]
        field.choices = [("", "-"), *((facility.pk, facility.name) for facility in there)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("quantity") and "part" not in self.errors and not values.get("part"):
            self.add_error("part", _("Choose what this is the number of, or leave the whole row empty."))
        return values

    def wish(self) -> PartWish | None:
        """Of a form that is valid. One where no number is given."""
        part = self.cleaned_data.get("part")
        return PartWish(part, self.cleaned_data["quantity"] or 1) if part else None


PartForms = forms.formset_factory(PartForm, extra=3, max_num=MOST_UNITS, validate_max=True)


def initial_parts(facility: Facility) -> list[dict[str, int]]:
    parts = facility.parts.order_by("pk").values_list("part", "quantity")
    return [{"part": part, "quantity": quantity} for part, quantity in parts]


def wishes_in(filled: "forms.BaseFormSet[PartForm]") -> list[PartWish]:
    """Of forms that are valid."""
    return [wish for form in filled.forms if (wish := form.wish())]
