from django import forms

from hub.kit.form_fields import WholeNumberField


class PaidBackForm(forms.Form):
    """As much as the page said, in cents."""

    cents = WholeNumberField(widget=forms.HiddenInput(), most=999_999_999)
