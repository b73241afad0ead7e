"""How a hub invoices, from a day on, and how an organisation wants to be invoiced."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.rules.sellers import Buyer, Seller
from members.models import Membership, Organisation, Post


class Rhythm(models.TextChoices):
    BOOKING = "booking", _("one for each booking, when it is over")
    MONTH = "month", _("one for each organisation and month")


class FeeVat(models.TextChoices):
    """Whether a fee for cancelling late or not coming is a payment for a service, or damages: docs/decisions/0084."""

    OUTSIDE = "outside", _("no VAT: it is compensation")
    AS_LINE = "as_line", _("the VAT of what was booked")


class EndpointScheme(models.TextChoices):
    """By which an electronic invoice finds its way (Peppol's list of electronic addresses)."""

    KVK = "0106", _("KvK number (0106)")
    OIN = "0190", _("OIN, of public bodies (0190)")
    VAT = "9944", _("VAT number (9944)")


class InvoicePrefix(models.Model):
    """What the numbers of a hub's invoices begin with; nobody else's do."""

    prefix = models.CharField(max_length=8, unique=True)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="invoice_prefixes")

    class Meta:
        verbose_name_plural = "invoice prefixes"

    def __str__(self) -> str:
        return self.prefix


class InvoiceSeries(models.Model):
    """A series of numbers without a gap: `EFF-2026`. Who takes one holds this row until it is used or undone."""

    code = models.CharField(max_length=20, unique=True)
    prefix = models.ForeignKey(InvoicePrefix, on_delete=models.PROTECT, related_name="series")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "invoice series"

    def __str__(self) -> str:
        return self.code


class InvoiceSetting(models.Model):
    """The seller, the series and the terms of a hub's invoices from a day on. Without one a hub sends none."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="invoice_settings")
    valid_from = models.DateField()
    # `funding.rules.sellers.Seller`, set and read as a whole.
    seller = models.JSONField()
    prefix = models.ForeignKey(InvoicePrefix, on_delete=models.PROTECT, related_name="+")
    term_days = models.PositiveSmallIntegerField()
    # Reminders go so many days after the due day, each once; the second so many after the first.
    remind_after_days = models.PositiveSmallIntegerField()
    remind_again_days = models.PositiveSmallIntegerField()
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    # Under the scheme for small businesses no VAT is charged; the reason stands on the invoice.
    kor = models.BooleanField(default=False)
    kor_reason = models.CharField(max_length=200, blank=True)
    fee_vat = models.CharField(max_length=10, choices=FeeVat)
    fee_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["hub", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "valid_from"], name="invoice_setting_once_a_day"),
            models.CheckConstraint(
                name="invoice_setting_says_why_no_vat",
                condition=(Q(kor=False) | ~Q(kor_reason="")) & (~Q(fee_vat="outside") | ~Q(fee_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.valid_from}"

    @property
    def no_vat(self) -> dict[str, str]:
        """What quotes and agreements keep of the scheme for small businesses; nothing where VAT is charged."""
        return {"kor_reason": self.kor_reason} if self.kor else {}

    @property
    def says(self) -> Seller:
        return Seller.from_json(self.seller)


class InvoiceAddress(models.Model):
    """How an organisation wants to stand on invoices, where that is other than what it says of itself."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="invoice_address"
    )
    name = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    town = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    endpoint_scheme = models.CharField(max_length=4, choices=EndpointScheme, blank=True)
    endpoint_id = models.CharField(max_length=50, blank=True)
    language = models.CharField(max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl")

    class Meta:
        verbose_name_plural = "invoice addresses"

    def __str__(self) -> str:
        return f"{self.organisation_id}"


def setting_on(hub: Hub, day: date) -> InvoiceSetting | None:
    """What holds for an invoice of that day; None for a hub that sends none then."""
    found = InvoiceSetting.objects.filter(hub=hub, valid_from__lte=day).select_related("prefix")
    return found.order_by("-valid_from").first()


def no_vat_of(hub: Hub, day: date) -> str:
    """Why the hub charges no VAT on a day (the scheme for small businesses); empty where it does."""
    found = InvoiceSetting.objects.filter(hub=hub, valid_from__lte=day).order_by("-valid_from")
    kor = found.values_list("kor", "kor_reason").first()
    return kor[1] if kor and kor[0] else ""


def invoices_since(hub: Hub) -> date | None:
    """From when on a hub sends invoices; what was over before that was none of ours to send."""
    return InvoiceSetting.objects.filter(hub=hub).aggregate(first=models.Min("valid_from"))["first"]


def settings_of(hub: Hub) -> list[InvoiceSetting]:
    """All of them, the latest first."""
    return list(InvoiceSetting.objects.filter(hub=hub).select_related("prefix").order_by("-valid_from"))


def buyer_of(organisation: Organisation) -> Buyer:
    """As it stands on an invoice: what it said for invoices, else what it says of itself, else its owner's address."""
    said = InvoiceAddress.objects.filter(organisation=organisation).first() or InvoiceAddress()
    email = said.email or organisation.billing_email or _owner_address(organisation)
    return Buyer(
        name=said.name or organisation.name,
        street=said.street or organisation.street,
        postcode=said.postcode or organisation.postcode,
        town=said.town or organisation.municipality.name,
        kvk_number=organisation.kvk_number,
        vat_number=organisation.vat_number,
        email=email,
        endpoint_scheme=said.endpoint_scheme,
        endpoint_id=said.endpoint_id,
        language=said.language,
    ).tidy()


def _owner_address(organisation: Organisation) -> str:
    owners = Membership.objects.filter(organisation=organisation, post=Post.OWNER, person__is_active=True)
    found = owners.order_by("since", "pk").values_list("person__email", flat=True).first()
    return found or ""
