from django import forms
from django.utils.translation import gettext_lazy as _


class CardsForm(forms.Form):
    """How a hub is paid: into which account by card, and whether also afterwards."""

    account = forms.CharField(
        label=_("Account at our payment provider"),
        max_length=75,
        required=False,
        help_text=_(
            "Its id at Stripe, which begins with acct_. Leave it empty, and nobody pays you by card."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    on_account = forms.BooleanField(
        label=_("One may also book on account, and pay your invoice afterwards"),
        required=False,
        help_text=_(
            "Without this, what is held is booked only when it is paid. What you approve first is on account."
        ),
    )
