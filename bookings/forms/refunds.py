from django import forms
from django.utils.translation import gettext_lazy as _

from hub.kit.form_fields import WholeNumberField


class PaidBackForm(forms.Form):
    """As much as the page said, in cents."""

    cents = WholeNumberField(widget=forms.HiddenInput(), most=999_999_999)


class GiveUpForm(forms.Form):
    reason = forms.CharField(label=_("Where you looked, and what you found"), max_length=200)
