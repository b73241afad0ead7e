from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from funding.rules.euros import cents_of
from hub.kit.money import format_eur

MOST_CENTS = 10**14


class EuroField(forms.CharField):
    """An amount of euros, with a comma or a point; its value is in cents."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        cents = cents_of(text)
        if cents is None or cents > MOST_CENTS:
            raise ValidationError(
                _("Write an amount of euros, for instance 12,50 or 12.50."), code="not_euros"
            )
        return cents

    def prepare_value(self, value: Any) -> Any:
        return format_eur(value).lstrip("€\u00a0") if isinstance(value, int) else value
