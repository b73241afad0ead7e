from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.actions.book_unknown_payment import How
from hub.kit.form_fields import WholeNumberField


class PaidBackForm(forms.Form):
    """As much as the page said, in cents."""

    cents = WholeNumberField(widget=forms.HiddenInput(), most=999_999_999)


class GiveUpForm(forms.Form):
    reason = forms.CharField(label=_("Where you looked, and what you found"), max_length=200)


class UnknownPaymentForm(forms.Form):
    number = forms.CharField(label=_("For which booking"), max_length=20)
    how = forms.ChoiceField(
        choices=[(How.BOOK, _("Book it there")), (How.GIVE_BACK, _("Give it back"))], initial=How.BOOK
    )
    reason = forms.CharField(label=_("What was done"), max_length=200, required=False)
