"""What says by its name in which language it is: `about_nl`, `role_en`."""

from django.forms import BaseForm


def language_of(field: str) -> str:
    """Empty for what is said in no language in particular."""
    return field[-2:] if field.endswith(("_nl", "_en")) else ""


def in_its_language(form: BaseForm) -> None:
    """What is typed in Dutch is read out, and spelled, as Dutch: also where the page is English."""
    for name, field in form.fields.items():
        if language := language_of(name):
            field.widget.attrs["lang"] = language
