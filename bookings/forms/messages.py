"""A hub's own words in mails, when they go, and what somebody wants to get."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.actions.set_words import LONGEST, check
from bookings.models.messages import DIGEST, EARLIEST, LATEST, OPTIONAL, TALK, TIMED, MessageKind
from hub.kit.errors import Refusal

CHOICES = {
    MessageKind.REMINDER: _("A reminder the day before, with the way in"),
    MessageKind.RETURN: _("A reminder that something comes back tomorrow"),
    MessageKind.THANKS: _("Thanks the day after, and what came of it?"),
    TALK: _("When somebody writes about your booking, or below your how-to or question"),
    DIGEST: _("Once a week: what is new about what you follow"),
}


class WordsForm(forms.Form):
    """Names in braces are checked here as well, so that a preview says what is wrong with which text."""

    text_nl = forms.CharField(
        label=_("In Dutch"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    text_en = forms.CharField(
        label=_("In English"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def clean_text_nl(self) -> str:
        return self._checked("text_nl")

    def clean_text_en(self) -> str:
        return self._checked("text_en")

    def _checked(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        try:
            check(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
        return text


class MessageSettingForm(forms.Form):
    remind_hour = forms.TypedChoiceField(
        label=_("When reminders go, the day before"),
        choices=[(hour, f"{hour:02d}:00") for hour in range(EARLIEST, LATEST + 1)],
        coerce=int,
    )
    sends = forms.MultipleChoiceField(
        label=_("What is sent by the clock"),
        choices=[(str(kind), kind.label) for kind in TIMED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    technician_email = forms.EmailField(
        label=_("Who sets up"),
        required=False,
        help_text=_(
            "This address gets each booking's set-up notes and photos the day before. Empty: the hub's own."
        ),
    )


class MailForm(forms.Form):
    wanted = forms.MultipleChoiceField(
        label=_("What we mail you beside what you must know"),
        choices=[(kind, CHOICES[kind]) for kind in OPTIONAL],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, stopped: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["wanted"] = [kind for kind in OPTIONAL if kind not in stopped]
