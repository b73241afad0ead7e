"""What is wrong with a form and the rows in it, in the order in which one meets it."""

from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm, BaseFormSet, BoundField
from django.forms.utils import ErrorList

# The field, what is wrong with it, and the row in which it stands.
Invalid = tuple[BoundField, ErrorList, str]


def form_errors(form: BaseForm, sets: Iterable[BaseFormSet[Any]] = ()) -> tuple[list[Any], list[Invalid]]:
    """Of the whole, then by field. A row's form says what it is `called`, with its number."""
    whole: list[Any] = list(form.non_field_errors())
    invalid = _invalid(form)
    for each in sets:
        whole += each.non_form_errors()
        for number, row in enumerate(each.forms, start=1):
            whole += row.non_field_errors()
            invalid += _invalid(row, str(row.called) % {"number": number})
    return whole, invalid


def _invalid(form: BaseForm, row: str = "") -> list[Invalid]:
    return [(form[name], errors, row) for name, errors in form.errors.items() if name in form.fields]
