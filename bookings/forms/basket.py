"""The forms of picking: one facility with a time, and the whole basket at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from bookings.basket import Basket, BasketLine
from bookings.filled import Filled, Row
from bookings.forms.periods import PeriodForm, said
from bookings.forms.visit import VisitForm
from facilities.models import Facility
from facilities.models.parts import Contained, contained_in, in_service
from hub.kit.form_fields import DayField, WholeNumberField
from hub.kit.periods import Period

# More than a line's hundred units is a different kind of business; the pool's own number is usually far lower.
MOST_UNITS = 100


class ChooseForm(PeriodForm):
    """One facility: when, and how many if it is a pool. Left empty, the time is the basket's."""

    quantity = WholeNumberField(label=_("How many"), most=MOST_UNITS, required=False)
    field_order: tuple[str, ...] = ("date", "from", "to", "until", "quantity")

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
        needed: str = "",
        row: Row | None = None,
        **kwargs: Any,
    ) -> None:
        self.line, self.facility, self.most, self.contains = line, facility, most, contains
        # Why it cannot be taken out, and the line as it will be booked.
        self.needed, self.row = needed, row
        super().__init__(*args, zone=facility.hub.zone, **kwargs)
        # Each line asks it: who hears the page is told of which.
        label = format_html('{}<span class="hush"> {}</span>', _("How many"), facility.name)
        self.fields["quantity"] = WholeNumberField(label=label, most=max(most, 1))
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
    """The basket's own time, who comes for what, and a form for each line."""

    filled: Filled
    period: PeriodForm
    lines: list[LineForm]
    visit: VisitForm

    @classmethod
    def of(
        cls,
        filled: Filled,
        data: Mapping[str, Any] | None = None,
        line_form: type[LineForm] = LineForm,
        colleagues: Mapping[int, str] | None = None,
    ) -> "BasketForms":
        zone, basket = filled.hub.zone, filled.basket
        assert basket.period is not None
        ids = [facility.pk for facility in filled.facilities]
        pools, contains = in_service(ids), contained_in(ids)
        lines = []
        for number, (line, facility) in enumerate(zip(basket.lines, filled.facilities, strict=True)):
            initial: dict[str, Any] = {"quantity": str(line.quantity)}
            if line.own_period:
                initial.update(said(line.own_period, zone))
            lines.append(
                line_form(
                    data,
                    line=line,
                    facility=facility,
                    most=pools.get(facility.pk, 1),
                    contains=contains.get(facility.pk, ()),
                    needed=filled.needed(number),
                    row=filled.row_of(number),
                    initial=initial,
                    prefix=f"line-{number}",
                )
            )
        period = PeriodForm(data, zone=zone, initial=said(basket.period, zone))
        return cls(filled, period, lines, VisitForm(data, filled=filled, colleagues=colleagues))

    def is_valid(self) -> bool:
        # Each is asked, so that everything that is wrong is said at once.
        if [form for form in self.all if not form.is_valid()]:
            return False
        period = self.period.cleaned_data["period"]
        return self.visit.leaves_time(period)

    @property
    def all(self) -> list[forms.Form]:
        return [self.period, self.visit, *self.lines]

    @property
    def errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self.all)

    def basket(self) -> Basket:
        """What was typed; only after `is_valid()`. A line whose own time is the basket's follows it from now on."""
        period = self.period.cleaned_data["period"]
        lines = [form.changed_line() for form in self.lines]
        own = tuple(replace(line, own_period=None) if line.own_period == period else line for line in lines)
        return Basket(self.filled.basket.hub_id, period, own, self.visit.visit())
