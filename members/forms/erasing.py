from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import User


class WhomField(forms.EmailField):
    """The address of somebody's account, whether they may sign in or not."""

    def clean(self, value: Any) -> Any:
        person = User.objects.filter(email__iexact=super().clean(value)).first()
        if person is None or person.is_erased:
            raise forms.ValidationError(_("Nobody here has that address."), code="nobody")
        return person


class WhomForm(forms.Form):
    use_required_attribute = False
    email = WhomField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Of the account. What there is about it is shown first; nothing is erased yet."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class EraseForm(WhomForm):
    """The same address, typed again."""

    email = WhomField(
        label=_("Type the address again"),
        max_length=254,
        help_text=_("It cannot be undone."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "erase-%s")
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> User:
        found: User = self.cleaned_data["email"]
        if found.pk != self.person.pk:
            raise forms.ValidationError(_("That is another address than the one above."), code="another")
        return found
