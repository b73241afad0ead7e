"""The last two forms before something is booked: what for, and yes to the house rules and the price."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models.part_of import Whole
from facilities.models import HouseRules
from hub.kit.form_fields import DayField, WholeNumberField
from hub.kit.refs import Ref


class PartField(forms.CharField):
    """What it is part of, as a `Ref`; None for nothing. Whether one may is the verb's to say."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Part of"))
        super().__init__(required=False, max_length=100, widget=forms.Select, **kwargs)

    def clean(self, value: Any) -> Ref | None:
        text = super().clean(value)
        try:
            return Ref.parse(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("That is not in the list. Choose one that is.")) from error


def offer_parts(form: forms.Form, wholes: Sequence[Whole]) -> None:
    """What may be chosen; without anything to choose the question is not asked."""
    if not wholes:
        del form.fields["part_of"]
        return
    nothing = ("", _("nothing in particular"))
    form.fields["part_of"].widget.choices = [nothing, *(each.choice for each in wholes)]


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
    part_of = PartField(help_text=gettext_lazy("A pilot that you take part in. It can be said later too."))


class SecondForm(PlaceForm):
    """The same for standing behind an option, until and including a day on the hub's clock."""

    # Said once it is a booking.
    part_of = None  # type: ignore[assignment]

    on = DayField(label=gettext_lazy("Until and including"))


class PartForm(forms.Form):
    """What a booking is part of: one of what was offered, or nothing."""

    part_of = PartField()

    def __init__(self, *args: object, wholes: Sequence[Whole], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offer_parts(self, wholes)


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
