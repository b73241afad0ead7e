"""The search as a sentence. It lives in the address, so it can be kept and sent on."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms import whens
from bookings.forms.blanks import HoursField, LengthField, RadiusField, WhenField, hours_said
from bookings.forms.fields import LONGEST
from bookings.forms.kinds import ANY, gear, helpers, kind_choices, split_kind
from bookings.forms.periods import PERIOD_FIELDS, PeriodForm, said
from bookings.rules.question import (
    BETWEEN,
    EXACTLY,
    MOST_UNITS,
    Extra,
    LongerThanPeriod,
    PeriodTooLong,
    Question,
    Sort,
    check,
)
from facilities.models import Feature, Kind
from facilities.rules.companions import ACTIVITIES, MOST_PEOPLE
from hub.kit.errors import Refusal
from hub.kit.form_fields import DayField, WholeNumberField
from hub.kit.periods import Period
from members.models import Municipality, Organisation, Region

EXACT_FIELDS = PERIOD_FIELDS
LOOSE_FIELDS = ("length", "hours")
SLOTS = (("with1", "n1"), ("with2", "n2"), ("who", ""))
USUAL_KM = "40"


class SearchTooLong(Refusal):
    code = "search_too_long"
    status = 400
    message = gettext_lazy("That is too long for a search. Use a few words and one value for each field.")


def site_zone() -> ZoneInfo:
    """The clock by which a search across hubs is read."""
    return ZoneInfo(settings.TIME_ZONE)


def refuse_long(query: QueryDict) -> None:
    """Raises `SearchTooLong` for an address that no form of ours makes."""
    for name, values in query.lists():
        if len(name) > LONGEST or len(values) > LONGEST or any(len(value) > LONGEST for value in values):
            raise SearchTooLong()


class SearchForm(PeriodForm):
    use_required_attribute = False
    quantity = WholeNumberField(label=gettext_lazy("How many"), most=MOST_UNITS, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    when = WhenField()
    length = LengthField()
    first = DayField(label=gettext_lazy("First day"), required=False)
    last = DayField(label=gettext_lazy("Last day to look at"), required=False)
    hours = HoursField()
    km = RadiusField()
    town = forms.ChoiceField(label=gettext_lazy("Town"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    n1 = WholeNumberField(label=gettext_lazy("Number of extras"), most=MOST_UNITS, required=False)
    with1 = forms.ChoiceField(label=gettext_lazy("With"), required=False)
    n2 = WholeNumberField(label=gettext_lazy("Number of other extras"), most=MOST_UNITS, required=False)
    with2 = forms.ChoiceField(label=gettext_lazy("And with"), required=False)
    who = forms.ChoiceField(label=gettext_lazy("Who helps"), required=False)
    feature = forms.MultipleChoiceField(
        label=gettext_lazy("It must have"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = WholeNumberField(label=gettext_lazy("How many people?"), most=MOST_PEOPLE, required=False)
    activity = forms.ChoiceField(label=gettext_lazy("What do you come to do?"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Sorted by"), required=False, widget=forms.HiddenInput)
    field_order = (
        *("quantity", "kind", "length", "when", "first", "last", "date", "from", "to", "until", "hours"),
        *("km", "town", "region", "n1", "with1", "n2", "with2", "who", "feature", "people"),
        *("activity", "sort"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        kwargs.setdefault("zone", site_zone())
        # The form appears on pages with others; its ids must stay unique.
        kwargs.setdefault("auto_id", "search-%s")
        super().__init__(*args, **kwargs)
        self.order_fields(list(self.field_order))
        kinds = list(Kind.objects.all())
        self._choices("kind", kind_choices(kinds))
        self._choices("region", [("", _("the whole country")), *Region.objects.values_list("slug", "name")])
        self._choices("town", [("", _("a town")), *Municipality.objects.values_list("slug", "name")])
        self._choices("feature", [(each.slug, each.name) for each in Feature.objects.all()])
        self._choices("with1", gear(kinds, _("no extra gear")))
        self._choices("with2", gear(kinds, _("nothing more")))
        self._choices("who", helpers(kinds, _("nobody to help")))
        doing = ((each.value, said) for each, said in ACTIVITIES.items())
        self._choices("activity", [("", _("not said")), *doing])
        self._choices("sort", [("", ""), *((each.value, each.value) for each in Sort)])
        self._choices("when", whens.choices(self.today, self._said("when")))
        for name in ("length", "km", "hours"):
            self.fields[name].chosen(self._said(name))  # type: ignore[attr-defined]

    def _said(self, name: str) -> str:
        return str(self[name].value() or "")

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
            field.error_messages["invalid_choice"] = _("That is not in the list. Choose one that is.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        window = self._window(data)
        if data.get("km") and not data.get("town") and "town" not in self.errors:
            self.add_error("town", _("Choose the town from which it is counted."))
        minutes = data.get("length")
        if data.get("when") == EXACTLY:
            minutes = window.minutes if window else None
        if window is None or minutes is None or self.errors:
            return data
        try:
            check(window, minutes)
        except (PeriodTooLong, LongerThanPeriod) as refusal:
            self.add_error("to" if data["when"] == EXACTLY else "length", str(refusal))
        data["window"], data["minutes"] = window, minutes
        return data

    def _window(self, data: dict[str, Any]) -> Period | None:
        when = data.get("when")
        if when == EXACTLY:
            period: Period | None = data.get("period")
            return period
        span = whens.between(self, data) if when == BETWEEN else whens.days_of(when or "")
        return whens.window_of(*span, self.zone) if span else None

    def question(self) -> Question:
        """What is looked for; only after `is_valid()`."""
        data = self.cleaned_data
        family, kind = split_kind(data["kind"])
        exact = data["when"] == EXACTLY
        return Question(
            when=data["when"],
            window=data["window"],
            minutes=data["minutes"],
            hours=None if exact else data["hours"],
            family=family,
            kind=kind,
            features=tuple(data["feature"]),
            region="" if data["km"] else data["region"],
            town=data["town"] if data["km"] else "",
            km=data["km"],
            quantity=data["quantity"] or 1,
            extras=tuple(self._extras(data)),
            sort=Sort(data["sort"] or (Sort.NEAREST if exact else Sort.SOONEST)),
            people=data["people"],
            activity=data["activity"],
        )

    def _extras(self, data: dict[str, Any]) -> Iterable[Extra]:
        for slot, number in SLOTS:
            if data[slot]:
                family, kind = split_kind(data[slot])
                yield Extra(data.get(number) or 1, kind, family, slot)


def start_values(now: datetime, organisation: Organisation | None = None) -> dict[str, str]:
    """What the sentence says before anybody completes it: a studio for four hours, somewhere this week, and not far
    from the seat of the organisation. The other blanks have something sensible for when they are asked."""
    today = now.astimezone(site_zone()).date()
    tomorrow = today + timedelta(days=1)
    return {
        "quantity": "1",
        "kind": f"{ANY}studio",
        "when": whens.usual(today),
        "length": "240",
        "hours": "",
        "first": today.isoformat(),
        "last": (today + timedelta(days=13)).isoformat(),
        "date": tomorrow.isoformat(),
        "from": "13:00",
        "to": "17:00",
        "n1": "1",
        "n2": "1",
        "km": USUAL_KM if organisation else "",
        "town": organisation.municipality.slug if organisation else "",
    }


def blank(*, now: datetime, organisation: Organisation | None = None) -> SearchForm:
    """The sentence for the home page, not yet asked."""
    return SearchForm(initial=start_values(now, organisation), today=now.astimezone(site_zone()).date())


def asked(query: QueryDict, *, now: datetime, organisation: Organisation | None = None) -> SearchForm:
    """The sentence as the address has it; what the address leaves out is what the sentence starts with. An address
    with a day and times, and without words for when, means exactly those: so were all of them once."""
    refuse_long(query)
    data, values = query.copy(), start_values(now, organisation)
    today = now.astimezone(site_zone()).date()
    if "when" not in data and any(name in data for name in EXACT_FIELDS):
        data["when"] = EXACTLY
    data["when"] = when = whens.in_words(data.get("when") or values["when"], today)
    if "km" not in data and (when == EXACTLY or "region" in data):
        data["km"] = ""
    # What belongs to the other way of asking is not looked at.
    for name in LOOSE_FIELDS if when == EXACTLY else EXACT_FIELDS:
        data.pop(name, None)
    if when != BETWEEN:
        data.pop("first", None), data.pop("last", None)
    for name, value in values.items():
        if name not in data and not (name == "kind" and query):
            data[name] = value
    return SearchForm(data, today=today)


def address_of(question: Question, zone: ZoneInfo) -> str:
    """The query string that asks this question, whoever follows it."""
    address = QueryDict(mutable=True)
    values = {
        "quantity": str(question.quantity),
        "kind": f"{ANY}{question.family}" if question.family else question.kind,
        "when": question.when,
        "km": str(question.km or ""),
        "town": question.town,
        "region": question.region,
        "sort": question.sort.value,
        "people": str(question.people or ""),
        "activity": question.activity,
    }
    if question.is_exact:
        values.update({name: value for name, value in said(question.window, zone).items() if value})
    else:
        values.update({"length": str(question.minutes), "hours": hours_said(question.hours)})
    if question.when == BETWEEN:
        first, end = question.window.local(zone)
        last = end - timedelta(minutes=1)
        values.update({"first": first.date().isoformat(), "last": last.date().isoformat()})
    numbers = dict(SLOTS)
    for extra in question.extras:
        values[extra.slot] = f"{ANY}{extra.family}" if extra.family else extra.kind
        if numbers[extra.slot]:
            values[numbers[extra.slot]] = str(extra.quantity)
    address.update(values)
    address.setlist("feature", list(question.features))
    return address.urlencode()
