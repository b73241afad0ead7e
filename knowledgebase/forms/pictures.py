"""A picture that an editor sends in Wagtail's admin goes the way of every other: looked at, and made anew."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from facilities.actions._pictures import PictureRefused
from knowledgebase.actions._pictures import made, put_small


class PictureField(forms.FileField):
    """Takes a picture and gives it back as ours; Wagtail's own field reads a broken one too early, and falls over."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file or file is initial:
            return file
        try:
            whole, small = made(file=file, name=file.name)
        except PictureRefused as error:
            raise ValidationError(str(error), code=error.code) from error
        whole.name = "picture.jpg"
        # Goes along with the file that it was made from, to where both are kept.
        whole.small = small  # type: ignore[attr-defined]
        return whole


class PictureForm(BaseImageForm):
    """Wagtail's form for a picture (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    file = PictureField(label=_("Picture"), widget=BaseImageForm.Meta.widgets["file"])

    def save(self, commit: bool = True) -> Any:
        before = ""
        if "file" in self.changed_data:
            before = put_small(self.instance, self.cleaned_data["file"].small)
        saved = super().save(commit=commit)
        if before:
            self.instance.small.storage.delete(before)
        return saved
