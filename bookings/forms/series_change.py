"""How the later dates of a series are to be: only what is filled in becomes different."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Booking, Line
from bookings.models.changing import wishes_of
from bookings.repeated import FIRST, SECOND
from bookings.rules.changing import together
from bookings.rules.question import MOST_UNITS
from bookings.rules.series_change import Other, Wanted
from bookings.series_changed import STAYS, ShownSeriesChange
from facilities.models import Facility, FacilityState
from hub.kit.form_fields import ClockField, WholeNumberField
from hub.kit.saying import weekdays

PREFIX = "date-"


class SeriesChangeForm(forms.Form):
    """Cleans to a `Wanted`. Times as they are now stand in it; things and how many are asked one by one."""

    def __init__(
        self, *args: Any, booking: Booking, lines: Sequence[Line], needs_reason: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.booking, self.things = booking, list({line.facility_id: line for line in lines}.values())
        # Units that came at different times, for the same time, are as many together.
        self.counts: dict[int, int] = {}
        for wish in together(wishes_of(lines)):
            self.counts.setdefault(wish.facility_id, wish.quantity)
        start, end = lines[0].period.local(booking.hub.zone)
        self.now = start, end
        self.fields["from"] = ClockField(label=gettext_lazy("From"), initial=f"{start:%H:%M}")
        self.fields["to"] = ClockField(label=gettext_lazy("To"), initial=f"{end:%H:%M}")
        days = [(str(number), name) for number, (_short, name) in enumerate(weekdays())]
        self.fields["weekday"] = forms.ChoiceField(
            label=gettext_lazy("On"), choices=days, initial=str(start.weekday())
        )
        self._ask_things()
        self.fields["purpose"] = forms.CharField(
            label=gettext_lazy("What for"), max_length=200, required=False, initial=booking.purpose
        )
        # Asked for once dates are shown on which somebody need not come any more.
        self.fields["let_go"] = forms.BooleanField(label=gettext_lazy("Give that up too"), required=False)
        if needs_reason:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Why do you change it?"),
                max_length=200,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=gettext_lazy("They read it in their mail."),
            )

    def _ask_things(self) -> None:
        live = Facility.objects.filter(hub=self.booking.hub_id, state=FacilityState.LIVE)
        known = [(str(pk), name) for pk, name in live.order_by("name", "pk").values_list("pk", "name")]
        for line in self.things:
            its = (str(line.facility_id), line.facility.name)
            choices = known if its in known else [its, *known]
            self.fields[f"thing-{line.facility_id}"] = forms.ChoiceField(
                label=_("Instead of %(facility)s") % {"facility": line.facility.name},
                choices=choices,
                initial=its[0],
            )
            self.fields[f"quantity-{line.facility_id}"] = WholeNumberField(
                label=_("How many: %(facility)s") % {"facility": line.facility.name},
                least=0 if len(self.things) > 1 else 1,
                most=MOST_UNITS,
                initial=self.counts[line.facility_id],
            )

    @property
    def thing_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [
            (self[f"thing-{line.facility_id}"], self[f"quantity-{line.facility_id}"]) for line in self.things
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        counted = [data.get(f"quantity-{line.facility_id}") for line in self.things]
        if not self.errors and not any(counted):
            raise forms.ValidationError(_("Nothing would be left of it. Cancel these dates instead."))
        return data

    def wanted(self) -> Wanted:
        """Only after `is_valid()`."""
        data = self.cleaned_data
        start, end = self.now
        moved = (data["from"], data["to"]) != (start.time(), end.time())
        weekday = int(data["weekday"])
        things = {}
        for line in self.things:
            other = Other(int(data[f"thing-{line.facility_id}"]), data[f"quantity-{line.facility_id}"])
            if other != Other(line.facility_id, self.counts[line.facility_id]):
                things[line.facility_id] = other
        return Wanted(
            start=data["from"] if moved else None,
            end=data["to"] if moved else None,
            weekday=weekday if weekday != start.weekday() else None,
            things=things,
            purpose=data["purpose"] if data["purpose"] != self.booking.purpose else None,
            let_go=data["let_go"],
        )


class DecisionsForm(forms.Form):
    """Of each date whether it goes along: what cannot move is decided about, and what can may stay all the same."""

    def __init__(self, *args: Any, shown: ShownSeriesChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown
        for each in shown.dates:
            if each.same:
                continue
            choices = [("", _("decide") if each.obstacle else _("change it"))]
            if each.is_twice or each.said in (FIRST, SECOND):
                choices += [
                    (FIRST, _("take the first of the two (summer time)")),
                    (SECOND, _("take the second (winter time)")),
                ]
            choices.append((STAYS, _("leave it as it is")))
            self.fields[f"{PREFIX}{each.booking.number}"] = forms.ChoiceField(
                label=_("What happens to this date?"), choices=choices, required=False, initial=each.said
            )

    def rows(self) -> list[tuple[Any, forms.BoundField | None]]:
        out: list[tuple[Any, forms.BoundField | None]] = []
        for each in self.shown.dates:
            name = f"{PREFIX}{each.booking.number}"
            out.append((each, self[name] if name in self.fields else None))
        return out


def decisions_in(data: Any) -> dict[str, str]:
    """What was posted of the dates, by number."""
    return {
        name.removeprefix(PREFIX): str(value)[:20] for name, value in data.items() if name.startswith(PREFIX)
    }
