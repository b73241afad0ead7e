"""Invoices and credit notes. What is printed is never changed: whoever must put something right adds a credit note.
What was paid is in the ledger and nowhere else."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.models.invoicing import InvoiceSeries
from funding.rules.invoices import VatPart
from funding.rules.sellers import Buyer, Seller
from hub.kit.money import EUR
from hub.kit.refs import Ref, RefField
from members.models import Organisation

PRICE = "price"


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")


class Invoice(models.Model):
    """One document. Amounts are cents above nought, also of a credit note, whose kind says that they go back:
    net + VAT + rounding - prepaid = payable. Payable is below nought where more was paid than is due."""

    number = models.CharField(max_length=30, unique=True)
    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="invoices")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=InvoiceKind)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="invoices")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invoices")
    credits = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="credit_notes"
    )
    # `Seller` and `Buyer` of `funding.rules.sellers`, as they were on that day.
    seller = models.JSONField()
    buyer = models.JSONField()
    language = models.CharField(max_length=2)
    currency = models.CharField(max_length=3, default=EUR, db_default=EUR)
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    due_on = models.DateField()
    # [[category, rate in basis points, reason, net, vat]].
    vat = models.JSONField()
    net_cents = models.PositiveBigIntegerField()
    vat_cents = models.PositiveBigIntegerField()
    rounding_cents = models.IntegerField()
    prepaid_cents = models.PositiveBigIntegerField()
    payable_cents = models.BigIntegerField()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "place"], name="invoice_place_in_series"),
            models.CheckConstraint(
                name="invoice_adds_up",
                condition=Q(
                    payable_cents=F("net_cents") + F("vat_cents") + F("rounding_cents") - F("prepaid_cents")
                ),
            ),
            models.CheckConstraint(
                name="invoice_credit_note_says_of_which",
                condition=Q(kind="invoice", credits=None) | Q(kind="credit_note", credits__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "-issued_on", "-id"], name="invoice_of_hub"),
            models.Index(fields=["organisation", "-issued_on", "-id"], name="invoice_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> Ref:
        return Ref("invoice", self.number)

    @property
    def is_credit(self) -> bool:
        return self.kind == InvoiceKind.CREDIT_NOTE

    @property
    def from_(self) -> Seller:
        return Seller.from_json(self.seller)

    @property
    def to(self) -> Buyer:
        return Buyer.from_json(self.buyer)

    @property
    def vat_parts(self) -> list[VatPart]:
        return [VatPart(*each) for each in self.vat]

    @property
    def gross_cents(self) -> int:
        """The price with VAT."""
        return self.net_cents + self.vat_cents + self.rounding_cents


class InvoicePart(models.Model):
    """What one thing contributes to an invoice: a booking's price, or one fee of it. What it costs after the hub's
    discount = own + funds, VAT included."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    about = RefField()
    # `price`, or `fee-1` for the first fee.
    what = models.CharField(max_length=20)
    # Which time this is invoiced; each earlier one was credited.
    round = models.PositiveSmallIntegerField()
    credits = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="credited_by"
    )
    list_cents = models.PositiveBigIntegerField()
    discount_cents = models.PositiveBigIntegerField()
    own_cents = models.PositiveBigIntegerField()
    funds_cents = models.PositiveBigIntegerField()
    # What the books said that the organisation had paid of it by then.
    paid_cents = models.BigIntegerField()
    # [{"id": 7, "label": "Open Doors", "names": {"nl": ...}, "cents": 3600}].
    funds = models.JSONField(default=list)
    # The buyer's own words: what it was for, and under which reference.
    purpose = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "what", "round"],
                condition=Q(credits=None),
                name="invoice_part_once_a_round",
            ),
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_part_position"),
            models.CheckConstraint(
                name="invoice_part_adds_up",
                condition=Q(list_cents=F("discount_cents") + F("own_cents") + F("funds_cents")),
            ),
        ]
        indexes = [models.Index(fields=["about", "id"], name="invoice_part_about")]

    def __str__(self) -> str:
        return f"{self.about} {self.what} {self.round}"


class InvoiceLine(models.Model):
    """One line, with VAT as it was agreed and without as it is counted."""

    part = models.ForeignKey(InvoicePart, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    # Of a fee, its kind: cancelled, dropped, no_show.
    fee = models.CharField(max_length=10, blank=True)
    quantity = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # How the price was made, for one unit: [["daypart", 1, 16000]].
    rates = models.JSONField(default=list)
    list_cents = models.PositiveBigIntegerField()
    discount_cents = models.PositiveBigIntegerField()
    category = models.CharField(max_length=2)
    vat_bp = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    list_net_cents = models.PositiveBigIntegerField()
    discount_net_cents = models.PositiveBigIntegerField()
    net_cents = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["part", "position"]
        constraints = [
            models.UniqueConstraint(fields=["part", "position"], name="invoice_line_position"),
            models.CheckConstraint(
                name="invoice_line_adds_up",
                condition=Q(list_net_cents=F("discount_net_cents") + F("net_cents"))
                & Q(list_cents__gte=F("discount_cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} {self.position}"

    @property
    def gross_cents(self) -> int:
        return self.list_cents - self.discount_cents


class BankTransfer(models.Model):
    """That money for an invoice came in by bank, as somebody read it off the hub's statement; one that was noted
    wrongly is taken back by another row that reverses it. The amounts are in the ledger as well, booking by
    booking."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="transfers")
    cents = models.BigIntegerField()
    received_on = models.DateField()
    key = models.UUIDField(unique=True)
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="bank_transfer_is_something",
                condition=Q(cents__gt=0, reverses=None) | Q(cents__lt=0, reverses__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.cents}"


class PaperKind(models.TextChoices):
    PDF = "pdf", "PDF"
    UBL = "ubl", "UBL"


class Paper(models.Model):
    """A document as it was made, byte for byte."""

    about = RefField()
    kind = models.CharField(max_length=4, choices=PaperKind)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "kind"], name="paper_once")]

    def __str__(self) -> str:
        return f"{self.about} {self.kind}"

    @property
    def data(self) -> bytes:
        return bytes(self.content)


def with_all(rows: "models.QuerySet[Invoice, Any]") -> "models.QuerySet[Invoice, Any]":
    """With what is printed of it; three statements however many."""
    return rows.select_related("hub__municipality", "credits").prefetch_related("parts__lines")
