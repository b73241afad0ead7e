"""What the card processor said, and where it and the books differ."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.models.payments import CardRefund, Payment
from hub.kit.refs import Ref


class StripeEvent(models.Model):
    """One event, taken in once. It only says which object to look at: what that is like is asked when it is applied."""

    event_id = models.CharField(max_length=100, unique=True)
    type = models.CharField(max_length=80)
    account = models.CharField(max_length=80, blank=True)
    # The object, and the intent that it belongs to, itself where it is one.
    object_id = models.CharField(max_length=100)
    intent_id = models.CharField(max_length=100, blank=True)
    # What it said of that object, only to see whether that is what was asked: money is never booked by it.
    cents = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    created = models.DateTimeField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    # Why it was not applied and never will be, for the site's administrators; a code.
    set_aside = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stripe_event_applied_or_not", condition=Q(set_aside="") | Q(applied_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["-received_at"], name="stripe_event_set_aside", condition=~Q(set_aside="")),
            models.Index(
                fields=["received_at"], name="stripe_event_waits", condition=Q(set_aside="", applied_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.event_id


class DifferenceKind(models.TextChoices):
    UNKNOWN_PAYMENT = "unknown_payment", _("paid at the processor, unknown here")
    NOT_NOTED = "not_noted", _("paid at the processor, not in the books")
    NOT_PAID = "not_paid", _("in the books, not paid at the processor")
    OTHER_AMOUNT = "other_amount", _("another amount at the processor")
    UNKNOWN_REFUND = "unknown_refund", _("refunded at the processor, not in the books")
    REFUND_NOT_NOTED = "refund_not_noted", _("a refund is further at the processor")
    REFUND_NOT_THERE = "refund_not_there", _("a refund of ours is unknown at the processor")
    DISPUTE_NOT_NOTED = "dispute_not_noted", _("a dispute is new or further at the processor")
    NO_ACCESS = "no_access", _("an account that this site may not look at any more")


class Difference(models.Model):
    """Found by reconciliation: found again it is the same one, and it is booked once."""

    kind = models.CharField(max_length=20, choices=DifferenceKind)
    # `kind:object`.
    key = models.CharField(max_length=160, unique=True)
    object_id = models.CharField(max_length=100)
    account = models.CharField(max_length=80)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    refund = models.ForeignKey(CardRefund, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What a payment that is unknown here says that it is for; anybody with the hub's dashboard may have written that.
    says = models.CharField(max_length=80, blank=True)
    books_cents = models.BigIntegerField(default=0)
    processor_cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    happened_at = models.DateTimeField()
    found_at = models.DateTimeField()
    # It was gone when it was looked for again, or somebody booked it.
    gone_at = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-found_at", "-id"]

    def __str__(self) -> str:
        return self.key

    @property
    def ref(self) -> Ref:
        return Ref("difference", str(self.pk))

    @property
    def says_booking(self) -> str:
        """The number of the booking that it says that it is for."""
        kind, _colon, number = self.says.partition(":")
        return number if kind == "booking" else ""
