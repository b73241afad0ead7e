"""How a hub invoices, how an organisation wants to be invoiced, and what came in by bank."""

from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.actions.set_invoicing import MOST_DAYS, Terms
from funding.forms.fields import EuroField
from funding.forms.paying import KeyForm
from funding.models import EndpointScheme, FeeVat, InvoiceAddress, InvoiceSetting, Rhythm
from funding.models.invoice_state import PayState
from funding.rules.sellers import Buyer, Seller
from hub.kit.errors import Refusal
from hub.kit.form_fields import DayField, PaperDayField, WholeNumberField
from members.models import Organisation

PLAIN = {"autocomplete": "off"}
# A form has a `prefix` of its own, so that one is called `begins`.
PLAIN_TERMS = [field.name for field in fields(Terms) if field.name != "prefix"]
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
# Which field can show a refusal; the others are shown above the form.
FIELDS = {
    "not_in_the_past": "valid_from",
    "vat_number_needed": "vat_number",
    "bad_prefix": "begins",
    "prefix_taken": "begins",
    "bad_endpoint": "endpoint_id",
    "more_than_open": "cents",
    "no_amount": "cents",
    "not_in_the_future": "received_on",
}


def show(form: forms.Form, refusal: Refusal) -> None:
    """A verb's 'no' beside the field that it is about."""
    field = refusal.facts.get("field") or FIELDS.get(refusal.code)
    form.add_error(field if field in form.fields else None, str(refusal))


class InvoicingForm(forms.Form):
    valid_from = PaperDayField(label=_("From"))
    name = forms.CharField(
        label=_("Legal name"), max_length=120, help_text=_("Of the foundation or company that sells.")
    )
    street = forms.CharField(label=_("Street and number"), max_length=120)
    postcode = forms.CharField(label=_("Postcode"), max_length=10)
    town = forms.CharField(label=_("Town"), max_length=80)
    kvk_number = forms.CharField(
        label=_("KvK number"), max_length=12, widget=forms.TextInput(attrs={**PLAIN, "inputmode": "numeric"})
    )
    vat_number = forms.CharField(
        label=_("VAT number"), max_length=20, required=False, widget=forms.TextInput(attrs=PLAIN)
    )
    iban = forms.CharField(label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs=PLAIN))
    email = forms.EmailField(
        label=_("E-mail address for answers"),
        required=False,
        help_text=_("Where a question about an invoice goes."),
    )
    endpoint_scheme = forms.ChoiceField(
        label=_("Peppol address: kind"),
        choices=[("", _("your KvK number")), *EndpointScheme.choices],
        required=False,
    )
    endpoint_id = forms.CharField(
        label=_("Peppol address: number"), max_length=50, required=False, widget=forms.TextInput(attrs=PLAIN)
    )
    begins = forms.CharField(
        label=_("Numbers begin with"),
        max_length=8,
        help_text=_("EFF makes EFF-2026-0001, EFF-2026-0002 and so on."),
    )
    rhythm = forms.ChoiceField(label=_("Invoices"), choices=Rhythm, widget=forms.RadioSelect)
    term_days = WholeNumberField(label=_("To be paid within (days)"), least=0, most=MOST_DAYS)
    remind_after_days = WholeNumberField(label=_("First reminder, days after that"), most=MOST_DAYS)
    remind_again_days = WholeNumberField(label=_("Second reminder, days later"), most=MOST_DAYS)
    kor = forms.BooleanField(
        label=_("We charge no VAT: we take part in the scheme for small businesses (KOR)."), required=False
    )
    kor_reason = forms.CharField(label=_("What the invoice says then"), max_length=200, required=False)
    fee_vat = forms.ChoiceField(
        label=_("Fees for cancelling late or not coming"),
        choices=FeeVat,
        widget=forms.RadioSelect,
        help_text=_(
            "Ask your accountant which of the two it is. It counts for what is invoiced from that day on."
        ),
    )
    fee_reason = forms.CharField(
        label=_("Without VAT: what the invoice says"), max_length=200, required=False
    )

    def seller(self) -> Seller:
        """Of a form that is valid; so is what follows."""
        return Seller(**{field.name: self.cleaned_data[field.name] for field in fields(Seller)})

    def terms(self) -> Terms:
        return Terms(
            prefix=self.cleaned_data["begins"], **{name: self.cleaned_data[name] for name in PLAIN_TERMS}
        )

    @staticmethod
    def initial_of(setting: InvoiceSetting) -> dict[str, Any]:
        said = {name: getattr(setting, name) for name in PLAIN_TERMS}
        return {**setting.says.to_json(), **said, "begins": setting.prefix.prefix}


class AddressForm(forms.Form):
    name = forms.CharField(label=_("Name on invoices"), max_length=120, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    town = forms.CharField(label=_("Town"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail address for invoices"), required=False)
    endpoint_scheme = forms.ChoiceField(
        label=_("Peppol address: kind"), choices=[("", _("none")), *EndpointScheme.choices], required=False
    )
    endpoint_id = forms.CharField(
        label=_("Peppol address: number"), max_length=50, required=False, widget=forms.TextInput(attrs=PLAIN)
    )
    language = forms.ChoiceField(label=_("Language of invoices"), choices=LANGUAGES)

    def buyer(self) -> Buyer:
        """Of a form that is valid."""
        return Buyer(**self.cleaned_data)

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, Any]:
        said = InvoiceAddress.objects.filter(organisation=organisation).first() or InvoiceAddress()
        return {name: getattr(said, name) for name in AddressForm.base_fields}


class TransferForm(KeyForm):
    """Money that came in on the hub's bank account."""

    cents = EuroField(label=_("Amount"))
    received_on = DayField(label=_("On"))


class UndoForm(forms.Form):
    reason = forms.CharField(label=_("What was wrong"), max_length=200)


class WhichForm(forms.Form):
    """Which invoices one looks at; all where nothing is said, so no field says that it may stay empty."""

    says_optional = False

    state = forms.ChoiceField(label=_("State"), choices=[("", _("all")), *PayState.choices], required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("Up to and including"), required=False)

    def asked(self) -> dict[str, Any]:
        """Of a form that is valid."""
        return {"state": self.cleaned_data["state"], **self.days()}

    def days(self) -> dict[str, date | None]:
        return {name: self.cleaned_data[name] for name in ("first", "last")}
