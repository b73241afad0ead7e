"""What one says about a booking, and how it is set up."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.actions._files import MOST_FILES
from bookings.actions._set_ups import MOST_PHOTOS
from bookings.actions.keep_set_up import LONGEST as LONGEST_SET_UP
from bookings.actions.say import LONGEST
from funding.actions._documents import MOST_BYTES, Sent
from funding.forms.files import FilesInput


def _help_files() -> str:
    words = _(
        "PDF, PNG, JPEG or plain text, at most %(files)d files of %(each)d MB. Only the two of you can read them."
    )
    return words % {"files": MOST_FILES, "each": MOST_BYTES // 1024 // 1024}


def _help_photos() -> str:
    words = _(
        "JPEG, PNG or WebP, at most %(most)d. They are made smaller, and where they were taken is taken out."
    )
    return words % {"most": MOST_PHOTOS}


class SeveralFiles(forms.FileField):
    """What comes out is a list of `Sent`; what they hold is the verb's to judge, also where they are empty."""

    def __init__(self, *, most: int, accept: str, **kwargs: Any) -> None:
        self.most = most
        super().__init__(
            required=False, allow_empty_file=True, widget=FilesInput(attrs={"accept": accept}), **kwargs
        )

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:
        files = [each for each in data or [] if each]
        if len(files) > self.most:
            raise forms.ValidationError(
                _("At most %(files)s files at once.") % {"files": self.most}, code="files"
            )
        return [Sent(file, file.name) for file in (super(SeveralFiles, self).clean(each) for each in files)]


class SayForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attached = SeveralFiles(
        most=MOST_FILES,
        accept="application/pdf,image/png,image/jpeg,text/plain",
        label=gettext_lazy("Files"),
        help_text=lazy(_help_files, str)(),
    )


class SetUpForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("How it is set up"),
        max_length=LONGEST_SET_UP,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Where the drums stand, which microphones, who needs a table: what saves an hour next time."
        ),
    )
    photos = SeveralFiles(
        most=MOST_PHOTOS,
        accept="image/jpeg,image/png,image/webp",
        label=gettext_lazy("Photos"),
        help_text=lazy(_help_photos, str)(),
    )
    with_last = forms.BooleanField(label=gettext_lazy("Take the photos of last time along"), required=False)

    def __init__(self, *args: Any, has_last_photos: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_last_photos:
            del self.fields["with_last"]
