from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.actions.declare_band import Turnover
from funding.forms.fields import EuroField


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
        )
