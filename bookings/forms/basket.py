"""The forms of picking: one facility with a time, and the whole basket at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.basket import Basket, BasketLine, Filled
from bookings.forms.periods import PeriodForm, said
from facilities.models import Facility
from facilities.models.parts import Contained, contained_in, in_service
from hub.kit.form_fields import DayField, WholeNumberField
from hub.kit.periods import Period

# More than a line's hundred units is a different kind of business; the pool's own number is usually far lower.
MOST_UNITS = 100


class ChooseForm(PeriodForm):
    """One facility: when, and how many if it is a pool. Left empty, the time is the basket's."""

    quantity = WholeNumberField(label=_("How many"), most=MOST_UNITS, required=False)
    field_order = ("date", "from", "to", "until", "quantity")

    def __init__(
        self, *args: Any, facility: Facility, basket_period: Period | None = None, **kwargs: Any
    ) -> None:
        self.facility, self.basket_period = facility, basket_period
        self.period_required = basket_period is None
        super().__init__(*args, zone=facility.hub.zone, **kwargs)
        most = max(in_service([facility.pk])[facility.pk], 1)
        self.pool = most
        self.fields["quantity"] = WholeNumberField(
            label=_("How many"),
            most=most,
            required=False,
            help_text=_("There are %(most)d of these.") % {"most": most} if most > 1 else "",
        )
        if most == 1:
            self.fields["quantity"].widget = forms.HiddenInput()
        self.order_fields(list(self.field_order))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["quantity"] = data.get("quantity") or 1
        if not self.errors and data["period"] is None:
            data["period"] = self.basket_period
        return data

    def day(self) -> date | None:
        """The day that is being looked at, if it is one."""
        try:
            return DayField(required=False).clean(self["date"].value())
        except forms.ValidationError:
            return None


class LineForm(PeriodForm):
    """One line of the basket. An empty time follows the basket's."""

    period_required = False

    def __init__(
        self,
        *args: Any,
        line: BasketLine,
        facility: Facility,
        most: int,
        contains: tuple[Contained, ...] = (),
        **kwargs: Any,
    ) -> None:
        self.line, self.facility, self.most, self.contains = line, facility, most, contains
        super().__init__(*args, zone=facility.hub.zone, **kwargs)
        self.fields["quantity"] = WholeNumberField(label=_("How many"), most=max(most, 1))
        if most <= 1:
            self.fields["quantity"].widget = forms.HiddenInput()

    @property
    def has_own_period(self) -> bool:
        return bool(
            self.line.own_period or any(self[name].errors for name in ("date", "from", "to", "until"))
        )

    @property
    def is_pool(self) -> bool:
        return self.most > 1

    def changed_line(self) -> BasketLine:
        data = self.cleaned_data
        return BasketLine(self.line.facility_id, data["quantity"], data["period"])


@dataclass(frozen=True)
class BasketForms:
    """The basket's own time, and a form for each line."""

    filled: Filled
    period: PeriodForm
    lines: list[LineForm]

    @classmethod
    def of(cls, filled: Filled, data: Mapping[str, Any] | None = None) -> "BasketForms":
        zone, basket = filled.hub.zone, filled.basket
        assert basket.period is not None
        ids = [facility.pk for facility in filled.facilities]
        pools, contains = in_service(ids), contained_in(ids)
        lines = []
        for number, (line, facility, _period) in enumerate(filled.rows):
            initial: dict[str, Any] = {"quantity": str(line.quantity)}
            if line.own_period:
                initial.update(said(line.own_period, zone))
            lines.append(
                LineForm(
                    data,
                    line=line,
                    facility=facility,
                    most=pools.get(facility.pk, 1),
                    contains=contains.get(facility.pk, ()),
                    initial=initial,
                    prefix=f"line-{number}",
                )
            )
        return cls(filled, PeriodForm(data, zone=zone, initial=said(basket.period, zone)), lines)

    def is_valid(self) -> bool:
        # Each is asked, so that everything that is wrong is said at once.
        return not [form for form in self.all if not form.is_valid()]

    @property
    def all(self) -> list[PeriodForm]:
        return [self.period, *self.lines]

    @property
    def errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self.all)

    def basket(self) -> Basket:
        """What was typed; only after `is_valid()`. A line whose own time is the basket's follows it from now on."""
        period = self.period.cleaned_data["period"]
        lines = [form.changed_line() for form in self.lines]
        own = tuple(replace(line, own_period=None) if line.own_period == period else line for line in lines)
        return Basket(self.filled.basket.hub_id, period, own)
