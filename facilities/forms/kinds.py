"""A kind of facility that a region has and others do not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.actions.add_kind import KindFacts
from facilities.models import Kind, KindFamily


class KindForm(forms.Form):
    name_nl = forms.CharField(label=_("Name, in Dutch"), max_length=80, help_text=_("In small letters."))
    name_en = forms.CharField(label=_("Name, in English"), max_length=80)
    # Training sessions are planned, each for itself: nobody adds a kind of them.
    family = forms.ChoiceField(
        label=_("It is a"), choices=[each for each in KindFamily.choices if each[0] != KindFamily.SESSION]
    )
    drawn_as = forms.ModelChoiceField(
        label=_("Drawn like"),
        queryset=Kind.objects.all(),
        empty_label=None,
        help_text=_("For facilities without a photo."),
    )

    def facts(self) -> KindFacts:
        """Of a form that is valid."""
        return KindFacts(**self.cleaned_data)
