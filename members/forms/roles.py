from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.kit.refs import Ref
from members.forms.organisations import RefusableForm
from members.models import Role, User

# A heading, and what there is under it: a ref and its name.
Things = Iterable[tuple[str | Promise, Iterable[tuple[str, str | Promise]]]]


class RoleForm(RefusableForm):
    """Whom, which role, over what. What there is comes from the page: this room knows neither hubs nor funds."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Of somebody who has an account here. Ask them to sign up first."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    over = forms.ChoiceField(
        label=_("Over what"),
        help_text=_(
            "Staff and managers belong to a hub, quartermasters and reviewers to a region, funders to"
            " the organisation that pays, administrators to the whole site."
        ),
    )

    def __init__(self, *args: Any, things: Things, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(heading, list(names)) for heading, names in things]
        self.fields["over"].choices = choices  # type: ignore[attr-defined]

    def clean_email(self) -> User:
        """The person of that address."""
        person = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has that address."), code="nobody")
        return person

    def scope(self) -> Ref:
        """Of a form that is valid."""
        return Ref.parse(self.cleaned_data["over"])
