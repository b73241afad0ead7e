import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.actions._facts import (
    FURTHEST_HORIZON_DAYS,
    MOST_HOURS,
    MOST_OPTION_DAYS,
    FacilityFacts,
)
from facilities.actions.add_units import MOST_AT_ONCE, NewUnit
from facilities.forms.knowing import Knowing
from facilities.models import Facility, Feature, Kind, KindFamily, Unit, UnitState
from hub.kit import saying
from hub.kit.form_fields import WholeNumberField
from members.models import Organisation

HOUR, DAY = 60, 24 * 60
GRIDS = (5, 10, 15, 20, 30, HOUR, 2 * HOUR, 4 * HOUR)
LENGTHS = (
    15,
    30,
    45,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    6 * HOUR,
    8 * HOUR,
    12 * HOUR,
    DAY,
    *(n * DAY for n in (2, 3, 7, 14, 28)),
)
NOTICES = (0, 30, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY, *(n * DAY for n in (2, 3, 7, 14)))
TURNAROUNDS = (0, 5, 10, 15, 30, 45, HOUR, 2 * HOUR)


class MinutesField(forms.TypedChoiceField):
    """A length out of the usual ones, in words; one that is there already may stay."""

    def __init__(self, *, usual: Iterable[int], **kwargs: Any) -> None:
        self.usual = set(usual)
        super().__init__(coerce=int, **kwargs)
        self.offer()

    def offer(self, *more: int) -> None:
        self.choices = [(number, Length(number)) for number in sorted(self.usual | set(more))]


class Length:
    """A length in the language of whoever reads the form, not of whoever started the server."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes

    def __str__(self) -> str:
        return saying.length(self.minutes) if self.minutes else _("none")


class ProviderField(forms.CharField):
    """An organisation by its exact name or number: a list of all of them would tell everybody who is registered."""

    default_error_messages = {
        "unknown": gettext_lazy(
            "Nobody is registered here by that name or number. Ask them to register first."
        ),
        "several": gettext_lazy("Several are registered by that name. Give the KvK number."),
    }

    # Who it is already: their name may be somebody else's too.
    present: Organisation | None = None

    def prepare_value(self, value: Any) -> Any:
        return value.kvk_number or value.name if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if self.present and text == self.prepare_value(self.present):
            return self.present
        found = Organisation.objects.known().filter(Q(kvk_number=text) | Q(name__iexact=text))[:2]
        if len(found) != 1:
            raise forms.ValidationError(self.error_messages["several" if found else "unknown"])
        return found[0]


class FacilityForm(forms.Form):
    """What a manager says of a facility."""

    MINUTES: ClassVar[tuple[str, ...]] = (
        "grid_minutes", "min_minutes", "max_minutes", "notice_minutes", "turnaround_minutes",
    )  # fmt: skip

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ModelChoiceField(
        label=gettext_lazy("Kind"), queryset=Kind.objects.exclude(family=KindFamily.SESSION)
    )
    about_nl = forms.CharField(
        label=gettext_lazy("About, in Dutch"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
        required=False,
    )
    about_en = forms.CharField(
        label=gettext_lazy("About, in English"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
        required=False,
    )
    features = forms.ModelMultipleChoiceField(
        label=gettext_lazy("What it has"),
        queryset=Feature.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    capacity_people = WholeNumberField(
        label=gettext_lazy("Room for how many people"), most=30_000, required=False
    )
    grid_minutes = MinutesField(label=gettext_lazy("Bookings start and end every"), usual=GRIDS, initial=30)
    min_minutes = MinutesField(label=gettext_lazy("Shortest booking"), usual=LENGTHS, initial=HOUR)
    max_minutes = MinutesField(label=gettext_lazy("Longest booking"), usual=LENGTHS, initial=7 * DAY)
    notice_minutes = MinutesField(label=gettext_lazy("Notice before a booking"), usual=NOTICES, initial=0)
    horizon_days = WholeNumberField(
        label=gettext_lazy("How many days ahead"), most=FURTHEST_HORIZON_DAYS, initial=365
    )
    turnaround_minutes = MinutesField(
        label=gettext_lazy("Time you need after each guest"), usual=TURNAROUNDS, initial=0
    )
    asks_approval = forms.BooleanField(
        label=gettext_lazy("We look at each booking first, and say yes or no"), required=False
    )
    options_until_days = WholeNumberField(
        label=gettext_lazy("An option lasts at most, in days"),
        least=0,
        most=MOST_OPTION_DAYS,
        required=False,
        help_text=gettext_lazy("0 or empty: you give no options on this."),
    )
    options_notice_hours = WholeNumberField(
        label=gettext_lazy("and ends before the start, in hours"),
        least=0,
        most=MOST_HOURS,
        required=False,
        initial=24,
    )
    provided_by = ProviderField(
        label=gettext_lazy("Provided by"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "The company or freelancer behind it, if it is not yours: the name or the KvK number under which they are"
            " registered here."
        ),
    )
    fixed_fee = forms.BooleanField(
        label=gettext_lazy("A fixed fee that no rate reduces: it goes to the expert"), required=False
    )

    def __init__(self, *args: Any, facility: Facility | None = None, **kwargs: Any) -> None:
        if facility is not None:
            facts = FacilityFacts.of(facility)
            kwargs["initial"] = {name: getattr(facts, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ModelChoiceField) and facility is not None:
            kind.queryset = Kind.objects.exclude(~Q(pk=facility.kind_id), family=KindFamily.SESSION)
        provided_by = self.fields["provided_by"]
        if isinstance(provided_by, ProviderField) and facility is not None:
            provided_by.present = facility.provided_by
        for name in self.MINUTES:
            field = self.fields[name]
            if isinstance(field, MinutesField) and facility is not None:
                field.offer(getattr(facility, name))

    def facts(self, facility: Facility | None = None) -> FacilityFacts:
        """What the facility is with what was filled in."""
        values = {**self.cleaned_data, "features": tuple(self.cleaned_data["features"])}
        for name in ("options_until_days", "options_notice_hours"):
            values[name] = values[name] or 0
        return replace(FacilityFacts.of(facility), **values) if facility else FacilityFacts(**values)


RUN = re.compile(r"(?P<before>.*?)(?P<first>\d{1,6})\s*(?:\.\.+|…)\s*(?P=before)(?P<last>\d{1,6})", re.ASCII)


def labels_from(text: str) -> list[str]:
    """M-01..M-40 is forty labels, as wide as the first; none where it goes down, or on for longer than can be added."""
    found = RUN.fullmatch(text)
    if not found or not 0 <= int(found["last"]) - int(found["first"]) < MOST_AT_ONCE:
        return []
    numbers = range(int(found["first"]), int(found["last"]) + 1)
    labels = [f"{found['before']}{number:0{len(found['first'])}}" for number in numbers]
    return labels if len(labels[-1]) <= 40 else []


class UnitsForm(forms.Form):
    """Several units at once: a label a line, and a serial number after a semicolon."""

    units = forms.CharField(
        label=gettext_lazy("New units"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=30_000,
        help_text=gettext_lazy(
            "A label on each line; a serial number after a semicolon: M-07; SN 44121. Many at once: M-01..M-40"
        ),
    )

    def clean_units(self) -> list[NewUnit]:
        found = []
        for line in filter(None, (line.strip() for line in self.cleaned_data["units"].splitlines())):
            label, _semicolon, serial = (part.strip() for part in line.partition(";"))
            if RUN.fullmatch(label):
                found += [NewUnit(each) for each in self._run(label, serial)]
                continue
            if not label or len(label) > 40 or len(serial) > 80:
                raise forms.ValidationError(
                    _("“%(line)s”: a label has 1 to 40 characters, a serial number at most 80.")
                    % {"line": line[:60]}
                )
            found.append(NewUnit(label, serial))
        return found

    def _run(self, label: str, serial: str) -> list[str]:
        labels = [] if serial else labels_from(label)
        if not labels:
            raise forms.ValidationError(
                _(
                    "“%(line)s”: write it from the lower number to the higher, at most %(most)s, and no serial number."
                )
                % {"line": label[:60], "most": MOST_AT_ONCE}
            )
        return labels


class UnitForm(Knowing):
    label = forms.CharField(label=gettext_lazy("Label"), max_length=40)
    serial_number = forms.CharField(label=gettext_lazy("Serial number"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=UnitState.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note, for the staff"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        required=False,
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(unit, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class PhotoForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 12 MB. Where it was taken is not kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,
    )
    alt_nl = forms.CharField(
        label=gettext_lazy("What is to be seen, in Dutch"),
        max_length=200,
        help_text=gettext_lazy("For those who do not see it."),
    )
    alt_en = forms.CharField(
        label=gettext_lazy("What is to be seen, in English"), max_length=200, required=False
    )
