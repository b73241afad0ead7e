"""What a page of figures may be asked for: a distance, a period, a day. Nothing finer, so that nobody can be found by
moving a little."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.kit.form_fields import DayField
from region.models.white_spots import DISTANCES
from region.rules.quarters import FIRST_YEAR, Span, spans


class DistanceForm(forms.Form):
    km = forms.ChoiceField(label=gettext_lazy("Near is within"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["km"]
        field.choices = [(str(each), _("%(km)d km") % {"km": each}) for each in DISTANCES]


class SpanForm(forms.Form):
    period = forms.ChoiceField(label=gettext_lazy("Period"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spans = {each.name: each for each in spans(today)}
        field: Any = self.fields["period"]
        field.choices = [(name, _in_words(each)) for name, each in self.spans.items()]


class AsOfForm(forms.Form):
    on = DayField(label=gettext_lazy("As of"), earliest=date(FIRST_YEAR, 1, 1))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["on"]
        field.latest = today


def _in_words(each: Span) -> str:
    if each.first == each.last:
        return _("%(year)d, quarter %(number)d") % {"year": each.first.year, "number": each.first.number}
    return str(each.first.year)
