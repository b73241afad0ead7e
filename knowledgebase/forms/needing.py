"""When, for how long and from where somebody wants what an article needs: a sentence that lives in the address."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms import whens
from bookings.forms.blanks import HoursField, LengthField, WhenField
from bookings.forms.search import refuse_long, site_zone
from bookings.models.free_time import Hours
from bookings.rules.question import (
    BETWEEN,
    EXACTLY,
    LENGTHS,
    LONGEST,
    LongerThanPeriod,
    PeriodTooLong,
    check,
)
from hub.kit.form_fields import DayField
from hub.kit.periods import Period
from knowledgebase.models import Gear
from members.models import Municipality, Organisation


class NeedsForm(forms.Form):
    use_required_attribute = False
    length = LengthField()
    when = WhenField()
    first = DayField(label=gettext_lazy("First day"), required=False)
    last = DayField(label=gettext_lazy("Last day to look at"), required=False)
    hours = HoursField()
    town = forms.ChoiceField(label=gettext_lazy("Town"), required=False)
    also = forms.MultipleChoiceField(
        label=gettext_lazy("Also this, which is not strictly needed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, today: date, optional: Sequence[Gear], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "needs-%s")
        super().__init__(*args, **kwargs)
        towns = Municipality.objects.values_list("slug", "name")
        self._choices("town", [("", _("anywhere")), *towns])
        self._choices("also", [(str(each.pk), each.name) for each in optional])
        offered = whens.choices(today, str(self["when"].value() or ""))
        self._choices("when", [choice for choice in offered if choice[0] != EXACTLY])
        for name in ("length", "hours"):
            self.fields[name].chosen(str(self[name].value() or ""))  # type: ignore[attr-defined]

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = _("That is not in the list. Choose one that is.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        window, minutes = self._window(data), data.get("length")
        if window is None or minutes is None or self.errors:
            return data
        try:
            check(window, minutes)
        except (PeriodTooLong, LongerThanPeriod) as refusal:
            self.add_error("length", str(refusal))
        data["window"] = window
        return data

    def _window(self, data: dict[str, Any]) -> Period | None:
        when = data.get("when")
        span = whens.between(self, data) if when == BETWEEN else whens.days_of(when or "")
        return whens.window_of(*span, site_zone()) if span else None

    @property
    def looked_in(self) -> Hours | None:
        hours = self.cleaned_data["hours"]
        return Hours(*hours) if hours else None

    @property
    def chosen(self) -> set[int]:
        """The lines that are wanted although they are not strictly needed; only after `is_valid()`."""
        return {int(each) for each in self.cleaned_data["also"]}


def proposed_minutes(minutes: int) -> int:
    """The shortest of the usual lengths that is long enough, or else the minutes themselves, as long as may be."""
    return next((each for each in LENGTHS if each >= minutes), min(minutes, LONGEST))


def asked(
    query: QueryDict,
    *,
    minutes: int,
    optional: Sequence[Gear],
    chosen: Sequence[Gear] = (),
    organisation: Organisation | None,
    now: datetime,
) -> NeedsForm:
    """The sentence as the address has it; what that leaves out is proposed: as long as the how-to takes, this week,
    near the organisation's town, with what is `chosen` of the optional gear. Raises `SearchTooLong` for an address that
    no form of ours makes."""
    refuse_long(query)
    today = now.astimezone(site_zone()).date()
    data = query.copy()
    proposed = {
        "length": str(proposed_minutes(minutes)),
        "when": _usual(today, minutes),
        "hours": "",
        "town": organisation.municipality.slug if organisation else "",
        "first": today.isoformat(),
        "last": (today + timedelta(days=13)).isoformat(),
    }
    for name, value in proposed.items():
        if name not in data:
            data[name] = value
    data["when"] = whens.in_words(data.get("when") or "", today)
    if "also" not in data:
        data.setlist("also", [str(each.pk) for each in chosen])
    return NeedsForm(data, today=today, optional=optional)


def _usual(today: date, minutes: int) -> str:
    """A week, or four where it takes longer than what may be left of that."""
    return whens.usual(today) if minutes <= 24 * 60 else whens.few_weeks(today)
