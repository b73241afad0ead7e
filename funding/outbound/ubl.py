"""An invoice or a credit note as a program reads it: UBL 2.1, by the rules of EN 16931 and Peppol BIS Billing 3.

Codes: BT and BR are those of EN 16931. docs/invoices.md says which amount stands where.
"""

from collections.abc import Sequence
from datetime import date, datetime
from xml.etree import ElementTree as Xml
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from funding.models import Invoice, InvoiceLine
from funding.outbound.invoice_words import line_period, line_words, no_vat_words, note_words, payment_words
from funding.rules.invoices import OUTSIDE, STANDARD, VatPart
from funding.rules.sellers import Buyer, Seller

DOCUMENT = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE, CREDIT_NOTE = "380", "381"
SEPA, DISCOUNT, OUT_OF_SCOPE, ONE = "58", "95", "VATEX-EU-O", "C62"
Xml.register_namespace("cac", CAC)
Xml.register_namespace("cbc", CBC)


def ubl_of(invoice: Invoice) -> bytes:
    """Of an invoice that comes with its parts and lines; the same bytes whenever it is asked."""
    with override(invoice.language):
        return _Document(invoice).bytes()


def amount(cents: int) -> str:
    """`-12.50`, as XML writes it whatever the language."""
    sign, (whole, rest) = "-" if cents < 0 else "", divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02d}"


class _Document:
    """Builds the tree in the order of the schema."""

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice
        self.parts = list(invoice.parts.all())
        self.lines: list[InvoiceLine] = [line for part in self.parts for line in part.lines.all()]
        self.outside = any(each.category == OUTSIDE for each in invoice.vat_parts)
        self.kind = "CreditNote" if invoice.is_credit else "Invoice"
        self.root = Xml.Element(f"{{{DOCUMENT.format(self.kind)}}}{self.kind}")
        # ElementTree writes a prefix for the root too; programs read that as well as none.
        Xml.register_namespace("inv" if self.kind == "Invoice" else "cn", DOCUMENT.format(self.kind))

    def bytes(self) -> bytes:
        self._head()
        self._party("AccountingSupplierParty", self.invoice.from_, self.invoice.hub.name)
        self._party("AccountingCustomerParty", self.invoice.to, self.invoice.organisation.name)
        self._payment()
        self._tax()
        self._totals()
        for number, line in enumerate(self.lines, 1):
            self._line(number, line)
        Xml.indent(self.root)
        return bytes(Xml.tostring(self.root, encoding="UTF-8", xml_declaration=True))

    def _head(self) -> None:
        invoice = self.invoice
        self._say(self.root, "CustomizationID", CUSTOMIZATION)
        self._say(self.root, "ProfileID", PROFILE)
        self._say(self.root, "ID", invoice.number)
        self._say(self.root, "IssueDate", invoice.issued_on.isoformat())
        if not invoice.is_credit:
            self._say(self.root, "DueDate", invoice.due_on.isoformat())
        self._say(self.root, f"{self.kind}TypeCode", CREDIT_NOTE if invoice.is_credit else INVOICE)
        if said := note_words(invoice, self.parts):
            self._say(self.root, "Note", " ".join(said))
        self._say(self.root, "DocumentCurrencyCode", invoice.currency)
        references = dict.fromkeys(part.reference or part.about.id for part in self.parts)
        self._say(self.root, "BuyerReference", ", ".join(references)[:200])
        self._period(self.root, self.lines)
        if invoice.credits:
            before = self._in(self._in(self.root, "BillingReference"), "InvoiceDocumentReference")
            self._say(before, "ID", invoice.credits.number)
            self._say(before, "IssueDate", invoice.credits.issued_on.isoformat())

    def _party(self, role: str, who: Seller | Buyer, trades_as: str) -> None:
        party = self._in(self._in(self.root, role), "Party")
        scheme, id_ = who.endpoint
        if id_:
            self._say(party, "EndpointID", id_, schemeID=scheme)
        self._say(self._in(party, "PartyName"), "Name", trades_as)
        address = self._in(party, "PostalAddress")
        for name, value in (("StreetName", who.street), ("CityName", who.town), ("PostalZone", who.postcode)):
            if value:
                self._say(address, name, value)
        self._say(self._in(address, "Country"), "IdentificationCode", "NL")
        self._tax_number(party, who)
        legal = self._in(party, "PartyLegalEntity")
        self._say(legal, "RegistrationName", who.name)
        if who.kvk_number:
            self._say(legal, "CompanyID", who.kvk_number, schemeID="0106")
        if who.email:
            self._say(self._in(party, "Contact"), "ElectronicMail", who.email)

    def _tax_number(self, party: Xml.Element, who: Seller | Buyer) -> None:
        """None where nothing is under VAT (BR-O-02); who is exempt as a small business may have none, and is then known
        by its registration (BT-32)."""
        if self.outside:
            return
        if who.vat_number:
            number, scheme = who.vat_number, "VAT"
        elif isinstance(who, Seller):
            number, scheme = who.kvk_number, "TAX"
        else:
            return
        tax = self._in(party, "PartyTaxScheme")
        self._say(tax, "CompanyID", number)
        self._say(self._in(tax, "TaxScheme"), "ID", scheme)

    def _payment(self) -> None:
        invoice = self.invoice
        if invoice.is_credit or not invoice.from_.iban:
            return
        means = self._in(self.root, "PaymentMeans")
        self._say(means, "PaymentMeansCode", SEPA)
        self._say(means, "PaymentID", invoice.number)
        account = self._in(means, "PayeeFinancialAccount")
        self._say(account, "ID", invoice.from_.iban)
        self._say(account, "Name", invoice.from_.name)
        self._say(self._in(self.root, "PaymentTerms"), "Note", payment_words(invoice))

    def _tax(self) -> None:
        tax = self._in(self.root, "TaxTotal")
        self._money(tax, "TaxAmount", self.invoice.vat_cents)
        for part in self.invoice.vat_parts:
            sub = self._in(tax, "TaxSubtotal")
            self._money(sub, "TaxableAmount", part.net_cents)
            self._money(sub, "TaxAmount", part.vat_cents)
            self._category(self._in(sub, "TaxCategory"), part)

    def _category(self, category: Xml.Element, part: VatPart, *, of_line: bool = False) -> None:
        self._say(category, "ID", part.category)
        if part.category != OUTSIDE:
            self._say(category, "Percent", amount(part.vat_bp))
        if not of_line and part.category == OUTSIDE:
            self._say(category, "TaxExemptionReasonCode", OUT_OF_SCOPE)
        if not of_line and part.category != STANDARD:
            self._say(category, "TaxExemptionReason", no_vat_words(part))
        self._say(self._in(category, "TaxScheme"), "ID", "VAT")

    def _totals(self) -> None:
        invoice = self.invoice
        total = self._in(self.root, "LegalMonetaryTotal")
        self._money(total, "LineExtensionAmount", sum(line.net_cents for line in self.lines))
        self._money(total, "TaxExclusiveAmount", invoice.net_cents)
        self._money(total, "TaxInclusiveAmount", invoice.net_cents + invoice.vat_cents)
        if invoice.prepaid_cents:
            self._money(total, "PrepaidAmount", invoice.prepaid_cents)
        if invoice.rounding_cents:
            self._money(total, "PayableRoundingAmount", invoice.rounding_cents)
        self._money(total, "PayableAmount", invoice.payable_cents)

    def _line(self, number: int, line: InvoiceLine) -> None:
        """The price is the line's list price for all its units (BT-149): so it never has more than two decimals."""
        at = self._in(self.root, f"{self.kind}Line")
        self._say(at, "ID", str(number))
        self._say(at, "Note", _("Booking %(number)s") % {"number": line.part.about.id})
        quantity = "CreditedQuantity" if self.invoice.is_credit else "InvoicedQuantity"
        self._say(at, quantity, str(line.quantity), unitCode=ONE)
        self._money(at, "LineExtensionAmount", line.net_cents)
        self._period(at, [line])
        if line.discount_net_cents:
            off = self._in(at, "AllowanceCharge")
            self._say(off, "ChargeIndicator", "false")
            self._say(off, "AllowanceChargeReasonCode", DISCOUNT)
            self._say(off, "AllowanceChargeReason", _("Discount by the hub"))
            self._money(off, "Amount", line.discount_net_cents)
        item = self._in(at, "Item")
        self._say(item, "Description", line_period(line, self.invoice.hub.zone))
        self._say(item, "Name", line_words(line))
        part = VatPart(line.category, line.vat_bp, "", 0, 0)
        self._category(self._in(item, "ClassifiedTaxCategory"), part, of_line=True)
        price = self._in(at, "Price")
        self._money(price, "PriceAmount", line.list_net_cents)
        self._say(price, "BaseQuantity", str(line.quantity), unitCode=ONE)

    def _period(self, parent: Xml.Element, lines: Sequence[InvoiceLine]) -> None:
        zone = self.invoice.hub.zone
        period = self._in(parent, "InvoicePeriod")
        first, last = min(line.starts_at for line in lines), max(line.ends_at for line in lines)
        self._say(period, "StartDate", _day(first, zone).isoformat())
        self._say(period, "EndDate", _day(last, zone).isoformat())

    def _in(self, parent: Xml.Element, name: str) -> Xml.Element:
        return Xml.SubElement(parent, f"{{{CAC}}}{name}")

    def _say(self, parent: Xml.Element, name: str, text: str, **attributes: str) -> None:
        Xml.SubElement(parent, f"{{{CBC}}}{name}", attributes).text = _clean(text)

    def _money(self, parent: Xml.Element, name: str, cents: int) -> None:
        self._say(parent, name, amount(cents), currencyID=self.invoice.currency)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _clean(text: str) -> str:
    """Signs that XML cannot say (and nobody can read) are left out."""
    return "".join(
        sign
        for sign in text
        if sign in "\n\t" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )
