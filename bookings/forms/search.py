"""The search as a sentence: what, how many, when, where. It lives in the address, so it can be kept and sent on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.fields import LONGEST
from bookings.forms.periods import PeriodForm
from facilities.models import Feature, Kind, KindFamily
from hub.kit.errors import Refusal
from hub.kit.form_fields import WholeNumberField
from hub.kit.periods import Period
from members.models import Region

MOST_UNITS = 100
ANY = "any-"


class SearchTooLong(Refusal):
    code = "search_too_long"
    status = 400
    message = gettext_lazy("That is too long for a search. Use a few words and one value for each field.")


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody is looking for. Empty text and no features mean: any."""

    period: Period
    family: str = ""
    kind: str = ""
    features: tuple[str, ...] = ()
    region: str = ""
    quantity: int = 1


def site_zone() -> ZoneInfo:
    """The clock by which a search across hubs is read."""
    return ZoneInfo(settings.TIME_ZONE)


def refuse_long(query: QueryDict) -> None:
    """Raises `SearchTooLong` for an address that no form of ours makes."""
    for name, values in query.lists():
        if len(name) > LONGEST or len(values) > LONGEST or any(len(value) > LONGEST for value in values):
            raise SearchTooLong()


class SearchForm(PeriodForm):
    quantity = WholeNumberField(label=gettext_lazy("How many"), most=MOST_UNITS, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    feature = forms.MultipleChoiceField(
        label=gettext_lazy("It must have"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("quantity", "kind", "date", "from", "to", "until", "region", "feature")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("zone", site_zone())
        # The form appears on pages with others; its ids must stay unique.
        kwargs.setdefault("auto_id", "search-%s")
        super().__init__(*args, **kwargs)
        self.order_fields(list(self.field_order))
        self._choices("kind", kind_choices(Kind.objects.all()))
        self._choices("region", [("", _("the whole country")), *Region.objects.values_list("slug", "name")])
        self._choices("feature", [(each.slug, each.name) for each in Feature.objects.all()])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
            field.error_messages["invalid_choice"] = _("That is not in the list. Choose one that is.")

    def search(self) -> Search:
        """What is looked for; only after `is_valid()`."""
        data = self.cleaned_data
        kind = data["kind"]
        return Search(
            period=data["period"],
            family=kind.removeprefix(ANY) if kind.startswith(ANY) else "",
            kind="" if kind.startswith(ANY) else kind,
            features=tuple(data["feature"]),
            region=data["region"],
            quantity=data["quantity"] or 1,
        )


def kind_choices(kinds: Iterable[Kind]) -> list[Any]:
    """Anything; then by family: any of it, and each kind."""
    rows = list(kinds)
    choices: list[Any] = [("", _("anything"))]
    for family in KindFamily:
        mine = [(kind.slug, kind.name.lower()) for kind in rows if kind.family == family]
        if mine:
            any_of_it = (f"{ANY}{family.value}", ANY_OF[family])
            choices.append((family.label, [any_of_it, *mine]))
    return choices


ANY_OF = {
    KindFamily.STUDIO: gettext_lazy("any studio"),
    KindFamily.ROOM: gettext_lazy("any room"),
    KindFamily.EQUIPMENT: gettext_lazy("any equipment"),
    KindFamily.EXPERT: gettext_lazy("any expert"),
}


def start_values(now: datetime) -> dict[str, Any]:
    """What the sentence says before anybody completes it: a studio, tomorrow, four hours of the afternoon."""
    tomorrow = now.astimezone(site_zone()).date() + timedelta(days=1)
    return {
        "quantity": "1",
        "kind": f"{ANY}studio",
        "date": tomorrow.isoformat(),
        "from": "13:00",
        "to": "17:00",
    }


def blank(*, now: datetime) -> SearchForm:
    """The sentence for the home page, not yet asked."""
    return SearchForm(initial=start_values(now))


def asked(query: QueryDict, *, now: datetime) -> SearchForm:
    """The sentence as the address has it; what the address leaves out is what the sentence starts with."""
    refuse_long(query)
    data = query.copy()
    for name, value in start_values(now).items():
        if name not in data and not (name == "kind" and data):
            data[name] = value
    return SearchForm(data)
