"""Other terms for an agreement or a fund that is there, and the end of a rule."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from funding.actions.change_agreement import CHANGING
from funding.actions.change_fund import FundTerms
from funding.forms.giving import FundForm
from funding.models import Fund, FundingAgreement
from hub.kit.form_fields import PaperDayField


class FundChangeForm(FundForm):
    """All of a fund but its address on this site."""

    slug = None  # type: ignore[assignment]

    def terms(self) -> FundTerms:
        """Of a form that is valid."""
        values = dict(self.cleaned_data)
        share = values.pop("match_share")
        values |= {"match_share_bp": int(share * 100), "guaranteed_cents": values["guaranteed_cents"] or 0}
        return FundTerms(**values)

    @staticmethod
    def initial_of(fund: Fund) -> dict[str, Any]:
        values = asdict(FundTerms.of(fund))
        share = Decimal(values.pop("match_share_bp")) / 100
        return {**values, "match_share": f"{share.normalize():f}"}


class RuleEndForm(forms.Form):
    ends_on = PaperDayField(label=gettext_lazy("Holds until"))


def agreement_as_it_is(agreement: FundingAgreement) -> dict[str, Any]:
    return {name: getattr(agreement, name) for name in CHANGING}
