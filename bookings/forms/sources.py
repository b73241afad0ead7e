"""Another calendar that is to be read: by its link, or as a file."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.actions._sources import LONGEST_LINK, MOST_BYTES
from facilities.models import Facility, Hub, Unit, UnitState


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File (.ics)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
        help_text=gettext_lazy("At most 5 MB. It is read once and not kept."),
    )

    def content(self) -> bytes | None:
        """What was sent, as far as it may be kept and one byte more: the verb says that it is too large."""
        sent = self.cleaned_data.get("file")
        return sent.read(MOST_BYTES + 1) if sent else None


class SourceForm(FileForm):
    field_order = ("what", "name", "link", "file", "key")

    what = forms.ChoiceField(label=gettext_lazy("What is busy"))
    name = forms.CharField(
        label=gettext_lazy("Name of the calendar"),
        max_length=80,
        help_text=gettext_lazy("So that you know it again, for example: the theatre's Google Calendar."),
    )
    link = forms.CharField(
        label=gettext_lazy("Secret address"),
        required=False,
        max_length=LONGEST_LINK,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "In Google Calendar: Settings of the calendar, “Secret address in iCal format”. In Outlook on the web:"
            " Settings, “Shared calendars”, publish it with “Can view when I'm busy” and copy the ICS link."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        units: dict[int, list[Unit]] = {}
        there = Unit.objects.filter(facility__hub=hub).exclude(state=UnitState.RETIRED)
        self.units: dict[str, tuple[Facility, Unit | None]] = {}
        for unit in there.select_related("facility").order_by("facility__name", "facility_id", "label", "pk"):
            units.setdefault(unit.facility_id, []).append(unit)
        choices: list[tuple[str, Any]] = []
        for facility_id, its in units.items():
            facility = its[0].facility
            self.units[f"facility-{facility_id}"] = (facility, None)
            if len(its) == 1:
                choices.append((f"facility-{facility_id}", facility.name))
                continue
            self.units |= {f"unit-{unit.pk}": (facility, unit) for unit in its}
            whole = (f"facility-{facility_id}", _("%(facility)s: all of them") % {"facility": facility.name})
            choices.append((facility.name, [whole, *((f"unit-{unit.pk}", unit.label) for unit in its)]))
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = choices

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and bool(values.get("link")) == bool(values.get("file")):
            self.add_error("link", _("Give either a secret address or a file."))
        return values

    def chosen(self) -> tuple[Facility, Unit | None]:
        return self.units[self.cleaned_data["what"]]

    def request_key(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key
