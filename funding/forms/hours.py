from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Facility, FacilityState, Hub
from funding.actions.make_pledge import MOST_HOURS, PledgeTerms
from funding.forms.fields import EuroField
from funding.rules.bands import CODE
from hub.kit.form_fields import PaperDayField, WholeNumberField


class PledgeForm(forms.Form):
    """What a hub opens in kind."""

    facility = forms.ModelChoiceField(
        label=gettext_lazy("What you open"), queryset=Facility.objects.none(), empty_label=None
    )
    hours_a_month = WholeNumberField(
        label=gettext_lazy("Hours a month"),
        most=MOST_HOURS,
        help_text=gettext_lazy("Where there are several of it, each counts: two for three hours are six."),
    )
    hours_an_organisation = WholeNumberField(
        label=gettext_lazy("Of these for one organisation at most"),
        most=MOST_HOURS,
        required=False,
        help_text=gettext_lazy("Left empty, one organisation may have all of them."),
    )
    value_cents_an_hour = EuroField(
        label=gettext_lazy("What an hour is worth"),
        help_text=gettext_lazy(
            "What you state in your accounts. It is no price: what a booking costs stands on your rate cards."
        ),
    )
    bands = forms.CharField(
        label=gettext_lazy("Rate bands"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Codes with commas, such as A,B. Left empty: every organisation with a band."),
    )
    starts_on = PaperDayField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("The month in which it begins counts whole."),
    )

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facility"].queryset = _to_open(hub)  # type: ignore[attr-defined]

    def clean_bands(self) -> list[str]:
        return _codes(self.cleaned_data["bands"].split(","))

    def terms(self) -> PledgeTerms:
        """Of a form that is valid."""
        values = self.cleaned_data
        return PledgeTerms(
            hours_a_month=values["hours_a_month"],
            value_cents_an_hour=values["value_cents_an_hour"],
            starts_on=values["starts_on"],
            hours_an_organisation=values["hours_an_organisation"],
            bands=values["bands"],
        )


class PledgeEndForm(forms.Form):
    ends_on = PaperDayField(label=gettext_lazy("Last day"))


def _to_open(hub: Hub) -> Any:
    found = hub.facilities.exclude(state=FacilityState.RETIRED).filter(fixed_fee=False)
    return found.select_related("kind").order_by("name", "pk")


def _codes(given: Iterable[str]) -> list[str]:
    codes = [code.strip() for code in given if code.strip()]
    if not all(CODE.fullmatch(code) for code in codes):
        raise forms.ValidationError(_("Write codes of bands with commas, such as A,B."), code="no_code")
    return codes
