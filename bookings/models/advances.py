"""Money for a booking that came in by bank before there was an invoice to note it on."""

from django.db import models
from django.db.models import Q

from bookings.models.bookings import Booking
from bookings.models.owed import owed_cents
from funding.models import Invoice
from funding.models.invoice_state import standing_parts
from funding.models.invoices import PRICE


class Advance(models.Model):
    """As somebody read it off the hub's statement; one that was noted wrongly is taken back by another row that
    reverses it. The amounts are in the ledger as well."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="advances")
    cents = models.BigIntegerField()
    received_on = models.DateField()
    key = models.UUIDField(unique=True)
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="advance_is_something",
                condition=Q(cents__gt=0, reverses=None) | Q(cents__lt=0, reverses__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.cents}"


def advances_of(booking: Booking) -> list[Advance]:
    """What was noted, each with the row that took it back, if any; one query."""
    noted = Advance.objects.filter(booking=booking, reverses=None)
    return list(noted.select_related("reversal"))


def invoice_to_note_on(booking: Booking) -> Invoice | None:
    """The invoice that knows what is open, once all that is owed is invoiced. None where there is none yet, or only
    those of fees: what is paid for the price is more than is open of them."""
    parts = standing_parts([booking.ref])
    invoiced = sum(part.own_cents for part in parts)
    is_all = any(part.what == PRICE for part in parts) or owed_cents(booking) <= invoiced
    return parts[-1].invoice if parts and is_all else None
