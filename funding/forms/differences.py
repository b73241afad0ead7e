from django import forms
from django.utils.translation import gettext_lazy as _

from funding.actions.reconcile import DAYS

# A year and a bit: further back nothing is given back any more.
MOST_DAYS = 400


class ReconcileForm(forms.Form):
    days = forms.IntegerField(label=_("Days to look back"), min_value=1, max_value=MOST_DAYS, initial=DAYS)


class BookForm(forms.Form):
    reason = forms.CharField(label=_("What was done"), max_length=200, required=False)
