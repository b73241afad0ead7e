from django import forms
from django.http import HttpRequest

from members.models import User


class SignupForm(forms.Form):
    """What signing up asks beside address and password."""

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more is kept yet."""
