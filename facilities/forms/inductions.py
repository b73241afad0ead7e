"""What a hub's people say of an induction, and to whom they give one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.actions.add_induction import InductionFacts
from facilities.models import Facility, Induction
from facilities.rules.inductions import MOST_MONTHS
from hub.kit.form_fields import WholeNumberField


class InductionForm(forms.Form):
    name_nl = forms.CharField(label=gettext_lazy("Name, in Dutch"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name, in English"), max_length=80)
    months = WholeNumberField(
        label=gettext_lazy("It holds for how many months"),
        most=MOST_MONTHS,
        required=False,
        help_text=gettext_lazy("Empty: without end. Who has it keeps it as long as they were told."),
    )
    about_nl = forms.CharField(
        label=gettext_lazy("About, in Dutch"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )
    about_en = forms.CharField(
        label=gettext_lazy("About, in English"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )

    def __init__(self, *args: Any, induction: Induction | None = None, **kwargs: Any) -> None:
        if induction is not None:
            kwargs["initial"] = {name: getattr(induction, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def facts(self) -> InductionFacts:
        """Only after `is_valid()`."""
        return InductionFacts(**self.cleaned_data)


class GiveForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        help_text=gettext_lazy("The one they sign in with here."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("They read it in their mail: that you know their work, for instance."),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        max_length=300,
        help_text=gettext_lazy("They read it in their mail."),
    )


class AskForm(forms.Form):
    """Which induction a facility asks for."""

    def __init__(self, *args: Any, facility: Facility, inductions: list[Induction], **kwargs: Any) -> None:
        kwargs["initial"] = {"induction": str(facility.induction_id or "")}
        super().__init__(*args, **kwargs)
        self.inductions = {str(each.pk): each for each in inductions}
        self.fields["induction"] = forms.ChoiceField(
            label=_("Who uses it holds"),
            required=False,
            choices=[("", _("no induction")), *((pk, each.name) for pk, each in self.inductions.items())],
            help_text=_("Also who uses what contains it. What is booked already stays as it is."),
            error_messages={"invalid_choice": _("That is not in the list. Choose one that is.")},
        )

    def chosen(self) -> Induction | None:
        """Only after `is_valid()`."""
        return self.inductions.get(self.cleaned_data["induction"])
