from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.actions._facts import MOST_HOURS, HubFacts
from facilities.forms.knowing import Knowing
from facilities.models import Facility, Hub
from hub.kit.form_fields import ClockField, DayField, DecimalField, WholeNumberField


class HubForm(Knowing, forms.ModelForm):
    """What a manager says of a hub."""

    approval_hours = WholeNumberField(
        label=gettext_lazy("You answer a request within, in hours"), most=MOST_HOURS, required=False
    )
    challenge_hours = WholeNumberField(
        label=gettext_lazy("Who has the first option decides within, in hours"),
        most=MOST_HOURS,
        required=False,
        help_text=gettext_lazy("From when the second asks for it. The second has as long after that."),
    )
    offer_hours = WholeNumberField(
        label=gettext_lazy("What comes free is offered to who waits for it, for so many hours"),
        most=MOST_HOURS,
        required=False,
        help_text=gettext_lazy("Nobody else can book it meanwhile. An offer never ends at night."),
    )

    class Meta:
        model = Hub
        fields: ClassVar[list[str]] = [
            "name", "kind", "about_nl", "about_en", "street", "postcode", "municipality", "latitude", "longitude",
            "email", "phone", "step_free", "accessibility_nl", "accessibility_en", "holidays_of", "gap_policy",
            "approval_hours", "challenge_hours", "offer_hours",
        ]  # fmt: skip
        field_classes: ClassVar[dict[str, Any]] = {"latitude": DecimalField, "longitude": DecimalField}
        labels: ClassVar[dict[str, Any]] = {
            "name": gettext_lazy("Name"),
            "kind": gettext_lazy("Kind of hub"),
            "about_nl": gettext_lazy("About, in Dutch"),
            "about_en": gettext_lazy("About, in English"),
            "street": gettext_lazy("Street and number"),
            "postcode": gettext_lazy("Postcode"),
            "municipality": gettext_lazy("Town"),
            "latitude": gettext_lazy("Latitude"),
            "longitude": gettext_lazy("Longitude"),
            "email": gettext_lazy("E-mail address"),
            "phone": gettext_lazy("Telephone"),
            "step_free": gettext_lazy("Step-free: in and around without stairs"),
            "accessibility_nl": gettext_lazy("How to get in, in Dutch"),
            "accessibility_en": gettext_lazy("How to get in, in English"),
            "holidays_of": gettext_lazy("Closed on the public holidays of"),
            "gap_policy": gettext_lazy("What no fund covers of a reduced price"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "accessibility_nl": gettext_lazy(
                "The way from the street, the lift, the toilet, where one may park."
            ),
            "holidays_of": gettext_lazy(
                "A country's code, such as NL. Leave it empty if you open on all of them."
            ),
            "latitude": gettext_lazy("In degrees, such as 51.44083."),
            "longitude": gettext_lazy("In degrees, such as 5.47778."),
        }

    def facts(self, hub: Hub) -> HubFacts:
        """What the hub is with what was filled in."""
        return replace(HubFacts.of(hub), **self.cleaned_data)

    def clean_approval_hours(self) -> int:
        return self.cleaned_data["approval_hours"] or self.instance.approval_hours

    def clean_challenge_hours(self) -> int:
        return self.cleaned_data["challenge_hours"] or self.instance.challenge_hours

    def clean_offer_hours(self) -> int:
        return self.cleaned_data["offer_hours"] or self.instance.offer_hours


class SiteHubForm(HubForm):
    """The same for who runs the site, and says who runs the hub."""

    class Meta(HubForm.Meta):
        fields: ClassVar[list[str]] = ["operator", *HubForm.Meta.fields]
        labels: ClassVar[dict[str, Any]] = {**HubForm.Meta.labels, "operator": gettext_lazy("Run by")}
        help_texts: ClassVar[dict[str, Any]] = {
            **HubForm.Meta.help_texts,
            "operator": gettext_lazy(
                "An organisation that is registered here: the one that sends the invoices."
            ),
        }


class NewHubForm(SiteHubForm):
    """The same for a hub that is not there yet, with what is settled when it is made: who runs it and its clock."""

    class Meta(SiteHubForm.Meta):
        fields: ClassVar[list[str]] = ["zone_name", *SiteHubForm.Meta.fields]
        labels: ClassVar[dict[str, Any]] = {
            **SiteHubForm.Meta.labels,
            "zone_name": gettext_lazy("Time zone"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            **SiteHubForm.Meta.help_texts,
            "zone_name": gettext_lazy("All times of the hub are on this clock. It cannot be changed later."),
            "latitude": gettext_lazy("In degrees, such as 51.44083. Both empty: the middle of the town."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("latitude", "longitude"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if (values.get("latitude") is None) != (values.get("longitude") is None) and not self.errors:
            missing = "latitude" if values.get("latitude") is None else "longitude"
            self.add_error(missing, _("Give both coordinates, or neither."))
        return values

    def new_facts(self) -> HubFacts:
        """Of a form that is valid."""
        values = dict(self.cleaned_data)
        if values["latitude"] is None:
            town = values["municipality"]
            values |= {"latitude": town.latitude, "longitude": town.longitude}
        return HubFacts(**values)


class HouseRulesForm(forms.Form):
    text_nl = forms.CharField(
        label=gettext_lazy("House rules, in Dutch"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20_000,
        error_messages={"required": gettext_lazy("House rules say something, in Dutch at least.")},
    )
    text_en = forms.CharField(
        label=gettext_lazy("House rules, in English"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=20_000,
        required=False,
    )


class ClosureForm(Knowing):
    """Whole days, or from one time to another."""

    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))
    from_time = ClockField(
        label=gettext_lazy("From"),
        required=False,
        help_text=gettext_lazy("Empty: from midnight."),
    )
    to_time = ClockField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Empty: the whole last day."),
    )
    facility = forms.ModelChoiceField(
        label=gettext_lazy("What is closed"),
        queryset=Facility.objects.none(),
        required=False,
        empty_label=gettext_lazy("the whole hub"),
    )
    reason = forms.CharField(label=gettext_lazy("Why, for visitors to read"), max_length=200, required=False)
    yearly = forms.BooleanField(label=gettext_lazy("Every year"), required=False)

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["facility"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = hub.facilities.exclude(state="retired").order_by("name")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day cannot be before the first."))
        return values

    def times(self) -> tuple[datetime, datetime]:
        """Start and end on the hub's clock."""
        values = self.cleaned_data
        until = values["to_time"]
        last = values["last_day"] if until else values["last_day"] + timedelta(days=1)
        return (
            datetime.combine(values["first_day"], values["from_time"] or time()),
            datetime.combine(last, until or time()),
        )
