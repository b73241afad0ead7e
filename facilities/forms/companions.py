"""The rules about who comes with a facility: one row a rule, each with one reason."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.forms.days import HOLIDAYS, days, ticked, weekdays_in
from facilities.models import Facility, FacilityState, KindFamily
from facilities.rules.companions import (
    ACTIVITIES,
    MOST_HOURS,
    MOST_PEOPLE,
    MOST_REQUIREMENTS,
    NEEDS,
    Requirement,
    Span,
    Why,
)
from hub.kit.form_fields import ClockField, WholeNumberField

MOST_UNITS = 100
WHYS = {
    Why.ALWAYS: gettext_lazy("always"),
    Why.PEOPLE: gettext_lazy("from so many people on"),
    Why.AFTER: gettext_lazy("after a time of the day"),
    Why.BEFORE: gettext_lazy("before a time of the day"),
    Why.LONGER: gettext_lazy("for more than so many hours"),
    Why.ACTIVITY: gettext_lazy("for an activity"),
    Why.WEEKDAY: gettext_lazy("on some days of the week, or public holidays"),
}
SPANS = {
    Span.WHOLE: gettext_lazy("the whole time"),
    Span.FIRST: gettext_lazy("the first hour, to open"),
    Span.LAST: gettext_lazy("the last hour, to close"),
}
UNKNOWN = {"invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")}


class CompanionForm(forms.Form):
    """One rule. A row without a companion is left out."""

    companion = forms.TypedChoiceField(
        label=gettext_lazy("Who or what comes along"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages=UNKNOWN,
    )
    quantity = WholeNumberField(label=gettext_lazy("How many"), most=MOST_UNITS, required=False)
    why = forms.ChoiceField(label=gettext_lazy("When"), required=False, error_messages=UNKNOWN)
    people = WholeNumberField(label=gettext_lazy("People"), most=MOST_PEOPLE, required=False)
    at = ClockField(label=gettext_lazy("Time of the day"), required=False)
    hours = WholeNumberField(label=gettext_lazy("Hours"), most=MOST_HOURS, required=False)
    activity = forms.ChoiceField(label=gettext_lazy("Activity"), required=False, error_messages=UNKNOWN)
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        choices=days,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=UNKNOWN,
    )
    span = forms.ChoiceField(label=gettext_lazy("For how long"), required=False, error_messages=UNKNOWN)
    each = forms.BooleanField(
        label=gettext_lazy("One for each facility, also when several are booked together"), required=False
    )

    def __init__(self, *args: Any, companions: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("companion", [("", _("nobody")), *companions])
        self._choices("why", [(each.value, said) for each, said in WHYS.items()])
        self._choices("activity", [("", "-"), *((each.value, said) for each, said in ACTIVITIES.items())])
        self._choices("span", [(each.value, said) for each, said in SPANS.items()])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.errors or values.get("companion") is None:
            return values
        for name in NEEDS[Why(values["why"] or Why.ALWAYS)]:
            if values.get(name) in (None, "", []):
                self.add_error(name, _("Fill this in: the rule depends on it."))
        return values

    @property
    def is_empty(self) -> bool:
        return not self.errors and self.cleaned_data.get("companion") is None

    def requirement(self) -> Requirement:
        """Of a form that is valid and not empty. What does not belong to its reason is left out."""
        values = self.cleaned_data
        why = Why(values["why"] or Why.ALWAYS)
        said = {name: values[name] for name in NEEDS[why]}
        if on := said.pop("days", []):
            said |= {"weekdays": weekdays_in(on), "holidays": HOLIDAYS in on}
        return Requirement(
            companion_id=values["companion"],
            why=why,
            quantity=values["quantity"] or 1,
            span=Span(values["span"] or Span.WHOLE),
            each=values["each"],
            **said,
        )


CompanionForms = forms.formset_factory(CompanionForm, extra=2, max_num=MOST_REQUIREMENTS, validate_max=True)


def companions_for(facility: Facility, kept: Sequence[Requirement]) -> list[tuple[int, str]]:
    """What else the hub lets, people first; also what is off the site as long as a rule names it."""
    others = facility.hub.facilities.exclude(pk=facility.pk).select_related("kind")
    named = {each.companion_id for each in kept}
    rows = [each for each in others if each.state == FacilityState.LIVE or each.pk in named]
    rows.sort(
        key=lambda each: (each.kind.family != KindFamily.EXPERT, each.kind.position, each.name, each.pk)
    )
    return [(each.pk, f"{each.name} ({each.kind.name})") for each in rows]


def initial_rules(requirements: Sequence[Requirement]) -> list[dict[str, Any]]:
    names = ("companion_id", "why", "quantity", "span", "each", "people", "at", "hours", "activity")
    return [
        {name.removesuffix("_id"): getattr(each, name) for name in names}
        | {"days": ticked(each.weekdays, holidays=each.holidays)}
        for each in requirements
    ]


def rules_in(filled: "forms.BaseFormSet[CompanionForm]") -> list[Requirement]:
    """Of forms that are valid."""
    return [form.requirement() for form in filled.forms if not form.is_empty]
