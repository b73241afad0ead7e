"""A training session as the desk plans it, and why it is called off."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.actions.plan_session import SessionFacts
from facilities.actions._sessions import MOST_SEATS
from facilities.models import Facility, Hub, Induction
from hub.kit.form_fields import ClockField, DayField, DecimalField, WholeNumberField
from hub.kit.periods import Period, instant


class SessionForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    date = DayField(label=gettext_lazy("Day"))
    start = ClockField(label=gettext_lazy("From"))
    end = ClockField(label=gettext_lazy("To"))
    seats = WholeNumberField(label=gettext_lazy("Seats"), most=MOST_SEATS, initial=8)
    price = DecimalField(
        label=gettext_lazy("Price of a seat, in euros"),
        min_value=0,
        max_value=1_000_000,
        max_digits=9,
        decimal_places=2,
        help_text=gettext_lazy("VAT included. Funds and bands count as for anything else."),
    )
    teacher = forms.CharField(label=gettext_lazy("Who teaches"), max_length=120, required=False)
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

    def __init__(
        self, *args: Any, hub: Hub, rooms: list[Facility], inductions: list[Induction], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hub = hub
        self.rooms = {str(each.pk): each for each in rooms}
        self.inductions = {str(each.pk): each for each in inductions}
        unknown = {"invalid_choice": _("That is not in the list. Choose one that is.")}
        self.fields["induction"] = forms.ChoiceField(
            label=_("Who was there holds"),
            required=False,
            choices=[("", _("no induction")), *((pk, each.name) for pk, each in self.inductions.items())],
            error_messages=unknown,
        )
        self.fields["room"] = forms.ChoiceField(
            label=_("Where"),
            required=False,
            choices=[
                ("", _("nothing is kept free for it")),
                *((pk, each.name) for pk, each in self.rooms.items()),
            ],
            help_text=_("It is blocked for the time of the session, and has to be free then."),
            error_messages=unknown,
        )
        self.order_fields(
            [
                "title",
                "date",
                "start",
                "end",
                "room",
                "seats",
                "price",
                "induction",
                "teacher",
                "about_nl",
                "about_en",
            ]
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, start, end = (data.get(name) for name in ("date", "start", "end"))
        if day and start and end and end <= start:
            self.add_error("end", _("The end must be after the start."))
        return data

    def facts(self) -> SessionFacts:
        """Only after `is_valid()`. Raises `NoSuchTime`; of a time that exists twice the first."""
        data = self.cleaned_data
        starts, ends = (datetime.combine(data["date"], data[name]) for name in ("start", "end"))
        zone = self.hub.zone
        return SessionFacts(
            title=data["title"],
            period=Period(instant(starts, zone, fold=0), instant(ends, zone, fold=0)),
            seats=data["seats"],
            cents=int(data["price"] * 100),
            about_nl=data["about_nl"],
            about_en=data["about_en"],
            teacher=data["teacher"],
            induction=self.inductions.get(data["induction"]),
            room=self.rooms.get(data["room"]),
        )


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy(
            "Everybody who has a seat reads it in their mail, and gets back all they paid."
        ),
    )


class WaiveForm(forms.Form):
    """Letting a booking be without an induction."""

    reason = forms.CharField(label=gettext_lazy("Why they may do without"), max_length=300)

    def __init__(self, *args: Any, inductions: list[Induction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inductions = {str(each.pk): each for each in inductions}
        self.fields["induction"] = forms.ChoiceField(
            label=_("Which induction"), choices=[(pk, each.name) for pk, each in self.inductions.items()]
        )
        self.order_fields(["induction", "reason"])

    def chosen(self) -> Induction:
        """Only after `is_valid()`."""
        return self.inductions[self.cleaned_data["induction"]]
