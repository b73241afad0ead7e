from django import forms
from django.utils.translation import gettext_lazy as _

from funding.forms.rates import DayInput


class ReceivedForm(forms.Form):
    received_on = forms.DateField(label=_("Received on"), widget=DayInput())
