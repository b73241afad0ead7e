"""Which file a quartermaster brings along, and what is done with rows that are there already."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.kit.tables import MOST_BYTES
from region.models import Stage
from region.models.files import MAY_BEGIN_AS


class EntriesForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File with entries"),
        help_text=gettext_lazy("CSV, XLSX or GeoJSON, at most 5 MB and 10,000 rows. Nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.geojson,.json"}),
        allow_empty_file=True,
    )
    begins_as = forms.ChoiceField(
        label=gettext_lazy("What is new, and says no stage itself, begins as"),
        help_text=gettext_lazy("Everybody sees what is mapped; the others only you see."),
        choices=[(each.value, each.label) for each in MAY_BEGIN_AS],
        initial=Stage.HEARD_OF,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large: at most 5 MB. Split it in two."))
        return file

    def taken(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        key: UUID = self.cleaned_data["key"]
        return {
            "uuid": key,
            "file_name": file.name,
            "content": file.read(),
            "begins_as": self.cleaned_data["begins_as"],
        }


def chosen_rows(posted: Mapping[str, Any]) -> dict[int, str]:
    """Row -> what is done with it, of fields called `row-12`; what is not said is left out."""
    return {
        int(name[4:]): str(value)
        for name, value in posted.items()
        if name.startswith("row-") and name[4:].isdecimal() and len(name) < 12 and value
    }
