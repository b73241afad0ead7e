"""What one looks for, and the small forms around it. Days are those of the country; figures are plain."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.placing import PartField, offer_parts
from bookings.models.part_of import Whole
from facilities.models import Kind
from funding.models.limits import COUNTRY
from hub.kit.form_fields import DayField, WholeNumberField
from knowledgebase.models import Theme
from members.models import Municipality
from region.models import DayPart, Need, NeedSort
from region.models.needs import IN_WORDS
from region.rules.needs import FURTHEST_KM, HORIZON, NeedFacts

AMOUNT = re.compile(r"[0-9]{1,7}([.,][0-9]{1,2})?")


class EuroField(forms.CharField):
    """An amount such as 250 or 250,50, in plain figures; cleans to cents, nothing to None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=12, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs
        )

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip().removeprefix("€").strip()
        if not text:
            return None
        if not AMOUNT.fullmatch(text):
            raise forms.ValidationError(_("Give an amount such as 250 or 250.50."), code="amount")
        return int(Decimal(text.replace(",", ".")) * 100)


class NeedForm(forms.Form):
    """Cleans to `facts()`."""

    sort = forms.ChoiceField(
        label=gettext_lazy("What do you look for?"), choices=NeedSort.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=gettext_lazy("In one line"),
        max_length=120,
        help_text=gettext_lazy("What hubs read first: “A dark studio for five days of motion capture”."),
    )
    kind = forms.ModelChoiceField(
        label=gettext_lazy("Kind of facility"),
        queryset=Kind.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("none of these, or several"),
        help_text=gettext_lazy("With a kind we propose what is free near by."),
    )
    quantity = WholeNumberField(label=gettext_lazy("How many"), most=500, initial=1)
    words = forms.CharField(
        label=gettext_lazy("Tell more about it"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What you will do, what it must have, who you are. Everybody may read it."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language do you write?"),
        choices=[("nl", gettext_lazy("Dutch")), ("en", gettext_lazy("English"))],
    )
    hours = WholeNumberField(
        label=gettext_lazy("How many hours in all"),
        most=2_000,
        required=False,
        help_text=gettext_lazy("Leave it empty if nobody can say yet."),
    )
    daypart = forms.ChoiceField(
        label=gettext_lazy("When on a day"), choices=DayPart.choices, initial=DayPart.ANY
    )
    flexible = forms.BooleanField(
        label=gettext_lazy("Other days could do as well"), required=False, initial=True
    )
    town = forms.CharField(
        label=gettext_lazy("Near which town"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "towns", "autocomplete": "off"}),
    )
    radius_km = WholeNumberField(
        label=gettext_lazy("How far from it, in kilometres"), most=FURTHEST_KM, initial=25
    )
    step_free = forms.BooleanField(label=gettext_lazy("It must be step-free"), required=False)
    themes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What is it about?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Labs and experts that work on it are proposed first."),
        error_messages={"invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")},
    )
    project = forms.CharField(label=gettext_lazy("For which project"), max_length=200, required=False)
    part_of = PartField()
    budget = EuroField(
        label=gettext_lazy("What you can spend yourself, in euros"),
        help_text=gettext_lazy("Only hubs see it. Funds come on top of it."),
    )
    only_hubs = forms.BooleanField(
        label=gettext_lazy("Only hubs and the quartermaster may read it"), required=False
    )
    version = WholeNumberField(widget=forms.HiddenInput(), required=False, most=1_000_000)

    def __init__(self, *args: Any, now: datetime, wholes: Sequence[Whole] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_parts(self, wholes)
        today = now.astimezone(COUNTRY).date()
        last = today + timedelta(days=HORIZON)
        for name, label, help_text in (
            ("from_date", gettext_lazy("From"), ""),
            ("until_date", gettext_lazy("Until and including"), ""),
            (
                "answer_by",
                gettext_lazy("Answers until and including"),
                gettext_lazy("After this day it closes by itself; we write to you before."),
            ),
        ):
            self.fields[name] = DayField(label=label, help_text=help_text, earliest=today, latest=last)
        self.fields["themes"].choices = [(each.pk, each.name) for each in Theme.objects.all()]  # type: ignore[attr-defined]
        self.fields["kind"].queryset = Kind.objects.exclude(family="session")  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_town(self) -> Municipality:
        text = " ".join(self.cleaned_data["town"].split())
        found = Municipality.objects.filter(name__iexact=text).order_by("pk").first()
        if found is None:
            raise forms.ValidationError(_("We do not know this town. Choose one from the list."), code="town")
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("sort") in IN_WORDS:
            self._without_things(data)
        first, last, answers = (data.get(name) for name in ("from_date", "until_date", "answer_by"))
        if first and last and last < first:
            self.add_error("until_date", _("The last day comes after the first."))
        if last and answers and answers > last:
            self.add_error("answer_by", _("Answers after the last day come too late: give an earlier day."))
        return data

    def _without_things(self, data: dict[str, Any]) -> None:
        """A placement or a partner is no number of things for some hours; the page does not show these fields then."""
        for name, value in (("kind", None), ("quantity", 1), ("hours", None), ("daypart", DayPart.ANY)):
            self.errors.pop(name, None)
            data[name] = value

    def facts(self) -> NeedFacts:
        """Only after `is_valid()`."""
        data = self.cleaned_data
        plain = (
            "sort",
            "title",
            "from_date",
            "until_date",
            "answer_by",
            "words",
            "language",
            "quantity",
            "hours",
            "daypart",
            "flexible",
            "radius_km",
            "step_free",
            "project",
            "only_hubs",
        )
        return NeedFacts(
            theme_ids=tuple(sorted(data["themes"])),
            **{name: data[name] for name in plain},
            municipality_id=data["town"].pk,
            kind_id=data["kind"].pk if data["kind"] else None,
            budget_cents=data["budget"],
            part_of=data.get("part_of"),
        )


def initial_of(need: Need) -> dict[str, Any]:
    """The same as it stands, for changing it."""
    plain = {name: getattr(need, name) for name in NeedFacts.__slots__ if hasattr(need, name)}
    cents = need.budget_cents
    return {
        **plain,
        "town": need.municipality.name,
        "themes": list(need.themes.values_list("pk", flat=True)),
        "kind": need.kind.slug if need.kind else "",
        "part_of": str(need.part_of or ""),
        "budget": "" if cents is None else f"{cents // 100}.{cents % 100:02d}",
        "version": need.version,
    }


def fresh(today: date, language: str, town: str) -> dict[str, Any]:
    """What a new one begins with: from a week ahead, for a week."""
    return {
        "sort": NeedSort.PLACE,
        "language": language,
        "town": town,
        "from_date": today + timedelta(days=7),
        "until_date": today + timedelta(days=14),
        "answer_by": today + timedelta(days=7),
    }


def again(need: Need, today: date) -> dict[str, Any]:
    """The same once more, as a new one: its days where they are still to come, else those of a new one."""
    before = initial_of(need)
    days = fresh(today, need.language, need.municipality.name)
    if need.from_date >= today:
        days |= {"from_date": need.from_date, "until_date": need.until_date}
        days["answer_by"] = min(days["answer_by"], need.until_date)
    names = ("from_date", "until_date", "answer_by")
    return {**before, **{name: days[name] for name in names}, "version": None}


class ReasonForm(forms.Form):
    """Words to whom it concerns; `needed` or not."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They will read this."),
    )

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed
