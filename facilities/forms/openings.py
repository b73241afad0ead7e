from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from facilities.models import Facility, Hub
from hub.kit.form_fields import ClockField, DayField


class OpeningForm(forms.Form):
    """One day on which a place, or something in it, is open for once."""

    day = DayField(label=gettext_lazy("Day"))
    opens = ClockField(label=gettext_lazy("Opens"))
    closes = ClockField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("Not later than the opening: on the next day."),
    )
    facility = forms.ModelChoiceField(
        label=gettext_lazy("What is open"),
        queryset=Facility.objects.none(),
        required=False,
        empty_label=gettext_lazy("the whole hub"),
        help_text=gettext_lazy("What keeps hours of its own opens only when you choose it here."),
    )
    reason = forms.CharField(label=gettext_lazy("Why, for your colleagues"), max_length=200, required=False)

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["facility"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = hub.facilities.exclude(state="retired").order_by("name")

    def times(self) -> tuple[datetime, datetime]:
        """Start and end on the hub's clock."""
        values = self.cleaned_data
        starts = datetime.combine(values["day"], values["opens"])
        ends = datetime.combine(values["day"], values["closes"])
        return starts, ends if ends > starts else ends + timedelta(days=1)
