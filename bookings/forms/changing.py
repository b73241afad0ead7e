"""Changing a booking: its time, how many of what, what is taken out and what comes to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.basket import Basket, BasketLine
from bookings.filled import Filled
from bookings.forms.basket import MOST_UNITS, BasketForms, LineForm
from bookings.models import Booking
from facilities.models import Facility, FacilityState
from hub.kit.form_fields import WholeNumberField

MORE = 2


class ChangeLineForm(LineForm):
    """A line of the booking, which may be taken out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Take out: %(facility)s") % {"facility": self.facility.name}
        self.fields["drop"] = forms.BooleanField(label=label, required=False)

    @property
    def is_dropped(self) -> bool:
        return bool(self.cleaned_data.get("drop"))


class AddForm(forms.Form):
    """Something more of the same hub, for the time of the booking."""

    facility = forms.ChoiceField(
        label=gettext_lazy("Add"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")},
    )
    quantity = WholeNumberField(label=gettext_lazy("How many"), most=MOST_UNITS, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["facility"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("nothing more")), *choices]

    def line(self) -> BasketLine | None:
        """Of a form that is valid."""
        chosen = self.cleaned_data["facility"]
        return BasketLine(int(chosen), self.cleaned_data["quantity"] or 1) if chosen else None


class AboutForm(forms.Form):
    """What for, and from the hub's staff why."""

    purpose = forms.CharField(label=gettext_lazy("What will you do?"), max_length=200, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why do you change it?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They read it in their mail."),
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["purpose"].label = _("What will they do?")
        else:
            del self.fields["reason"]


@dataclass(frozen=True)
class ChangeForms:
    basket: BasketForms
    more: list[AddForm]
    about: AboutForm

    @classmethod
    def of(
        cls,
        booking: Booking,
        filled: Filled,
        *,
        needs_reason: bool,
        data: Mapping[str, Any] | None = None,
        colleagues: Mapping[int, str] | None = None,
    ) -> "ChangeForms":
        live = Facility.objects.filter(hub=booking.hub_id, state=FacilityState.LIVE).order_by("name", "pk")
        choices = [(str(pk), name) for pk, name in live.values_list("pk", "name")]
        return cls(
            BasketForms.of(filled, data, line_form=ChangeLineForm, colleagues=colleagues),
            [AddForm(data, choices=choices, prefix=f"add-{number}") for number in range(MORE)],
            AboutForm(data, needs_reason=needs_reason, initial={"purpose": booking.purpose}),
        )

    def is_valid(self) -> bool:
        # Each is asked, so that everything that is wrong is said at once.
        found = [form.is_valid() for form in (*self.more, self.about)]
        return all([self.basket.is_valid(), *found])

    @property
    def errors(self) -> bool:
        return self.basket.errors or any(form.is_bound and form.errors for form in (*self.more, self.about))

    def wanted(self) -> Basket | None:
        """How it is to be; None when nothing is left of it. Only after `is_valid()`."""
        basket = self.basket.basket()
        stays = [
            line
            for line, form in zip(basket.lines, self.basket.lines, strict=True)
            if not (isinstance(form, ChangeLineForm) and form.is_dropped)
        ]
        comes = [line for form in self.more if (line := form.line())]
        return replace(basket, lines=(*stays, *comes)) if stays or comes else None
