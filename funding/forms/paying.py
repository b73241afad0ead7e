"""Money that came in, went back, passes on, or was paid out. Each form carries a key, so that two clicks are one."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Hub
from funding.forms.fields import EuroField
from funding.models import Fund, Tranche
from hub.kit.form_fields import PaperDayField, WholeNumberField
from hub.kit.money import format_eur


class KeyForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def request_key(self) -> UUID:
        """Of a form that is valid."""
        found: UUID | None = self.cleaned_data["key"]
        return found or uuid4()


class ReceivedForm(KeyForm):
    received_on = PaperDayField(label=gettext_lazy("Received on"))
    # Empty: all that is still to come.
    cents = EuroField(label=gettext_lazy("Amount"), required=False)


class RepayForm(KeyForm):
    cents = EuroField(label=gettext_lazy("Amount"))
    repaid_on = PaperDayField(label=gettext_lazy("Paid back on"))
    tranche = forms.ModelChoiceField(
        label=gettext_lazy("What it is"),
        queryset=Tranche.objects.none(),
        required=False,
        empty_label=gettext_lazy("money that was not spent"),
        help_text=gettext_lazy("Choose a payment if the funder takes that one back."),
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["tranche"]
        field.queryset = Tranche.objects.filter(fund=fund, received_cents__gt=0)
        field.label_from_instance = _payment


def _payment(tranche: Tranche) -> str:
    return _("taken back: the payment of %(day)s, %(cents)s") % {
        "day": date_format(tranche.due_on, "DATE_FORMAT"),
        "cents": format_eur(tranche.received_cents),
    }


class YearEndForm(forms.Form):
    year = forms.TypedChoiceField(label=gettext_lazy("Which year"), coerce=int)
    into = forms.ModelChoiceField(
        label=gettext_lazy("What is left goes on in"),
        queryset=Fund.objects.none(),
        required=False,
        empty_label=gettext_lazy("this same fund"),
    )

    def __init__(self, *args: Any, fund: Fund, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["year"]
        choices.choices = [(year, str(year)) for year in years]
        field: Any = self.fields["into"]
        if fund.agreement.leftover == "repay":
            del self.fields["into"]
        else:
            field.queryset = Fund.objects.filter(agreement=fund.agreement).exclude(pk=fund.pk)
            field.label_from_instance = lambda other: other.name


class PayoutForm(KeyForm):
    hub = forms.ModelChoiceField(label=gettext_lazy("Hub"), queryset=Hub.objects.none())
    until = PaperDayField(
        label=gettext_lazy("For what was done until"), help_text=gettext_lazy("That day included.")
    )
    paid_on = PaperDayField(label=gettext_lazy("Paid on"))

    def __init__(self, *args: Any, hubs: Iterable[Hub], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["hub"]
        field.queryset = Hub.objects.filter(pk__in=[hub.pk for hub in hubs])


class CollectForm(KeyForm):
    hub = forms.ModelChoiceField(label=gettext_lazy("Hub"), queryset=Hub.objects.none())
    received_on = PaperDayField(label=gettext_lazy("Received on"))

    def __init__(self, *args: Any, hubs: Iterable[Hub], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["hub"]
        field.queryset = Hub.objects.filter(pk__in=[hub.pk for hub in hubs])


class CloseForm(forms.Form):
    repaid_on = PaperDayField(label=gettext_lazy("What is left went back on"))


class SpanForm(forms.Form):
    """Of a statement: from a day until a day."""

    first = PaperDayField(label=gettext_lazy("From"))
    last = PaperDayField(label=gettext_lazy("Until"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("first"), values.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", _("The last day cannot be before the first."))
        return values


class CalendarYearForm(forms.Form):
    year = WholeNumberField(label=gettext_lazy("Year"), least=2000, most=2099)
