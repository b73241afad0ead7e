from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Facility, Hub
from funding.actions.set_terms import MOST_HOURS, MOST_STEPS
from funding.rules.terms import Span, Terms, TermStep
from hub.kit.form_fields import PaperDayField, PercentField, WholeNumberField

SPANS = [(Span.DAYS.value, gettext_lazy("days before")), (Span.HOURS.value, gettext_lazy("hours before"))]


class TermsForm(forms.Form):
    """For what, from when, and what not coming costs."""

    facility = forms.ModelChoiceField(
        label=gettext_lazy("For"),
        queryset=Facility.objects.none(),
        required=False,
        empty_label=gettext_lazy("everything here"),
    )
    valid_from = PaperDayField(
        label=gettext_lazy("For what is booked from"),
        help_text=gettext_lazy("What is booked already keeps the terms that it was booked with."),
    )
    no_show = PercentField(label=gettext_lazy("Who does not come pays (%)"), most=Decimal(100))

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = hub.facilities.order_by("name")  # type: ignore[attr-defined]

    def no_show_bp(self) -> int:
        """Of a form that is valid."""
        return int(self.cleaned_data["no_show"] * 100)


class AsHubForm(forms.Form):
    """From when on a facility has no terms of its own."""

    valid_from = PaperDayField(label=gettext_lazy("For what is booked from"))


class StepForm(forms.Form):
    """From so long before the start on, this share. A row that is left empty is left out; its page says so once."""

    says_optional = False

    count = WholeNumberField(label=gettext_lazy("From"), most=MOST_HOURS, required=False)
    span = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=SPANS, required=False)
    share = PercentField(label=gettext_lazy("Costs (%)"), most=Decimal(100), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        given = {name for name in ("count", "share") if values.get(name) is not None or name in self.errors}
        for name in {"count", "share"} - given if given else ():
            self.add_error(name, _("Fill this in too, or leave the whole step empty."))
        return values

    def step(self) -> TermStep | None:
        """Of a form that is valid."""
        values = self.cleaned_data
        if values.get("count") is None:
            return None
        return TermStep(Span(values["span"] or Span.DAYS), values["count"], int(values["share"] * 100))


StepForms = forms.formset_factory(
    StepForm, extra=0, min_num=MOST_STEPS, max_num=MOST_STEPS, validate_max=True
)


def initial_steps(terms: Terms) -> list[dict[str, Any]]:
    """Terms to be changed, and empty rows for more."""
    said = [
        {"count": step.count, "span": step.span.value, "share": Decimal(step.bp) / 100}
        for step in terms.steps
    ]
    return [*said, *({} for _row in range(MOST_STEPS - len(said)))]


def steps_in(filled: "forms.BaseFormSet[StepForm]") -> list[TermStep]:
    """Of forms that are valid."""
    return [step for form in filled.forms if (step := form.step()) is not None]
