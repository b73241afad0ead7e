"""What the site asks about a person, and allauth's forms where ours must remember something more."""

from typing import Any

from allauth.core import context
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models import User
from members.second_factor import remember_set_up


class AccountForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("What hubs call you. They see it with your bookings."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("In which we write to you."),
    )


class MailedCodeForm(forms.Form):
    """The code that was mailed before a first second factor is set up."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class SignupForm(AccountForm):
    """What signing up asks beside address and password; allauth puts this form's fields below its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or settings.LANGUAGE_CODE)[:2]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth when the account has been made."""
        user.name = " ".join(self.cleaned_data["name"].split())
        user.language = self.cleaned_data["language"]
        user.save(update_fields=["name", "language"])


class ActivateTOTPForm(AllauthActivateTOTPForm):
    def clean_code(self) -> str:
        code: str = super().clean_code()
        remember_set_up(context.request)
        return code


class AddWebAuthnForm(AllauthAddWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("credential"):
            remember_set_up(context.request)
        return cleaned
