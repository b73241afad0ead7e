"""Something new in the planning: for somebody who calls, or for the house itself."""

from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from bookings.forms.blocks import KINDS
from bookings.forms.moves import LATEST, MOST_ID
from bookings.forms.periods import PeriodForm
from hub.kit.form_fields import WholeNumberField

MOST_CENTS = 999_999_999


class WhereForm(PeriodForm):
    """For the keyboard: which unit, and when."""

    period_required = True

    def __init__(self, *args: object, units: list[tuple[str, object]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"] = forms.ChoiceField(label=gettext_lazy("Unit"), choices=units)


class SpotForm(forms.Form):
    """A unit, and minutes since 1970."""

    unit = WholeNumberField(most=MOST_ID, widget=forms.HiddenInput())
    start = WholeNumberField(most=LATEST, widget=forms.HiddenInput())
    end = WholeNumberField(most=LATEST, widget=forms.HiddenInput())


class HouseForm(SpotForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[(each.value, each.label) for each in reversed(KINDS)]
    )
    title = forms.CharField(label=gettext_lazy("What it is called"), max_length=200, required=False)


class CallerForm(SpotForm):
    own_cents = WholeNumberField(least=0, most=MOST_CENTS, widget=forms.HiddenInput())
    version = WholeNumberField(most=32_767, required=False, widget=forms.HiddenInput())
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    organisation = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=120,
        help_text=gettext_lazy("A band, a company, a name: it stands on the invoice."),
    )
    name = forms.CharField(label=gettext_lazy("Who calls"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy(
            "The confirmation goes there, and the invoice. Without it you tell them yourself."
        ),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=10, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of their mails"), choices=settings.LANGUAGES)
    purpose = forms.CharField(label=gettext_lazy("What will they do?"), max_length=200, required=False)
    accept = forms.BooleanField(label=gettext_lazy("They know the house rules and will keep to them."))

    def __init__(self, *args: object, version: int | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial["version"] = version
        if version is None:
            del self.fields["accept"]
