"""How often something comes again, and what is decided about each of its dates."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models.series import RHYTHMS
from bookings.models.series_offers import Instead
from bookings.repeated import FIRST, OUT, SECOND, TAKE, ShownDate, ShownSeries
from bookings.rules.series import MOST_DATES, Repeat, Rhythm
from hub.kit.form_fields import DayField, WholeNumberField
from hub.kit.saying import clock

PREFIX = "on-"
LONGEST_CHOICE = 60


class RepeatForm(forms.Form):
    """Cleans to a `Repeat`; until a day or so many times, one of the two."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"),
        error_messages={"invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")},
    )
    count = WholeNumberField(label=gettext_lazy("How many times"), least=2, most=MOST_DATES, required=False)
    until = DayField(
        label=gettext_lazy("Or until and including"),
        required=False,
        help_text=gettext_lazy("Give one of the two: a number, or a last day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rhythm"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.value, RHYTHMS[each]) for each in Rhythm]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wrong = {"count", "until"} & self.errors.keys()
        if not wrong and (data.get("count") is None) == (data.get("until") is None):
            self.add_error("count", _("Say how many times, or until when: one of the two."))
        return data

    def repeat(self) -> Repeat:
        """Only after `is_valid()`."""
        data = self.cleaned_data
        return Repeat(Rhythm(data["rhythm"]), data["count"], data["until"])


class DatesForm(forms.Form):
    """One list for each date: take it, take something instead, or leave it out."""

    def __init__(self, *args: Any, shown: ShownSeries, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown, self.zone = shown, zone
        for each in shown.dates:
            name = f"{PREFIX}{each.on.isoformat()}"
            self.fields[name] = forms.ChoiceField(
                label=_("What do you do on this date?"),
                choices=list(self._choices(each)),
                required=False,
                initial=each.choice,
            )

    def _choices(self, each: ShownDate) -> Iterator[tuple[str, str]]:
        if each.may_take:
            yield TAKE, _("take it")
        else:
            yield "", _("decide")
        if each.is_twice:
            yield FIRST, _("take the first of the two (summer time)")
            yield SECOND, _("take the second (winter time)")
        for instead in each.instead:
            yield instead.code, self._words(instead)
        yield OUT, _("leave it out")

    def _words(self, instead: Instead) -> str:
        if instead.thing:
            return _("take %(thing)s instead") % {"thing": instead.thing}
        start, end = instead.period.local(self.zone)
        return _("take %(start)s–%(end)s instead") % {"start": clock(start), "end": clock(end)}

    def rows(self) -> list[tuple[ShownDate, forms.BoundField]]:
        return [(each, self[f"{PREFIX}{each.on.isoformat()}"]) for each in self.shown.dates]


def choices_in(data: Mapping[str, Any]) -> dict[str, str]:
    """What was posted of the dates, by ISO day; what is none of ours is not read."""
    return {
        name.removeprefix(PREFIX): str(value)[:LONGEST_CHOICE]
        for name, value in data.items()
        if name.startswith(PREFIX)
    }
