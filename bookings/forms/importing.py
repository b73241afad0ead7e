"""Which file a hub brings along."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.sources import facilities_and_units
from bookings.models import BlockKind, ImportOf
from facilities.models import Hub, UnitState
from hub.kit.tables import MOST_BYTES


class TableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File with facilities and units"),
        help_text=gettext_lazy("CSV or XLSX, at most 5 MB and 10,000 rows. Nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        allow_empty_file=True,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    of = ImportOf.FACILITIES

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
        return {"of": self.of, "file_name": file.name, "content": file.read()}


class AppointmentsForm(TableForm):
    """A calendar with what stood in it before: which units it is of, and what it becomes."""

    of = ImportOf.CALENDAR
    field_order = ("what", "kind", "file", "key")

    what = forms.ChoiceField(label=gettext_lazy("Of which facility or unit"))
    kind = forms.ChoiceField(
        label=gettext_lazy("What it becomes"),
        choices=[(each.value, each.label) for each in (BlockKind.PRODUCTION, BlockKind.BUSY)],
        widget=forms.RadioSelect,
        initial=BlockKind.PRODUCTION,
    )
    file = forms.FileField(
        label=gettext_lazy("Calendar file (.ics)"),
        help_text=gettext_lazy("At most 5 MB, and 1,000 appointments to come. Nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices, self.units = facilities_and_units(hub)
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = choices

    def taken(self) -> dict[str, Any]:
        facility, unit = self.units[self.cleaned_data["what"]]
        there = facility.units.exclude(state=UnitState.RETIRED)
        units = [unit.pk] if unit else sorted(there.values_list("pk", flat=True))
        return super().taken() | {"wishes": {"units": units, "kind": self.cleaned_data["kind"]}}
