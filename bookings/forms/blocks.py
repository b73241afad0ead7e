"""Which units the house keeps to itself, when, and what it calls that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Block, BlockKind
from bookings.models.planning import UnitRow
from facilities.forms.knowing import Knowing
from facilities.models import UnitState
from hub.kit.form_fields import ClockField, DayField
from hub.kit.periods import Period, instant

# What is busy elsewhere comes from another calendar, never from a form.
KINDS = (BlockKind.MAINTENANCE, BlockKind.OUT_OF_ORDER, BlockKind.PRODUCTION)
EARLY, LATE = date(2020, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit in the form, by facility. `is_all` stands for all of a pool."""

    value: str
    label: str
    is_chosen: bool
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class Things:
    """A facility with its units."""

    name: str
    choices: tuple[Choice, ...]

    @property
    def is_one(self) -> bool:
        return len(self.choices) == 1

    @property
    def is_open(self) -> bool:
        return any(each.is_chosen for each in self.choices)


class UnitsField(forms.MultipleChoiceField):
    """`u7` is a unit, `f3` all of a facility; cleaned to the ids of units."""

    def __init__(self, *, units: Sequence[UnitRow], **kwargs: Any) -> None:
        self.units = [unit for unit in units if unit.state != UnitState.RETIRED]
        choices = [(f"u{unit.id}", unit.label) for unit in self.units]
        choices += [
            (f"f{pk}", name) for pk, name in {u.facility.pk: u.facility.name for u in self.units}.items()
        ]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)

    def clean(self, value: Any) -> list[int]:
        chosen = set(super().clean(value))
        return [unit.id for unit in self.units if f"u{unit.id}" in chosen or f"f{unit.facility.pk}" in chosen]


class BlockForm(Knowing):
    first_day = DayField(label=gettext_lazy("First day"), earliest=EARLY, latest=LATE)
    from_time = ClockField(
        label=gettext_lazy("From"), required=False, help_text=gettext_lazy("Empty: from midnight.")
    )
    last_day = DayField(label=gettext_lazy("Last day"), earliest=EARLY, latest=LATE)
    to_time = ClockField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty: the whole last day.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("What it is called"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("It stands in the planning, for your own people."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, units: Sequence[UnitRow], busy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = units
        self.fields["units"] = UnitsField(
            units=units,
            label=gettext_lazy("What is blocked"),
            error_messages={"required": gettext_lazy("Choose at least one unit.")},
        )
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(each.value, each.label) for each in (BlockKind if busy else KINDS)]

    @classmethod
    def first(cls, data: Any, *, units: Sequence[UnitRow], on: date, unit: str = "") -> "BlockForm":
        """For a new one: of this day, and of a unit where the planning names one."""
        known = {f"u{each.id}" for each in units}
        initial = {"first_day": on, "last_day": on, "kind": BlockKind.MAINTENANCE.value}
        chosen = [f"u{unit}"] if f"u{unit}" in known else []
        return cls(data, units=units, initial=initial | {"units": chosen})

    @classmethod
    def of(cls, block: Block, data: Any, *, units: Sequence[UnitRow]) -> "BlockForm":
        start, end = block.period.local(block.hub.zone)
        whole = end.time() == time()
        initial = {
            "units": [f"u{each.unit_id}" for each in block.wanted.all()],
            "first_day": start.date(),
            "from_time": start.time() if start.time() != time() else None,
            "last_day": end.date() - timedelta(days=1) if whole else end.date(),
            "to_time": None if whole else end.time(),
            "kind": block.kind,
            "title": block.title,
            "note": block.note,
        }
        return cls(data, units=units, busy=block.kind == BlockKind.BUSY, initial=initial)

    def things(self) -> list[Things]:
        """What can be chosen, by facility, with what is."""
        field = self["units"]
        chosen = set(field.value() or ())
        offered: Iterable[UnitRow] = getattr(self.fields["units"], "units", ())
        return [
            Things(its[0].facility.name, tuple(_choices(its, chosen)))
            for _pk, each in groupby(offered, key=lambda unit: unit.facility.pk)
            if (its := list(each))
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        elif first and last and not self.errors and not self._ends_later(values):
            self.add_error("to_time", _("The end must be after the start."))
        return values

    def _ends_later(self, values: dict[str, Any]) -> bool:
        starts, ends = _local(values)
        return starts < ends

    def period(self, zone: Any) -> Period:
        """On the hub's clock; of a time that exists twice the longer. Raises `NoSuchTime`."""
        starts, ends = _local(self.cleaned_data)
        return Period(instant(starts, zone, fold=0), instant(ends, zone, fold=1))


def _local(values: dict[str, Any]) -> tuple[datetime, datetime]:
    # Midnight is the end of the last day, as people say it.
    until = values["to_time"] or time()
    last = values["last_day"] + timedelta(days=until == time())
    return (
        datetime.combine(values["first_day"], values["from_time"] or time()),
        datetime.combine(last, until),
    )


def _choices(units: Sequence[UnitRow], chosen: set[str]) -> Iterable[Choice]:
    if len(units) > 1:
        value = f"f{units[0].facility.pk}"
        yield Choice(value, _("all %(count)d") % {"count": len(units)}, value in chosen, is_all=True)
    for unit in units:
        value = f"u{unit.id}"
        yield Choice(value, unit.label, value in chosen)
