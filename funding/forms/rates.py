from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Hub
from funding.forms.fields import EuroField
from funding.models import RateUnit
from hub.kit.form_fields import PaperDayField, PercentField


class RateCardForm(forms.Form):
    valid_from = PaperDayField(label=_("From"))
    hour = EuroField(label=_("Hour"), required=False)
    daypart = EuroField(label=_("Daypart"), required=False)
    day = EuroField(label=_("Day of 24 hours"), required=False)
    week = EuroField(label=_("Week"), required=False)

    def rates(self) -> dict[str, int]:
        """Cents by unit, of a form that is valid; units that were left empty are not offered."""
        return {unit: cents for unit in RateUnit.values if (cents := self.cleaned_data[unit]) is not None}


class VatForm(forms.Form):
    facility = forms.ModelChoiceField(
        label=_("For"), queryset=Facility.objects.none(), required=False, empty_label=_("everything here")
    )
    valid_from = PaperDayField(label=_("From"))
    rate = PercentField(label=_("VAT in the prices (%)"), most=Decimal("99.99"))
    exemption_reason = forms.CharField(
        label=_("If there is none: why"),
        max_length=200,
        required=False,
        help_text=_("The article of the law. It stands on quotes and invoices."),
    )

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = hub.facilities.order_by("name")  # type: ignore[attr-defined]

    def rate_bp(self) -> int:
        """Of a form that is valid."""
        return int(self.cleaned_data["rate"] * 100)
