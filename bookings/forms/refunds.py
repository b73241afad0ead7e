from django import forms


class PaidBackForm(forms.Form):
    """As much as the page said, in cents."""

    cents = forms.IntegerField(min_value=1, max_value=10**12, widget=forms.HiddenInput)
