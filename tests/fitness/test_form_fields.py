"""No form of ours asks for a number, a day or a time by Django's own fields: they read every script and every year."""

from collections.abc import Iterator
from importlib import import_module

from django import forms

from tests.fitness.tree import ROOMS, ROOT, python_files

LAX = (
    forms.IntegerField,
    forms.DecimalField,
    forms.FloatField,
    forms.DateField,
    forms.DateTimeField,
    forms.TimeField,
)


def lax(form: type[forms.BaseForm]) -> Iterator[str]:
    for name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if type(field) in LAX:
            yield f"{form.__module__}.{form.__name__}.{name}"


def forms_of_ours() -> Iterator[type[forms.BaseForm]]:
    for file in python_files(*ROOMS):
        if "forms" in file.parts:
            parts = file.relative_to(ROOT).with_suffix("").parts
            module = import_module(".".join(parts).removesuffix(".__init__"))
            for thing in vars(module).values():
                if (
                    isinstance(thing, type)
                    and issubclass(thing, forms.BaseForm)
                    and thing.__module__ == module.__name__
                ):
                    yield thing


def test_every_form_reads_numbers_days_and_times_strictly():
    found = list(forms_of_ours())
    assert len(found) > 20
    assert [name for form in found for name in lax(form)] == []


def test_a_lax_form_is_seen():
    class Lax(forms.Form):
        number = forms.IntegerField()
        share = forms.DecimalField()
        words = forms.CharField()

    assert len(list(lax(Lax))) == 2
