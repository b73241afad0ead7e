"""What a reviewer decides, what an owner says against it, and why an administrator must see what is not theirs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.actions.ask_review_again import LONGEST_GROUNDS
from funding.actions.break_glass import LONGEST, SHORTEST
from funding.actions.decide_review import LONGEST_WORDS, Decision
from funding.forms.fields import EuroField
from funding.forms.files import FilesField, evidence_help
from funding.models import Outcome, ReasonCode
from funding.models.reviews import REASONS


def _reasons() -> list[Any]:
    """Under each decision the reasons that go with it; being as declared needs none."""
    groups = [(outcome, codes) for outcome, codes in REASONS.items() if outcome != Outcome.ACCEPTED]
    grouped = [
        (Outcome(outcome).label, [(code.value, code.label) for code in codes]) for outcome, codes in groups
    ]
    return [("", _("as declared: no reason needed")), *grouped]


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    counted = EuroField(
        label=_("The income that counts"),
        required=False,
        help_text=_("Only with another figure: the band follows from it."),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=_reasons, required=False)
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organisation reads them. Needed unless you accept it as declared."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        outcome = values.get("outcome")
        if outcome and outcome != Outcome.CORRECTED and values.get("counted") is not None:
            # A figure that nobody asked for is a decision half made: which of the two is meant?
            self.add_error("counted", _("Leave it empty, or accept the declaration with this figure."))
        return values

    def decision(self) -> Decision:
        """Of a form that is valid."""
        values = self.cleaned_data
        reason = values["reason"]
        if values["outcome"] == Outcome.ACCEPTED and not reason:
            reason = ReasonCode.AS_DECLARED
        return Decision(values["outcome"], reason, values["words"], values["counted"])


class AgainForm(forms.Form):
    grounds = forms.CharField(
        label=_("What is wrong with the decision?"),
        max_length=LONGEST_GROUNDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Whoever looks again reads this, and what you sent."),
    )


class EvidenceForm(forms.Form):
    evidence = FilesField(label=_("Add files"), help_text=evidence_help)


class GlassForm(forms.Form):
    reason = forms.CharField(
        label=_("Why must you see this?"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The owners of the organisation are mailed at once, and read this reason."),
    )
