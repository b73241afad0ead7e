"""The last two forms before something is booked: what for, and yes to the house rules and the price."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import HouseRules
from hub.kit.form_fields import DayField, WholeNumberField


class PlaceForm(forms.Form):
    """`token` is what was shown, sealed; `key` makes sending it twice the same as once. Anything else is not read."""

    token = forms.CharField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    purpose = forms.CharField(
        label=gettext_lazy("What will you do?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The hub reads it, to have things ready for you."),
    )
    reference = forms.CharField(
        label=gettext_lazy("Your own reference"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "A project or number for your bookkeeping. You find it again on everything we send you."
        ),
    )


class SecondForm(PlaceForm):
    """The same for standing behind an option, until and including a day on the hub's clock."""

    on = DayField(label=gettext_lazy("Until and including"))


class ConfirmForm(forms.Form):
    """Yes to the version of the house rules that was shown."""

    version = WholeNumberField(widget=forms.HiddenInput(), required=False, most=32_767)
    accept = forms.BooleanField(
        label=gettext_lazy("We have read the house rules and will keep to them."),
        error_messages={
            "required": gettext_lazy(
                "Agree to the house rules first: without that the hub cannot let you in."
            )
        },
    )

    def __init__(self, *args: object, house_rules: HouseRules | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if house_rules is None:
            del self.fields["accept"]
        else:
            self.initial["version"] = house_rules.version

    def accepted_version(self) -> int | None:
        """The version that was ticked; only after `is_valid()`."""
        return self.cleaned_data["version"] if self.cleaned_data.get("accept") else None


class CancelForm(forms.Form):
    """A reason, which the place owes the people it lets down; and the fee that was shown, in cents."""

    fee = WholeNumberField(widget=forms.HiddenInput(), required=False, least=0, most=999_999_999)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They will read this."),
    )

    def __init__(self, *args: object, needs_reason: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].required = needs_reason
        if not needs_reason:
            self.fields["reason"].help_text = _("The hub will read this.")

    def told_cents(self) -> int:
        """What was shown: nothing, where nothing was. Only after `is_valid()`."""
        return self.cleaned_data["fee"] or 0
