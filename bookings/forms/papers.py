from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 30_000


class ContractTextForm(forms.Form):
    text_nl = forms.CharField(
        label=_("Agreement, in Dutch"),
        widget=forms.Textarea(attrs={"rows": 18}),
        max_length=LONGEST,
        help_text=_("An empty line begins a new paragraph."),
    )
    text_en = forms.CharField(
        label=_("Agreement, in English"),
        widget=forms.Textarea(attrs={"rows": 18}),
        max_length=LONGEST,
        required=False,
    )
