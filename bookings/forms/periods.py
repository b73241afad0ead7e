"""A period as people give it: a day, two times on the hub's clock, and another last day when it is longer."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.fields import FoldField
from hub.kit.form_fields import ClockField, DayField
from hub.kit.periods import EndBeforeStart, NoSuchTime, Period, TwiceThatTime, instant

BEYOND = {
    "beyond": gettext_lazy("That is too far ahead: this day cannot be booked yet."),
    "over": gettext_lazy("That day is over. Is the year right?"),
}
PERIOD_FIELDS = ("date", "from", "to", "until", "from_fold", "to_fold")


def said(period: Period, zone: ZoneInfo) -> dict[str, Any]:
    """A period as the fields say it: what a form starts from, and what an address carries."""
    start, end = period.local(zone)
    midnight_after = end.time() == time() and end.date() == start.date() + timedelta(days=1)
    same_day = end.date() == start.date() or midnight_after
    values: dict[str, Any] = {
        "date": start.date().isoformat(),
        "from": f"{start:%H:%M}",
        "to": f"{end:%H:%M}",
        "until": "" if same_day else end.date().isoformat(),
    }
    for name, local in (("from_fold", start), ("to_fold", end)):
        if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
            values[name] = str(local.fold)
    return values


class PeriodForm(forms.Form):
    """Cleans to `cleaned_data["period"]`, a `Period`. A time that does not exist is refused, one that exists twice is
    asked about. `period_required=False`: all four fields empty give None."""

    period_required = True

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        self.zone = zone
        super().__init__(*args, **kwargs)
        needed = self.period_required
        # Not attributes of the class: "from" is a word of the language.
        self.fields["date"] = DayField(label=gettext_lazy("Day"), required=needed, error_messages=BEYOND)
        self.fields["from"] = ClockField(label=gettext_lazy("From"), required=needed)
        self.fields["to"] = ClockField(label=gettext_lazy("To"), required=needed)
        self.fields["until"] = DayField(
            label=gettext_lazy("Last day"),
            required=False,
            error_messages=BEYOND,
            help_text=gettext_lazy("Only if it ends on another day."),
        )
        self.fields["from_fold"] = FoldField()
        self.fields["to_fold"] = FoldField()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if any(name in self.errors for name in PERIOD_FIELDS):
            return data
        day, start, end = data.get("date"), data.get("from"), data.get("to")
        if day is not None and start is not None and end is not None:
            data["period"] = self._period(day, start, end, data.get("until"))
        elif day is None and start is None and end is None:
            data["period"] = None
        else:
            self.add_error(
                "from", _("Give the day, the time from and the time to; or leave all three empty.")
            )
        return data

    def _period(self, day: date, start: time, end: time, until: date | None) -> Period | None:
        # Midnight without another last day is the end of the day, not its beginning.
        last = until or (day + timedelta(days=1) if end == time() else day)
        first_instant = self._instant("from", datetime.combine(day, start))
        last_instant = self._instant("to", datetime.combine(last, end))
        if first_instant is None or last_instant is None:
            return None
        try:
            return Period(first_instant, last_instant)
        except EndBeforeStart:
            self.add_error(
                "until" if until else "to",
                _("The end must be after the start. Does it end on a later day? Then give the last day too."),
            )
            return None

    def _instant(self, name: str, local: datetime) -> datetime | None:
        fold_name = f"{name}_fold"
        try:
            return instant(local, self.zone, fold=self.cleaned_data.get(fold_name))
        except NoSuchTime as refusal:
            self.add_error(name, str(refusal))
        except TwiceThatTime as refusal:
            self.add_error(name, str(refusal))
            field = self.fields[fold_name]
            if isinstance(field, FoldField):
                field.ask(local)
        return None

    @property
    def asks_which(self) -> list[forms.BoundField]:
        """The questions about doubled hours that are open, for the template to show."""
        return [self[name] for name in ("from_fold", "to_fold") if not self[name].is_hidden]
