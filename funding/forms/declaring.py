from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.actions.declare_band import Turnover
from funding.forms.fields import EuroField
from funding.forms.files import FilesField, evidence_help


class DeclarationForm(forms.Form):
    fiscal_year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    turnover = EuroField(
        label=_("All income of that year"),
        help_text=_(
            "Everything that came in, in euros: sales, fees, subsidies, gifts. Had you not begun yet? Fill in 0."
        ),
    )
    structural_subsidy = EuroField(
        label=_("Of which structural subsidy"),
        required=False,
        help_text=_("Subsidy that you get for several years."),
    )
    group_turnover = EuroField(
        label=_("All income of your group"),
        required=False,
        help_text=_(
            "Only if your organisation belongs to a group. Your band is then that of the whole group."
        ),
    )
    evidence = FilesField(label=_("Annual accounts"), required=False, help_text=evidence_help)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(year, str(year)) for year in years]
        self.fields["fiscal_year"].choices = choices  # type: ignore[attr-defined]

    def turnover_of_year(self) -> Turnover:
        """Of a form that is valid."""
        return Turnover(
            fiscal_year=self.cleaned_data["fiscal_year"],
            turnover_cents=self.cleaned_data["turnover"],
            structural_subsidy_cents=self.cleaned_data["structural_subsidy"] or 0,
            group_turnover_cents=self.cleaned_data["group_turnover"],
        )
