"""Something new in the planning: for somebody who calls, or for the house itself."""

from collections.abc import Sequence
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.blocks import KINDS
from bookings.forms.moves import LATEST, MOST_ID
from bookings.forms.periods import PeriodForm
from facilities.forms.knowing import Knowing
from hub.kit.form_fields import WholeNumberField
from members.models import Organisation

MOST_CENTS = 999_999_999


def waiving_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why they may do without the induction"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Empty where they hold it. Who of you is beside them, for instance."),
    )


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


class HouseForm(Knowing, SpotForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[(each.value, each.label) for each in reversed(KINDS)]
    )
    title = forms.CharField(label=gettext_lazy("What it is called"), max_length=200, required=False)


class NameForm(SpotForm):
    """An organisation that has an account, by its name."""

    name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        min_length=2,
        max_length=120,
        help_text=gettext_lazy("A part of it is enough."),
    )


class MembersForm(NameForm):
    """Which of those that were found, and what for."""

    purpose = forms.CharField(label=gettext_lazy("What will they do?"), max_length=200, required=False)
    list_cents = WholeNumberField(least=0, most=MOST_CENTS, widget=forms.HiddenInput())
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self, *args: object, found: Sequence[Organisation], asks: bool = False, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.found = {str(each.uuid): each for each in found}
        choices = [(uuid, f"{each.name}, {each.municipality}") for uuid, each in self.found.items()]
        self.fields["organisation"] = forms.ChoiceField(
            label=gettext_lazy("For which of them"), widget=forms.RadioSelect, choices=choices
        )
        if asks:
            self.fields["waiving"] = waiving_field()
        self.order_fields(["name", "organisation", "purpose"])

    def chosen(self) -> Organisation:
        """Only after `is_valid()`."""
        return self.found[self.cleaned_data["organisation"]]


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

    def __init__(self, *args: object, version: int | None, asks: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if asks:
            self.fields["waiving"] = waiving_field()
            self.fields["waiving"].help_text = _("Who calls has no account, so they hold none.")
        self.initial["version"] = version
        if version is None:
            del self.fields["accept"]


class LinkForm(forms.Form):
    """Where who called gets the link to manage a booking themselves."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of who called"),
        help_text=gettext_lazy("Another address than before makes the link in earlier mails worthless."),
    )
