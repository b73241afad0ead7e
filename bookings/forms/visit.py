"""Who comes and for what, and how much of the time is for set-up and strike."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.filled import Filled
from bookings.rules.request import Visit
from facilities.rules.companions import ACTIVITIES, MOST_PEOPLE
from hub.kit.form_fields import WholeNumberField
from hub.kit.periods import Period

DAY_MINUTES = 24 * 60


class VisitForm(forms.Form):
    """Asks what the basket's facilities have a rule or a limit for; required where a rule depends on it."""

    people = WholeNumberField(label=gettext_lazy("How many people?"), most=MOST_PEOPLE, required=False)
    activity = forms.ChoiceField(
        label=gettext_lazy("What do you come to do?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")},
    )
    setup = WholeNumberField(
        label=gettext_lazy("Set-up, in minutes"), least=0, most=DAY_MINUTES, required=False
    )
    strike = WholeNumberField(
        label=gettext_lazy("Strike, in minutes"), least=0, most=DAY_MINUTES, required=False
    )

    used_by = forms.TypedChoiceField(
        label=gettext_lazy("Who will be there?"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Their induction counts; a seat in a training session is theirs."),
        error_messages={"invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")},
    )

    def __init__(
        self, *args: Any, filled: Filled, colleagues: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        visit = filled.basket.visit
        kwargs["initial"] = {
            "people": visit.people,
            "activity": visit.activity,
            "setup": visit.setup_minutes or None,
            "strike": visit.strike_minutes or None,
            "used_by": visit.used_by_id,
        }
        super().__init__(*args, **kwargs)
        self.kept = visit
        activity = self.fields["activity"]
        assert isinstance(activity, forms.ChoiceField)
        activity.choices = [("", _("choose")), *((each.value, said) for each, said in ACTIVITIES.items())]
        self.fields["people"].required = filled.asks_people
        activity.required = filled.asks_activity
        self.fields["people"].error_messages["required"] = _(
            "Say how many people come: it decides who must be there."
        )
        activity.error_messages["required"] = _("Say what you come to do: it decides who must be there.")
        # What nobody is asked stays as it was said.
        if not (filled.asks_people or filled.has_capacity):
            del self.fields["people"]
        if not filled.asks_activity:
            del self.fields["activity"]
        used_by = self.fields["used_by"]
        assert isinstance(used_by, forms.ChoiceField)
        used_by.choices = [("", _("whoever books it")), *(colleagues or {}).items()]
        if not colleagues:
            del self.fields["used_by"]

    @property
    def has_times(self) -> bool:
        return bool(any(self[name].value() or self[name].errors for name in ("setup", "strike")))

    def visit(self) -> Visit:
        """Only after `is_valid()`."""
        data = self.cleaned_data
        return Visit(
            people=data.get("people", self.kept.people),
            activity=data.get("activity", self.kept.activity),
            setup_minutes=data["setup"] or 0,
            strike_minutes=data["strike"] or 0,
            used_by_id=data["used_by"] if "used_by" in self.fields else self.kept.used_by_id,
        )

    def leaves_time(self, period: Period) -> bool:
        """Whether set-up and strike leave some of it; if not, that is said."""
        if self.visit().doors(period) is not None:
            return True
        self.add_error(
            "setup",
            _("Set-up and strike lie within your time and leave nothing between them. Make them shorter."),
        )
        return False
