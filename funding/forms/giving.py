"""What a funder promises, the funds cut from it, and the payments to come."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Kind, KindFamily
from funding.actions.open_agreement import Promise
from funding.actions.open_fund import FundPlan
from funding.forms.fields import EuroField
from funding.models import Leftover, RulePlace, TrancheKind
from funding.rules.bands import CODE
from hub.kit.form_fields import PaperDayField, PercentField, WholeNumberField
from members.models import Discipline, Municipality, Organisation, Region
from members.rules.places import SOURCE

ANY = gettext_lazy("any")
# The first rule counts as it is; a further one only if something was filled in.
RULES = 3
SOURCE_IN_WORDS = format_lazy(gettext_lazy("Regions and towns: {source}."), source=SOURCE)


class AgreementForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("As in the letter or the contract."),
    )
    starts_on = PaperDayField(label=gettext_lazy("First day"))
    ends_on = PaperDayField(label=gettext_lazy("Last day"))
    decided_on = PaperDayField(label=gettext_lazy("Day of the decision"), required=False)
    reference = forms.CharField(label=gettext_lazy("Number on the letter"), max_length=60, required=False)
    granted_cents = EuroField(
        label=gettext_lazy("Granted altogether"),
        required=False,
        help_text=gettext_lazy("Payments to come stay within it. Leave it open if nothing was said."),
    )
    leftover = forms.ChoiceField(
        label=gettext_lazy("What is free when a year ends"),
        choices=Leftover.choices,
        initial=Leftover.CARRY,
        required=False,
    )
    guarantor = forms.ModelChoiceField(
        label=gettext_lazy("Who vouches for money that is still to come"),
        queryset=Organisation.objects.known(),
        required=False,
        empty_label=gettext_lazy("nobody"),
        help_text=gettext_lazy("Only then can a fund commit money before it is in."),
    )

    def promise(self) -> Promise:
        """Of a form that is valid."""
        return Promise(**{**self.cleaned_data, "leftover": self.cleaned_data["leftover"] or Leftover.CARRY})


class FundForm(forms.Form):
    name_nl = forms.CharField(label=gettext_lazy("Name, in Dutch"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name, in English"), max_length=120, required=False)
    slug = forms.SlugField(
        label=gettext_lazy("Address on this site"),
        max_length=50,
        help_text=gettext_lazy(
            "Small letters, digits and hyphens: makers-first. It cannot be changed later."
        ),
    )
    purpose_nl = forms.CharField(
        label=gettext_lazy("Purpose, in Dutch"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    purpose_en = forms.CharField(
        label=gettext_lazy("Purpose, in English"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    expires_on = PaperDayField(label=gettext_lazy("Last day"))
    match_share = PercentField(
        label=gettext_lazy("Carries at most (%)"),
        initial=100,
        help_text=gettext_lazy("Of the part of a price that is not the organisation's own."),
    )
    cap_per_booking_cents = EuroField(label=gettext_lazy("At most for one booking"), required=False)
    cap_per_organisation_cents = EuroField(
        label=gettext_lazy("At most for one organisation in a year"), required=False
    )
    cap_per_month_cents = EuroField(
        label=gettext_lazy("At most for everybody together in a month"), required=False
    )
    priority = WholeNumberField(
        label=gettext_lazy("Priority"),
        least=0,
        most=32_767,
        initial=100,
        help_text=gettext_lazy("The lowest number gives first."),
    )
    stackable = forms.BooleanField(
        label=gettext_lazy("It may give together with other funds"), required=False, initial=True
    )
    bears_cancellation_fees = forms.BooleanField(
        label=gettext_lazy("It also carries its part of cancellation fees"), required=False
    )
    guaranteed_cents = EuroField(
        label=gettext_lazy("May be committed before it is in"),
        required=False,
        help_text=gettext_lazy("Only if the agreement names who vouches for it."),
    )

    def plan(self, rules: list[dict[str, Any]]) -> FundPlan:
        """Of a form that is valid."""
        values = dict(self.cleaned_data)
        share = values.pop("match_share")
        own = {name: values.pop(name) for name in ("slug", "name_nl", "expires_on")}
        limits = values | {
            "match_share_bp": int(share * 100),
            "guaranteed_cents": values["guaranteed_cents"] or 0,
        }
        return FundPlan(**own, rules=rules, limits=limits)


class RuleForm(forms.Form):
    """Conditions that must all hold; what is left open does not limit."""

    family = forms.ChoiceField(
        label=gettext_lazy("For what"), choices=[("", ANY), *KindFamily.choices], required=False
    )
    kind = forms.ModelChoiceField(
        label=gettext_lazy("Of which kind"), queryset=Kind.objects.all(), required=False, empty_label=ANY
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("Region"), queryset=Region.objects.all(), required=False, empty_label=ANY
    )
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Town"),
        queryset=Municipality.objects.all(),
        required=False,
        empty_label=ANY,
        help_text=SOURCE_IN_WORDS,
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Region and town say"), choices=RulePlace.choices, initial=RulePlace.FACILITY
    )
    discipline = forms.ModelChoiceField(
        label=gettext_lazy("Discipline"), queryset=Discipline.objects.all(), required=False, empty_label=ANY
    )
    bands = forms.CharField(
        label=gettext_lazy("Rate bands"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Codes with commas, such as A,B."),
    )
    starts_on = PaperDayField(label=gettext_lazy("From"), required=False)
    ends_on = PaperDayField(label=gettext_lazy("Until"), required=False)

    def clean_bands(self) -> str:
        codes = [code.strip() for code in self.cleaned_data["bands"].split(",") if code.strip()]
        if not all(CODE.fullmatch(code) for code in codes):
            raise forms.ValidationError(_("Write codes of bands with commas, such as A,B."), code="no_code")
        return ",".join(codes)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("starts_on"), values.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", _("The last day cannot be before the first."))
        return values


class TrancheForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of payment"),
        choices=TrancheKind.choices,
        initial=TrancheKind.ADVANCE,
        required=False,
    )
    cents = EuroField(label=gettext_lazy("Amount"))
    due_on = PaperDayField(label=gettext_lazy("Due on"))

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or TrancheKind.ADVANCE


class FunderForm(forms.Form):
    """Whose books to open."""

    funder = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.known(), to_field_name="uuid"
    )


def rule_forms(data: Any) -> list[RuleForm]:
    """One form for each rule that can be given at once."""
    return [
        RuleForm(data, prefix=f"rule{number}", empty_permitted=number > 0, use_required_attribute=number == 0)
        for number in range(RULES)
    ]


def rules_of(forms_: list[RuleForm]) -> list[dict[str, Any]]:
    """Of forms that are valid: the first, and the others that say something."""
    return [form.cleaned_data for number, form in enumerate(forms_) if number == 0 or form.has_changed()]
