"""What a hub offers: lines of its facilities with their times, or words with somebody to ask."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.periods import PeriodForm
from bookings.forms.placing import ConfirmForm
from facilities.models import Facility, FacilityState, Hub
from funding.rules.lines import LineWish
from hub.kit.form_fields import DayField, WholeNumberField
from region.models import Need
from region.rules.needs import MOST_LINES, OfferFacts

# One line without a script, and room for some more.
ROWS = 3
LAST_MINUTE = time(23, 59)


class LineForm(PeriodForm):
    """One thing for one time; all of it may stay empty."""

    period_required = False
    # A row may stay empty as a whole.
    says_optional = False

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, zone=hub.zone, **kwargs)
        live = Facility.objects.filter(hub=hub, state=FacilityState.LIVE).exclude(kind__family="session")
        self.fields["facility"] = forms.ModelChoiceField(
            label=gettext_lazy("What"),
            queryset=live.order_by("kind__position", "name", "pk"),
            required=False,
            empty_label=gettext_lazy("nothing"),
        )
        self.fields["quantity"] = WholeNumberField(
            label=gettext_lazy("How many"), most=500, required=False, initial=1
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("facility") and "period" in data and data["period"] is None:
            self.add_error("date", _("Say when: a day, from and to."))
        if not data.get("facility") and data.get("period") and "facility" not in self.errors:
            self.add_error("facility", _("Say what you offer then, or leave the times empty."))
        return data

    def wish(self) -> LineWish | None:
        """Only after `is_valid()`."""
        data = self.cleaned_data
        if not data.get("facility"):
            return None
        return LineWish(data["facility"].pk, data["quantity"] or 1, data["period"])


class OfferForm(forms.Form):
    """What is said with it, and until when it is valid."""

    message = forms.CharField(
        label=gettext_lazy("A message"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Why it fits, what they should know. They read it with the price."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Whom they can ask"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Needed when there is nothing to book: an address or a number of the hub."),
    )

    def __init__(self, *args: Any, need: Need, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hub = hub
        self.fields["valid_on"] = DayField(
            label=gettext_lazy("Valid until and including"),
            help_text=gettext_lazy("Or until the first thing begins, whatever comes first."),
        )

    def facts(self, lines: tuple[LineWish, ...]) -> OfferFacts:
        """Only after `is_valid()`. It is over before it begins."""
        data = self.cleaned_data
        until = datetime.combine(data["valid_on"], LAST_MINUTE, self.hub.zone)
        starts = [line.period.start for line in lines]
        return OfferFacts(
            valid_until=min([until, *starts]), lines=lines, message=data["message"], contact=data["contact"]
        )


class OfferForms:
    """The form with its rows; `first`: what the first row begins with."""

    def __init__(
        self, *, need: Need, hub: Hub, data: Any = None, first: dict[str, Any] | None = None, day: date
    ) -> None:
        initial = {"valid_on": day, "contact": hub.email}
        self.form = OfferForm(data, need=need, hub=hub, initial=initial)
        self.rows = [
            LineForm(data, hub=hub, prefix=f"line{number}", initial=first if not number and first else {})
            for number in range(min(ROWS, MOST_LINES))
        ]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def errors(self) -> bool:
        """Whether anything is wrong: the page's title says so."""
        return any(each.errors for each in (self.form, *self.rows))

    def facts(self) -> OfferFacts:
        wishes = [row.wish() for row in self.rows]
        return self.form.facts(tuple(each for each in wishes if each is not None))


def valid_day(today: date, need: Need) -> date:
    """A week to think about it, within what is wished."""
    return max(today, min(today + timedelta(days=7), need.until_date))


class AcceptForm(ConfirmForm):
    """Yes to an offer at the price that was shown, and to the house rules."""

    price = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
