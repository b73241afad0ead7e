from django import forms
from django.utils.translation import gettext_lazy as _

from funding.actions.reconcile import DAYS
from hub.kit.form_fields import WholeNumberField

# A year and a bit: further back nothing is given back any more.
MOST_DAYS = 400


class ReconcileForm(forms.Form):
    days = WholeNumberField(label=_("Days to look back"), most=MOST_DAYS, initial=DAYS)


class BookForm(forms.Form):
    reason = forms.CharField(label=_("What was done"), max_length=200, required=False)
