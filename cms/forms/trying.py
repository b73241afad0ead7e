"""Try your share: what decides about a price, asked of somebody who is nobody here yet."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Facility
from funding.forms.fields import EuroField
from funding.models import RateBand
from funding.models.trying import WouldBe
from funding.rules.lines import LineWish
from hub.kit.form_fields import ClockField, DayField, WholeNumberField
from hub.kit.money import format_whole_eur
from hub.kit.periods import NoSuchTime, Period, instant
from hub.kit.saying import length
from members.models import Discipline, Municipality

DAY = 24 * 60
# A year: what is longer takes long to price, and nobody books it.
MOST_MINUTES = 366 * DAY
LENGTHS = (30, 60, 120, 180, 240, 300, 360, 480, 600, 720, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 14 * DAY)


class TownSelect(forms.Select):
    """A list of towns as one template: as many small ones as there are towns would be slow. Typing finds a town."""

    template_name = "parts/plain_select.html"


class LengthField(WholeNumberField):
    """Minutes, chosen from a list of lengths."""

    def __init__(self, *, facility: Facility, **kwargs: Any) -> None:
        self.choices = lengths_of(facility)
        most = max(min(facility.max_minutes, MOST_MINUTES), 1)
        super().__init__(least=min(facility.min_minutes, most), most=most, widget=forms.Select, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def to_python(self, value: Any) -> int | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            words = _("Choose a length from %(least)s to %(most)s.")
            facts = {"least": length(self.least), "most": length(self.most)}
            raise forms.ValidationError(words % facts, code="length") from error


def lengths_of(facility: Facility) -> list[int]:
    """What the facility can be booked for, of the lengths that people ask for; its shortest at least."""
    shortest = facility.min_minutes
    return sorted({shortest, *(each for each in LENGTHS if shortest <= each <= facility.max_minutes)})


class TryForm(forms.Form):
    """`bands` are those of today, lowest first; `most` is how many of it there are. Nothing is asked that decides about
    nothing: the kind of organisation does not, its name certainly not."""

    income = forms.ChoiceField(
        label=gettext_lazy("All income of a year"),
        help_text=gettext_lazy("Everything that came in."),
        error_messages={
            "required": gettext_lazy("Choose a range, or fill in an amount: 0 if you have not begun yet."),
            "invalid_choice": gettext_lazy("We do not know that range. Choose from the list."),
        },
    )
    turnover = EuroField(
        label=gettext_lazy("Or the amount"),
        required=False,
        help_text=gettext_lazy("It goes before the range."),
    )
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Seat"),
        queryset=Municipality.objects.all(),
        empty_label=gettext_lazy("Choose…"),
        widget=TownSelect,
        error_messages={
            "required": gettext_lazy("Choose the town where you work from, or the nearest one in the list."),
            "invalid_choice": gettext_lazy("We do not know that town. Choose from the list."),
        },
        help_text=gettext_lazy("The town where you work from. Some funds are for one region."),
    )
    disciplines = forms.ModelMultipleChoiceField(
        label=gettext_lazy("What you make"),
        queryset=Discipline.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Some funds are for some disciplines."),
    )

    def __init__(
        self, *args: Any, facility: Facility, bands: Iterable[RateBand], most: int, today: date, **kwargs: Any
    ) -> None:
        # Of two fields one is enough, so no browser may insist on either.
        ours: dict[str, Any] = {"auto_id": "try-%s", "use_required_attribute": False}
        super().__init__(*args, **(ours | kwargs))
        self.facility, self.most = facility, most
        self.bands = {band.code: band for band in bands}
        self.fields["length"] = LengthField(label=gettext_lazy("For how long"), facility=facility)
        self.fields["quantity"] = WholeNumberField(
            label=gettext_lazy("How many"), most=max(most, 1), required=False
        )
        self.fields["date"] = DayField(
            label=gettext_lazy("Day"), earliest=today, latest=today + timedelta(days=facility.horizon_days)
        )
        # Not an attribute of the class: "from" is a word of the language.
        self.fields["from"] = ClockField(label=gettext_lazy("From"))
        self._choices()

    def _choices(self) -> None:
        income, disciplines = self.fields["income"], self.fields["disciplines"]
        assert isinstance(income, forms.ChoiceField)
        income.choices = [("", _("Choose…")), *((code, _range(band)) for code, band in self.bands.items())]
        # One of the two is asked for, so the range is when there is no amount.
        income.required = not str(self["turnover"].value() or "").strip()
        disciplines.error_messages["invalid_choice"] = _("We do not know that one. Choose from the list.")
        minutes = set(lengths_of(self.facility))
        asked = str(self["length"].value() or "")
        if asked.isascii() and asked.isdigit() and len(asked) < 7:
            minutes.add(int(asked))
        widget = self.fields["length"].widget
        assert isinstance(widget, forms.Select)
        widget.choices = [(each, length(each)) for each in sorted(minutes) if each]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(name in self.errors for name in ("date", "from", "length")):
            data["period"] = self._period(data["date"], data["from"], data["length"])
        return data

    def _period(self, day: date, start: time, minutes: int) -> Period | None:
        """Of an hour that the clock shows twice the first is meant: for an example that is near enough."""
        try:
            begin = instant(datetime.combine(day, start), self.facility.hub.zone, fold=0)
        except NoSuchTime as refusal:
            self.add_error("from", str(refusal))
            return None
        return Period(begin, begin + timedelta(minutes=minutes))

    def wish(self) -> LineWish:
        """Of a form that is valid."""
        data = self.cleaned_data
        return LineWish(self.facility.pk, data["quantity"] or 1, data["period"])

    def would_be(self) -> WouldBe:
        """Of a form that is valid. A range stands for its lowest amount: each in it has the same band."""
        data = self.cleaned_data
        amount = data["turnover"]
        return WouldBe(
            turnover_cents=self.bands[data["income"]].turnover_from_cents if amount is None else amount,
            municipality=data["municipality"],
            discipline_ids=frozenset(each.pk for each in data["disciplines"]),
        )


def _range(band: RateBand) -> str:
    start, end = format_whole_eur(band.turnover_from_cents), band.turnover_to_cents
    if end is None:
        return _("from %(start)s") % {"start": start}
    if not band.turnover_from_cents:
        return _("up to %(end)s") % {"end": format_whole_eur(end)}
    return _("from %(start)s up to %(end)s") % {"start": start, "end": format_whole_eur(end)}
