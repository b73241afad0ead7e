"""What an organisation had of de minimis aid elsewhere; under which rule an agreement gives."""

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.forms.fields import EuroField
from funding.models import AidBasis


class AidForm(forms.Form):
    """All of it is what the register of aid asks for, and nothing more."""

    other = EuroField(
        label=_("De minimis aid from elsewhere in the last three years"),
        help_text=_(
            "From a municipality, a province, another fund. Nothing? Fill in 0. What was given here we know."
        ),
    )
    undertaking = forms.CharField(
        label=_("Who else belongs to you?"),
        max_length=300,
        required=False,
        help_text=_(
            "Whom you decide over, or who decides over you: the law counts you as one. Their aid counts above."
        ),
    )
    sector = forms.CharField(
        label=_("Sector"),
        max_length=5,
        initial="90",
        help_text=_(
            "The first digits of your SBI code at the KvK, such as 90 for arts or 59.20 for sound recording."
        ),
    )
    true = forms.BooleanField(
        label=_("This is true and complete."),
        error_messages={"required": _("Say that it is true: a fund relies on it.")},
    )


class AidBasisForm(forms.Form):
    basis = forms.ChoiceField(label=_("State aid"), choices=AidBasis.choices)
