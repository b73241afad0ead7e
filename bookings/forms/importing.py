"""Which file a hub brings along."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.kit.tables import MOST_BYTES


class TableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File with facilities and units"),
        help_text=gettext_lazy("CSV or XLSX, at most 5 MB and 10,000 rows. Nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        allow_empty_file=True,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large: at most 5 MB. Split it in two."))
        return file

    def request_key(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key

    def taken(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {"file_name": file.name, "content": file.read()}
