"""Several files in one field. What they hold is the verb's to judge; here they are only counted."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.actions._documents import MOST_BYTES, Sent
from funding.actions._evidence import MOST_FILES, MOST_TOGETHER

MB = 1024 * 1024


def _help() -> str:
    return _(
        "PDF, PNG or JPEG, at most %(files)s files of %(each)s MB, together %(together)s MB. Only the owners of your "
        "organisation and the one person who checks it can read them; they are deleted when nobody can object any more."
    ) % {"files": MOST_FILES, "each": MOST_BYTES // MB, "together": MOST_TOGETHER // MB}


evidence_help = lazy(_help, str)()


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """What comes out is a list of `Sent`, empty when nothing was chosen. An empty file is judged like any other."""

    widget = FilesInput(attrs={"accept": "application/pdf,image/png,image/jpeg"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:
        files = [each for each in data or [] if each]  # an empty list stands for an empty field
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            words = gettext_lazy("At most %(files)s files at once.")
            raise forms.ValidationError(str(words) % {"files": MOST_FILES}, code="files")
        return [Sent(file, file.name) for file in (super(FilesField, self).clean(each) for each in files)]
